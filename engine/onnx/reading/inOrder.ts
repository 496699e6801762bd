// Puts a file's operators in an order in which each comes after those that it reads.

import type { FileNode } from './onnxFile.ts';

export interface OrderedNodes {
  readonly nodes: readonly FileNode[];
  /** Readings of what comes later, or of itself, which no order cures: the operators run in a circle. */
  readonly circular: number;
}

/**
 * The standard wants files to be in order, and most are; some tools' are not. Of the operators that may come next it is
 * always the first in the file; where all wait for one another, the first that waits.
 */
export function inOrder(nodes: readonly FileNode[]): OrderedNodes {
  const makers = new Map<string, number>();
  nodes.forEach(({ outputs }, place) => {
    for (const output of outputs) if (output !== '' && !makers.has(output)) makers.set(output, place);
  });
  const reads = nodes.map(({ inputs }) => inputs.flatMap((input) => makers.get(input) ?? []));
  if (reads.every((places, place) => places.every((maker) => maker < place))) return { nodes, circular: 0 };
  const { order, circular } = ordered(reads);
  return { nodes: order.map((place) => nodes[place]!), circular };
}

/** Kahn, "Topological sorting of large networks", 1962. */
function ordered(reads: readonly (readonly number[])[]): { order: number[]; circular: number } {
  const readers = reads.map((): number[] => []);
  reads.forEach((makers, place) => {
    for (const maker of makers) readers[maker]!.push(place);
  });
  const waits = reads.map(({ length }) => length);
  const ready = new SmallestFirst();
  waits.forEach((count, place) => {
    if (count === 0) ready.add(place);
  });
  const placed = new Uint8Array(reads.length);
  const order: number[] = [];
  let [circular, first] = [0, 0];
  while (order.length < reads.length) {
    while (placed[first] === 1) first += 1;
    const place = ready.take() ?? first;
    if (placed[place] === 1) continue;
    circular += waits[place]!;
    placed[place] = 1;
    order.push(place);
    for (const reader of readers[place]!) {
      waits[reader]! -= 1;
      if (waits[reader] === 0) ready.add(reader);
    }
  }
  return { order, circular };
}

/** A binary heap. */
class SmallestFirst {
  private readonly heap: number[] = [];

  add(value: number): void {
    const { heap } = this;
    let at = heap.push(value) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (heap[parent]! <= value) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = value;
  }

  take(): number | undefined {
    const { heap } = this;
    const [least] = heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return least;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child + 1 < heap.length && heap[child + 1]! < heap[child]!) child += 1;
      if (child >= heap.length || heap[child]! >= last) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
    return least;
  }
}
