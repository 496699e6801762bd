// One pass over vectors: piece after piece goes to WebAssembly's memory, through the operations, and to its place.

import type { Graph, GraphInput, GraphNode, OperationName, Value } from '../graph/graph.ts';
import {
  type Code,
  encodeModule,
  firstVector,
  loadRepeated,
  loadVector,
  readLocal,
  storeVector,
  vectorOperations,
  writeLocal,
} from './wasmModule.ts';

export interface Kernel {
  /**
   * @param numbers scalars by the ids of their values
   * @returns the sums over what is summed, in its order
   */
  run(
    vectors: ReadonlyMap<string, Float32Array>,
    numbers: Float32Array,
    into: ReadonlyMap<string, Float32Array>,
  ): readonly number[];
}

export interface KernelTargets {
  /** Vectors that are results. */
  readonly written: readonly GraphInput[];
  /** Vectors whose sums are wanted. */
  readonly summed: readonly Value[];
}

/** Numbers of a piece: those of an optimizer with its state stay in the processor's first cache. */
const pieceSize = 4096;
/** Pieces do not begin at the same place of a memory page: a write would hold up reads at the same place of another. */
const slotBytes = pieceSize * 4 + 320;
/** For scalars. */
const firstSlot = 1024;
const pageBytes = 65_536;

/** No more of WebAssembly than is used here; the types of Node leave it out. */
declare const WebAssembly: {
  Memory: new (size: { readonly initial: number }) => { readonly buffer: ArrayBuffer };
  Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  Instance: new (
    module: object,
    imports: { readonly host: { readonly memory: object } },
  ) => { readonly exports: { readonly run: (bytes: number) => void } };
};

interface Slot {
  /** The whole piece. */
  readonly piece: Float32Array;
}

export function kernelOf(graph: Graph, { written, summed }: KernelTargets): Kernel {
  const nodes = neededNodes(graph, [...written.map(({ value }) => value), ...summed]);
  const used = new Set([
    ...nodes.flatMap(({ inputs }) => inputs),
    ...written.map(({ value }) => value),
    ...summed,
  ]);
  const read = graph.inputs.filter(({ value }) => value.shape.length > 0 && used.has(value));
  const scalars = [...used].filter(({ shape }) => shape.length === 0);
  const slotCount = read.length + written.length + summed.length;
  const address = (slot: number) => firstSlot + slot * slotBytes;
  const memory = new WebAssembly.Memory({ initial: Math.ceil(address(slotCount) / pageBytes) });
  const slots = Array.from({ length: slotCount }, (_, slot): Slot => {
    return { piece: new Float32Array(memory.buffer, address(slot), pieceSize) };
  });
  const bytes = loopModule(
    { nodes, scalars, read, results: [...written.map(({ value }) => value), ...summed] },
    address,
  );
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { host: { memory } });
  return new PieceKernel(
    { read, written, scalars },
    slots,
    new Float32Array(memory.buffer, 0, firstSlot / 4),
    exports.run,
  );
}

/** The vectors' nodes that these values come from, in order. */
function neededNodes({ nodes }: Graph, values: readonly Value[]): readonly GraphNode[] {
  const wanted = new Set(values);
  const needed: GraphNode[] = [];
  for (const node of nodes.toReversed()) {
    const [output] = node.outputs;
    if (!wanted.has(output!) || output!.shape.length === 0) continue;
    needed.unshift(node);
    for (const input of node.inputs) wanted.add(input);
  }
  return needed;
}

interface LoopParts {
  readonly nodes: readonly GraphNode[];
  readonly scalars: readonly Value[];
  readonly read: readonly GraphInput[];
  readonly results: readonly Value[];
}

function loopModule(
  { nodes, scalars, read, results }: LoopParts,
  address: (slot: number) => number,
): Uint8Array<ArrayBuffer> {
  const locals = new Map<Value, number>();
  const assign = (value: Value, code: Code): Code => {
    locals.set(value, firstVector + locals.size);
    return [...code, ...writeLocal(locals.get(value)!)];
  };
  const local = (value: Value) => readLocal(locals.get(value)!);
  const start = scalars.flatMap((value, index) => assign(value, loadRepeated(4 * index)));
  const round = [
    ...read.flatMap(({ value }, slot) => assign(value, loadVector(address(slot)))),
    ...nodes.flatMap((node) => {
      return assign(node.outputs[0]!, [...node.inputs.flatMap(local), ...instruction(node.operation)]);
    }),
    ...results.flatMap((value, index) => storeVector(address(read.length + index), local(value))),
  ];
  return encodeModule({ vectors: locals.size, start, round });
}

function instruction(operation: OperationName): Code {
  const found = (vectorOperations as Partial<Record<OperationName, Code>>)[operation];
  if (found === undefined) throw new Error(`Loops have no ${operation} of vectors.`);
  return found;
}

class PieceKernel implements Kernel {
  constructor(
    private readonly names: {
      readonly read: readonly GraphInput[];
      readonly written: readonly GraphInput[];
      readonly scalars: readonly Value[];
    },
    /** Of what is read, then of what is written, then of what is summed. */
    private readonly slots: readonly Slot[],
    private readonly scalarSlots: Float32Array,
    private readonly loop: (bytes: number) => void,
  ) {}

  run(
    vectors: ReadonlyMap<string, Float32Array>,
    numbers: Float32Array,
    into: ReadonlyMap<string, Float32Array>,
  ): readonly number[] {
    const { read, written, scalars } = this.names;
    scalars.forEach(({ id }, index) => {
      this.scalarSlots[index] = numbers[id]!;
    });
    const sources = read.map(({ name }) => required(vectors, name));
    const targets = written.map(({ name }) => required(into, name));
    const [{ length }] = [sources[0] ?? { length: 0 }];
    for (const { length: other } of [...sources, ...targets]) {
      if (other !== length) throw new Error(`Vectors of ${length} and ${other} numbers do not go together.`);
    }
    const firstSum = sources.length + targets.length;
    const sums = new Array<number>(this.slots.length - firstSum).fill(0);
    for (let at = 0; at < length; at += pieceSize) {
      const count = Math.min(pieceSize, length - at);
      this.runPiece(sources, targets, at, count);
      for (let index = 0; index < sums.length; index++) {
        sums[index]! += sumOf(this.slots[firstSum + index]!.piece, count);
      }
    }
    return sums;
  }

  private runPiece(
    sources: readonly Float32Array[],
    targets: readonly Float32Array[],
    at: number,
    count: number,
  ): void {
    const { slots } = this;
    for (let index = 0; index < sources.length; index++) {
      slots[index]!.piece.set(sources[index]!.subarray(at, at + count));
    }
    this.loop(16 * Math.ceil(count / 4));
    for (let index = 0; index < targets.length; index++) {
      const { piece } = slots[sources.length + index]!;
      targets[index]!.set(count === pieceSize ? piece : piece.subarray(0, count), at);
    }
  }
}

function required(given: ReadonlyMap<string, Float32Array>, name: string): Float32Array {
  const found = given.get(name);
  if (found === undefined) throw new Error(`The vector ${name} is missing.`);
  return found;
}

/** Four sums side by side, so that none waits for the one before it. */
function sumOf(numbers: Float32Array, count: number): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  const whole = count - (count % 4);
  for (let at = 0; at < whole; at += 4) {
    a += numbers[at]!;
    b += numbers[at + 1]!;
    c += numbers[at + 2]!;
    d += numbers[at + 3]!;
  }
  for (let at = whole; at < count; at++) a += numbers[at]!;
  return a + b + (c + d);
}
