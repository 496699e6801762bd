// What the rules of a partition work with: values that are whole or split, and the replicas that compute them.

import type { GraphBuilder, GraphNode, NodeOf, OperationName, Value } from '../graph/graph.ts';
import { tensorSize } from '../graph/tensorShape.ts';

/** A value of the source graph in the partitioned one: as it was, or cut into equal parts along an axis, one for each replica. */
export type Placed =
  | { readonly kind: 'whole'; readonly value: Value }
  | { readonly kind: 'split'; readonly axis: number; readonly parts: readonly Value[] };

/**
 * Makes the outputs of a node of which an input at least is split. Undefined where it cannot work on parts: the node is
 * then applied to whole operands.
 */
export type PartitionRule<K extends OperationName> = (
  partition: Partitioner,
  node: NodeOf<K>,
  inputs: readonly Placed[],
) => readonly Placed[] | undefined;

export class Partitioner {
  /** The replica of every node so far; constants have none. */
  readonly replicaOf = new Map<GraphNode, number>();
  /** What rules of one layer leave for each other, by a value of the source graph. */
  readonly notes = new Map<Value, unknown>();
  private readonly homes = new Map<Value, number>();
  /** Numbers that each replica computes of whole values. */
  private readonly loads: number[];

  constructor(
    readonly builder: GraphBuilder,
    /** How many replicas, and parts of a split value. */
    readonly count: number,
  ) {
    this.loads = new Array<number>(count).fill(0);
  }

  /** Makes something on every replica. */
  onEach<T>(make: (replica: number) => T): readonly T[] {
    return Array.from({ length: this.count }, (_, replica) => this.on(replica, () => make(replica)));
  }

  /** One value of each replica, as the parts of a whole along `axis`. */
  split(axis: number, make: (replica: number) => Value): Placed {
    return { kind: 'split', axis, parts: this.onEach(make) };
  }

  /**
   * Makes a whole value on one replica: the one that made the largest operand, so that a chain stays where it is, or else the
   * one with least to do.
   */
  whole(operands: readonly Value[], make: () => readonly Value[]): readonly Placed[] {
    const made = operands.filter((value) => this.homes.has(value));
    const largest = made.sort((a, b) => tensorSize(b.shape) - tensorSize(a.shape))[0];
    const replica = largest === undefined ? this.idlest() : this.homes.get(largest)!;
    const values = this.on(replica, make);
    for (const value of values) {
      this.homes.set(value, replica);
      this.loads[replica]! += tensorSize(value.shape);
    }
    return values.map((value) => ({ kind: 'whole', value }));
  }

  /** Makes something small on the replica with least to do. */
  alone<T>(make: () => T): T {
    return this.on(this.idlest(), make);
  }

  /** The sum of one value from each replica. */
  sum(terms: readonly Value[]): Placed {
    const { builder } = this;
    return this.whole([], () => [terms.reduce((sum, term) => builder.apply('add', [sum, term]))])[0]!;
  }

  /** The value put together. */
  gathered(placed: Placed): Value {
    if (placed.kind === 'whole') return placed.value;
    const { axis, parts } = placed;
    const [whole] = this.whole([], () => [this.builder.apply('concatenate', parts, { axis })]);
    return (whole as Extract<Placed, { kind: 'whole' }>).value;
  }

  /** The part of a value along `axis`, whose extent the number of replicas divides. */
  part(placed: Placed, axis: number, replica: number): Value {
    if (placed.kind === 'split' && placed.axis === axis) return placed.parts[replica]!;
    const value = this.gathered(placed);
    const size = value.shape[axis]! / this.count;
    const within = (edge: number, whole: number) => (_: number, at: number) => (at === axis ? edge : whole);
    return this.builder.apply('slice', [value], {
      starts: value.shape.map(within(replica * size, 0)),
      ends: value.shape.map((extent, at) => (at === axis ? (replica + 1) * size : extent)),
      steps: value.shape.map(() => 1),
    });
  }

  private on<T>(replica: number, make: () => T): T {
    const { nodes } = this.builder;
    const before = nodes.length;
    const made = make();
    for (const node of nodes.slice(before)) if (!this.replicaOf.has(node)) this.replicaOf.set(node, replica);
    return made;
  }

  private idlest(): number {
    return this.loads.indexOf(Math.min(...this.loads));
  }
}

/** The first extent of a shape, or that along another axis, for one replica. */
export function partShape(shape: readonly number[], axis: number, count: number): readonly number[] {
  return shape.map((extent, at) => (at === axis ? extent / count : extent));
}
