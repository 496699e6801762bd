// What an id of the diagram stands for in the text: the call that made a layer or a block.

import { findLayer } from '../../engine/layers/registry.ts';
import type { Network, NetworkGroup, NetworkLayer, Origin } from '../../engine/network/network.ts';
import type { Compilation } from '../language/compilation.ts';
import { programOf } from '../language/compile.ts';
import { type LocatedElement, locateElement } from '../language/editing/locateElement.ts';
import { findDeclared } from '../language/elaboration/program.ts';
import type { BlockNode, ModelNode, SyntaxTree, UseNode } from '../language/syntax/tree.ts';

export interface Subject {
  readonly id: string;
  readonly layer: NetworkLayer | undefined;
  readonly group: NetworkGroup | undefined;
  readonly network: Network;
  readonly origin: Origin;
  readonly tree: SyntaxTree;
  /** Undefined where the text is broken there. */
  readonly at: LocatedElement | undefined;
  /** The call itself, where it names what it makes. */
  readonly use: UseNode | undefined;
  /** The block that is called. */
  readonly block: BlockNode | ModelNode | undefined;
  /** What the call takes, in order. */
  readonly names: readonly string[];
}

/** Undefined for an id that the model does not have any more. */
export function subjectOf(compilation: Compilation, network: Network, id: string): Subject | undefined {
  const layer = network.layers.find(({ path }) => path === id);
  const group = layer ? undefined : network.groups.find((known) => known.id === id);
  const origin = (layer ?? group)?.origin;
  const tree = origin && compilation.trees.get(origin.file);
  if (!origin || !tree) return undefined;
  const at = locateElement(tree, origin);
  const named = at?.element.kind === 'use' ? at.element : undefined;
  const block = named && group ? blockNamed(compilation, origin.file, named.name.text) : undefined;
  const isOwn = layer ? named?.name.text === layer.kind : block !== undefined;
  const use = isOwn ? named : undefined;
  const names = layer
    ? Object.keys(findLayer(layer.kind)?.attributes ?? {})
    : (block?.parameters ?? []).map(({ name }) => name.text);
  return { id, layer, group, network, origin, tree, at, use, block, names };
}

function blockNamed(compilation: Compilation, file: string, name: string): BlockNode | ModelNode | undefined {
  const source = programOf(compilation)?.files.get(file);
  return source && findDeclared(source, name)?.node;
}
