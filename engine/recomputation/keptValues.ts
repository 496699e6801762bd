// Says which values of a forward pass are kept for the backward pass, and which are computed again.

import type { Graph, GraphNode, Value } from '../graph/graph.ts';
import { tensorSize } from '../graph/tensorShape.ts';

/** A training step's graph, its forward pass apart. */
export interface DividedStep {
  readonly graph: Graph;
  /** Its first nodes. */
  readonly forward: readonly GraphNode[];
  /** What follows. */
  readonly backward: readonly GraphNode[];
}

export interface Policy {
  /** The segment of a node of either pass; undefined for one that belongs to none, such as the loss. */
  readonly segmentOf: (node: GraphNode) => number | undefined;
  /** Whether a node of the forward pass may be computed again. */
  readonly repeats: (node: GraphNode) => boolean;
}

/** The values of the forward pass that are computed again, each with the node that makes it. */
export function droppedValues(step: DividedStep, policy: Policy): ReadonlyMap<Value, GraphNode> {
  const rows = valuesWithRows(step);
  const makers = new Map<Value, GraphNode>();
  for (const node of step.forward) {
    if (!policy.repeats(node) || policy.segmentOf(node) === undefined) continue;
    for (const output of node.outputs) if (rows.has(output)) makers.set(output, node);
  }
  for (const { value } of step.graph.outputs) makers.delete(value);
  const readers = readersOf(step.forward);
  const dropped = new Map(
    [...makers].filter(([value, node]) => isLocal(node, readers.get(value) ?? [], policy)),
  );
  keepParts(dropped, readers, policy);
  keepWhatStandsForItsOperand(step, dropped, rows);
  keepFirstNeeded(step, dropped, policy);
  return dropped;
}

/** Values with a row for each image: those that grow with the batch. */
export function valuesWithRows({ graph, forward }: DividedStep): ReadonlySet<Value> {
  const rows = new Set(graph.inputs.filter(({ batched }) => batched).map(({ value }) => value));
  for (const node of forward) {
    if (!node.inputs.some((input) => rows.has(input))) continue;
    for (const output of outputsWithRows(node)) rows.add(output);
  }
  return rows;
}

function outputsWithRows(node: GraphNode): readonly Value[] {
  switch (node.operation) {
    case 'reduceSum':
    case 'reduceMean':
    case 'reduceMax':
      return node.attributes.axes.includes(0) ? [] : node.outputs;
    case 'batchNormalization':
      return node.outputs.slice(0, 1);
    default:
      return node.outputs;
  }
}

function readersOf(nodes: readonly GraphNode[]): ReadonlyMap<Value, readonly GraphNode[]> {
  const readers = new Map<Value, GraphNode[]>();
  for (const node of nodes) {
    for (const input of new Set(node.inputs)) {
      const own = readers.get(input);
      if (own === undefined) readers.set(input, [node]);
      else own.push(node);
    }
  }
  return readers;
}

/**
 * Whether to compute a value again takes no other segment's work: nothing that another segment repeats reads it. What is
 * concatenated for one segment alone is put together again from its parts, wherever these were made.
 */
function isLocal(node: GraphNode, readers: readonly GraphNode[], policy: Policy): boolean {
  const own = policy.segmentOf(node);
  if (node.operation === 'concatenate') {
    const others = readers.filter(({ operation }) => operation !== 'concatenate').map(policy.segmentOf);
    return new Set(others.filter((segment) => segment !== undefined)).size <= 1;
  }
  const repeated = readers.filter(policy.repeats).map(policy.segmentOf);
  return repeated.every((segment) => segment === own || segment === undefined);
}

/** What another segment concatenates again is kept. */
function keepParts(
  dropped: Map<Value, GraphNode>,
  readers: ReadonlyMap<Value, readonly GraphNode[]>,
  { segmentOf }: Policy,
): void {
  const foreign = new Set<GraphNode>();
  for (const [value, node] of [...dropped].toReversed()) {
    if (node.operation !== 'concatenate') continue;
    const read = (readers.get(value) ?? []).some(
      (reader) => foreign.has(reader) || segmentOf(reader) !== segmentOf(node),
    );
    if (read) foreign.add(node);
  }
  for (const { inputs } of foreign) {
    for (const part of inputs) if (dropped.get(part)?.operation !== 'concatenate') dropped.delete(part);
  }
}

/**
 * What is computed from one kept value that nothing else needs is kept in its place: the result of a relu, say, instead of
 * the convolution's before it.
 */
function keepWhatStandsForItsOperand(
  { forward, backward }: DividedStep,
  dropped: Map<Value, GraphNode>,
  rows: ReadonlySet<Value>,
): void {
  const read = new Set(backward.flatMap(({ inputs }) => inputs));
  const readers = readersOf(forward);
  for (const node of forward) {
    const [output] = node.outputs;
    if (output === undefined || !dropped.has(output)) continue;
    const operands = node.inputs.filter((input) => rows.has(input));
    const free = (operand: Value) => !dropped.has(operand) && !read.has(operand);
    const [operand] = operands;
    if (operands.length !== 1 || !free(operand!) || readers.get(operand!)!.length > 1) continue;
    dropped.delete(output);
  }
}

/**
 * The segments that the backward pass begins with are kept: what it needs first would be computed again right after it was
 * computed. They are given back before the largest segment is computed again, of which they may be half.
 */
function keepFirstNeeded(
  { backward }: DividedStep,
  dropped: Map<Value, GraphNode>,
  { segmentOf }: Policy,
): void {
  const sizes = new Map<number | undefined, number>();
  for (const [{ shape }, node] of dropped) {
    const segment = segmentOf(node);
    sizes.set(segment, (sizes.get(segment) ?? 0) + tensorSize(shape));
  }
  const enough = Math.max(...sizes.values()) / 2;
  const kept = new Set<number | undefined>();
  let total = 0;
  for (const node of backward) {
    const needed = node.inputs.filter((input) => dropped.has(input));
    if (needed.length === 0) continue;
    const segment = segmentOf(node);
    if (!kept.has(segment)) {
      if (total >= enough) continue;
      kept.add(segment);
      total += sizes.get(segment) ?? 0;
    }
    for (const value of needed) dropped.delete(value);
  }
}
