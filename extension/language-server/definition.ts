// What a name in a text can mean.

import type { LayerDefinition } from '../../engine/layers/layer.ts';
import type { Attribute, AttributeValue } from '../../engine/network/attribute.ts';
import type { Definition as ResolvedDefinition } from '../language/resolution/definition.ts';
import { childrenOf } from '../language/syntax/children.ts';
import type {
  BlockNode,
  ChainNode,
  ForNode,
  HeadNode,
  ModelNode,
  Name,
  ParameterNode,
  RepeatNode,
  SyntaxNode,
  SyntaxTree,
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

/** What a resolved definition declares, with the node that does; undefined where its file is not at hand. */
export function declaredBy(
  { kind, name, file, node, owner }: ResolvedDefinition,
  treeOf: (file: string) => SyntaxTree | undefined,
): Declared | undefined {
  switch (node?.kind) {
    case 'block':
      return { kind: 'block', file, name, node };
    case 'model':
      return { kind: 'model', file, name, node };
    case 'train':
      return { kind: 'recipe', file, name, node };
    case 'head':
      return { kind: 'head', file, name, node };
    case 'parameter':
      return owner && { kind: 'parameter', file, name, node, owner };
  }
  const tree = treeOf(file);
  const naming = tree && namingNode(tree, name);
  if (kind === 'value' && naming?.kind === 'chain') return { kind, file, name, node: naming };
  const loops = naming?.kind === 'for' || naming?.kind === 'repeat';
  return kind === 'variable' && loops ? { kind, file, name, node: naming } : undefined;
}

type NamingNode = ChainNode | ForNode | RepeatNode;

const namingNodes = new WeakMap<SyntaxTree, ReadonlyMap<number, NamingNode>>();

/** The statement or loop that gives a value or a loop variable its name. */
function namingNode(tree: SyntaxTree, name: Name): NamingNode | undefined {
  let nodes = namingNodes.get(tree);
  if (nodes === undefined) {
    const found = new Map<number, NamingNode>();
    const visit = (node: SyntaxNode) => {
      if (node.kind === 'chain' && node.name) found.set(node.name.start, node);
      if ((node.kind === 'for' || node.kind === 'repeat') && node.variable)
        found.set(node.variable.start, node);
      childrenOf(node).forEach(visit);
    };
    visit(tree.file);
    nodes = found;
    namingNodes.set(tree, nodes);
  }
  return nodes.get(name.start);
}
