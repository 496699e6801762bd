// Layers and blocks as values: `act = relu`, `act: leaky_relu(0.1)`, `unit = Basic`.

import type { LayerDefinition } from '../../../engine/layers/layer.ts';
import type { BlockNode } from '../syntax/tree.ts';
import type { BoundArguments } from './bindArguments.ts';
import type { SourceFile } from './program.ts';

/** A layer with the arguments that it was given so far. */
export interface LayerTemplate {
  readonly type: 'layer';
  readonly definition: LayerDefinition;
  readonly given: BoundArguments;
}

/** A block with the arguments that it was given so far. */
export interface BlockTemplate {
  readonly type: 'block';
  readonly block: BlockNode;
  readonly file: SourceFile;
  readonly given: BoundArguments;
}

export type Template = LayerTemplate | BlockTemplate;
