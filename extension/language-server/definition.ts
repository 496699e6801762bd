// What a name in a text can mean.

import type { LayerDefinition } from '../../engine/layers/layer.ts';
import type { Attribute, AttributeValue } from '../../engine/network/attribute.ts';
import type {
  BlockNode,
  ChainNode,
  ForNode,
  HeadNode,
  ModelNode,
  Name,
  ParameterNode,
  RepeatNode,
  TrainNode,
} from '../language/syntax/tree.ts';
import type { Callable } from './callReference.ts';
import type { RecipeEntry } from './recipeEntries.ts';

/** Something that a text declares, with the name that declares it. */
export type Declared = { readonly file: string; readonly name: Name } & (
  | { readonly kind: 'block'; readonly node: BlockNode }
  | { readonly kind: 'model'; readonly node: ModelNode }
  | { readonly kind: 'recipe'; readonly node: TrainNode }
  | { readonly kind: 'parameter'; readonly node: ParameterNode; readonly owner: BlockNode | ModelNode }
  | { readonly kind: 'value'; readonly node: ChainNode }
  | { readonly kind: 'variable'; readonly node: RepeatNode | ForNode }
  | { readonly kind: 'head'; readonly node: HeadNode }
);

/** Something that comes with the language. */
export type BuiltIn =
  | { readonly kind: 'layer'; readonly layer: LayerDefinition }
  | { readonly kind: 'call'; readonly call: Callable }
  | { readonly kind: 'entry'; readonly entry: RecipeEntry }
  | {
      readonly kind: 'attribute';
      readonly name: string;
      readonly attribute: Attribute<AttributeValue>;
      readonly of: Callable;
    };

export type Definition = Declared | BuiltIn;

export function isDeclared(definition: Definition): definition is Declared {
  return 'file' in definition;
}

/** Equal for the same declaration in two compilations of the same texts. */
export function declarationKey({ file, name }: Declared): string {
  return `${file}#${name.start}`;
}
