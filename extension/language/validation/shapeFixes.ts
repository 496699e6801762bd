// Fixes for a layer that cannot work on its input.

import type { LayerDefinition, LayerProblem } from '../../../engine/layers/layer.ts';
import type { Fix } from '../diagnostic.ts';
import type { SourceFile } from '../elaboration/program.ts';
import type { Element } from '../syntax/tree.ts';
import { setArgument } from './setArgument.ts';

export function shapeFixes(
  file: SourceFile,
  node: Element,
  { kind, category, attributes }: LayerDefinition,
  { code }: LayerProblem,
): readonly Fix[] {
  if (code === 'vector-expected') {
    const range = { start: node.start, end: node.start };
    return [{ title: 'Add `flatten ->`', edits: [{ file: file.name, range, text: 'flatten -> ' }] }];
  }
  // A pooling would look at padding alone.
  const takesPadding = category === 'convolution' && attributes.padding?.choices?.includes('same') === true;
  if (code !== 'kernel-larger-than-input' || !takesPadding) return [];
  const fix = setArgument(file, node, kind, 'padding', 'same');
  return fix === undefined ? [] : [fix];
}
