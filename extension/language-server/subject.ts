// What an id of the diagram stands for in the text: the call that made a layer or a block.

import { findLayer } from '../../engine/layers/registry.ts';
import type { Network, NetworkGroup, NetworkLayer, Origin } from '../../engine/network/network.ts';
import type { Compilation } from '../language/compilation.ts';
import { programOf } from '../language/compile.ts';
import { type LocatedElement, locateElement, locateNode } from '../language/editing/locateElement.ts';
import { findDeclared } from '../language/elaboration/program.ts';
import type {
  BlockNode,
  ChainNode,
  ForNode,
  HeadNode,
  ModelNode,
  RepeatNode,
  Statement,
  SyntaxNode,
  SyntaxTree,
  UseNode,
} from '../language/syntax/tree.ts';

export interface Subject {
  readonly id: string;
  readonly layer: NetworkLayer | undefined;
  readonly group: NetworkGroup | undefined;
  readonly network: Network;
  readonly origin: Origin;
  readonly tree: SyntaxTree;
  /** Undefined where the text is broken there. */
  readonly at: LocatedElement | undefined;
  /** A named chain, or a head, that stands for itself. */
  readonly statement: ChainNode | HeadNode | undefined;
  /** Of a loop, or of one of its rounds. */
  readonly loop: RepeatNode | ForNode | undefined;
  /** The links that what is written before or behind it goes beside; undefined where the text is broken there. */
  readonly ends: { readonly first: LocatedElement; readonly last: LocatedElement } | undefined;
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
  const statement = at ? undefined : locateNode(tree, origin, isStatement);
  const isTurning = group?.kind === 'repeat' || group?.kind === 'iteration';
  const loop = isTurning ? locateNode(tree, origin, isLoop) : undefined;
  const named = at?.element.kind === 'use' ? at.element : undefined;
  const block = named && group && blockOf(compilation, origin.file, named.name.text, group.label);
  const isOwn = layer ? named?.name.text === layer.kind : block !== undefined;
  const use = isOwn ? named : undefined;
  const names = layer
    ? Object.keys(findLayer(layer.kind)?.attributes ?? {})
    : (block?.parameters ?? []).map(({ name }) => name.text);
  const ends = endsOf(group, at, statement);
  return { id, layer, group, network, origin, tree, at, statement, loop, ends, use, block, names };
}

function isStatement(node: SyntaxNode): node is ChainNode | HeadNode {
  return node.kind === 'chain' || node.kind === 'head';
}

function isLoop(node: SyntaxNode): node is RepeatNode | ForNode {
  return node.kind === 'repeat' || node.kind === 'for';
}

/** A round of a loop, a value and a head go on inside: what is written there is in the same round, value or head. */
function endsOf(
  group: NetworkGroup | undefined,
  at: LocatedElement | undefined,
  statement: ChainNode | HeadNode | undefined,
): Subject['ends'] {
  if (statement?.kind === 'chain') return endsOfChains([statement]);
  if (statement?.kind === 'head') return endsOfChains(statement.body.statements);
  const loop = at?.element;
  const isRound = group?.kind === 'iteration' && (loop?.kind === 'for' || loop?.kind === 'repeat');
  if (isRound) return endsOfChains(loop.body.statements);
  return at && { first: at, last: at };
}

function endsOfChains(statements: readonly Statement[]): Subject['ends'] {
  const chains = statements.filter((statement) => statement.kind === 'chain');
  const [head, tail] = [chains.at(0), chains.at(-1)];
  const [first, last] = [head?.elements.at(0), tail?.elements.at(-1)];
  if (!head || !tail || !first || !last) return undefined;
  return {
    first: { element: first, chain: head, isBranch: false },
    last: { element: last, chain: tail, isBranch: false },
  };
}

/** A block that is called by a parameter's name, as `unit` is, may come from any of the files. */
function blockOf(
  compilation: Compilation,
  file: string,
  called: string,
  name: string,
): BlockNode | ModelNode | undefined {
  const program = programOf(compilation);
  const source = program?.files.get(file);
  const named = source && findDeclared(source, called)?.node;
  if (named?.name?.text === name) return named;
  return [...(program?.files.values() ?? [])]
    .flatMap(({ declared }) => declared.get(name)?.node ?? [])
    .find(({ kind }) => kind === 'block');
}
