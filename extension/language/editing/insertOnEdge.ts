// Writes a layer between two that follow each other: on the line of the diagram, and on no other line where possible.

import { findLayer } from '../../../engine/layers/registry.ts';
import {
  layersByPath,
  type Network,
  type NetworkLayer,
  type Origin,
} from '../../../engine/network/network.ts';
import type { Compilation } from '../compilation.ts';
import { type Edit, insertAfter, insertBefore } from './insertLayer.ts';
import { locateElement } from './locateElement.ts';

export interface NetworkEdge {
  /** Paths of layers. */
  readonly source: string;
  readonly target: string;
  /** The line is drawn to the block around the target. */
  readonly folded?: true;
}

/** What stands around a layer, from the outside in, and the layer itself. */
interface Part {
  readonly id: string;
  readonly kind: string;
  readonly origin: Origin;
}

/** These are drawn around statements that the line enters or leaves on its way. */
const TRANSPARENT: ReadonlySet<string> = new Set(['merge', 'branch', 'value', 'iteration', 'head']);

/** Undefined where the text has no place that is this line's alone. */
export function insertOnEdge(
  compilation: Compilation,
  network: Network,
  edge: NetworkEdge,
  layer: string,
): Edit | undefined {
  const byPath = layersByPath(network);
  const [source, target] = [byPath.get(edge.source), byPath.get(edge.target)];
  if (!source || !target) return undefined;
  const passing = identityBetween(byPath, source, target);
  if (passing) return onIdentity(compilation, passing, layer);
  const isMerge = findLayer(target.kind)?.inputs === 'many';
  const branch = isMerge ? branchEdit(compilation, target, source.path, layer) : undefined;
  if (branch) return branch;
  const { from, to } = meetingParts(network, source, target);
  const readers = network.layers.filter(({ inputs }) => inputs.includes(source.path));
  if (readers.length === 1) return editAt(compilation, solid(from).origin, layer, 'after');
  if (isMerge) return undefined;
  const others = readers.filter((reader) => reader !== target);
  const entered = edge.folded ? solid(to) : enteredAlone(network, to, others);
  return editAt(compilation, entered.origin, layer, 'before');
}

/** The diagram draws an `identity` as a plain line: the layer takes its place. */
function identityBetween(
  byPath: ReadonlyMap<string, NetworkLayer>,
  source: NetworkLayer,
  target: NetworkLayer,
): Origin | undefined {
  if (target.inputs.includes(source.path)) return undefined;
  const passing = target.inputs
    .map((path) => byPath.get(path))
    .find((input) => input?.kind === 'identity' && input.inputs[0] === source.path);
  return passing?.origin;
}

/** What only comes to an identity in this place, as a parameter does, stays. */
function onIdentity(compilation: Compilation, passing: Origin, layer: string): Edit | undefined {
  const { file, start, end } = passing;
  const tree = compilation.trees.get(file);
  const element = tree && locateElement(tree, passing)?.element;
  const isWritten = element?.kind === 'use' && element.name.text === 'identity';
  return isWritten
    ? { file, range: { start, end }, text: layer }
    : editAt(compilation, passing, layer, 'after');
}

/** A branch of one name, a value's or a block's, goes on behind it. */
function branchEdit(
  compilation: Compilation,
  target: NetworkLayer,
  source: string,
  layer: string,
): Edit | undefined {
  const { file } = target.origin;
  const tree = compilation.trees.get(file);
  const merge = tree && locateElement(tree, target.origin)?.element;
  if (merge?.kind !== 'merge' || merge.branches.kind !== 'body') return undefined;
  const statement = merge.branches.statements[target.inputs.indexOf(source)];
  const element = statement?.kind === 'chain' ? statement.elements.at(-1) : undefined;
  if (element?.kind !== 'use') return undefined;
  return { file, range: { start: element.end, end: element.end }, text: ` -> ${layer}` };
}

/** The innermost statements that the edge goes from and to, seen from where both of its ends are. */
function meetingParts(network: Network, source: NetworkLayer, target: NetworkLayer) {
  const [outer, inner] = [partsOf(network, source), partsOf(network, target)];
  let meeting = 0;
  while (outer[meeting] !== undefined && outer[meeting]!.id === inner[meeting]?.id) meeting += 1;
  return { from: outer.slice(meeting), to: inner.slice(meeting) };
}

/** The outermost part that only this line enters: what is before a part that others enter, too, is on all of their lines. */
function enteredAlone(network: Network, parts: readonly Part[], others: readonly NetworkLayer[]): Part {
  const entered = new Set(others.flatMap((other) => partsOf(network, other).map(({ id }) => id)));
  return solid(parts.filter(({ id }) => !entered.has(id)));
}

function partsOf(network: Network, layer: NetworkLayer): readonly Part[] {
  const groups = new Map(network.groups.map((group) => [group.id, group]));
  const parts: Part[] = [{ id: layer.path, kind: 'layer', origin: layer.origin }];
  for (let id = layer.group; id !== undefined; ) {
    const group = groups.get(id);
    if (group === undefined) break;
    // A merge and its layer have one name.
    parts.unshift({ ...group, id: `group ${group.id}` });
    id = group.parent;
  }
  return parts;
}

function solid(parts: readonly Part[]): Part {
  return parts.find(({ kind }) => !TRANSPARENT.has(kind)) ?? parts.at(-1)!;
}

function editAt(
  compilation: Compilation,
  origin: Origin,
  layer: string,
  side: 'before' | 'after',
): Edit | undefined {
  const tree = compilation.trees.get(origin.file);
  const at = tree && locateElement(tree, origin);
  if (!tree || !at) return undefined;
  return (side === 'after' ? insertAfter : insertBefore)(origin.file, tree, at, layer);
}
