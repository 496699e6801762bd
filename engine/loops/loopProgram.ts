// Graphs of elementwise operations as loops over arrays in place: each number is read once, and written once.

import type { Graph, GraphInput, GraphNode, Value } from '../graph/graph.ts';
import { type Kernel, kernelOf } from './loopKernel.ts';
import { scalarOf } from './scalarOperations.ts';

/** Computes in float32, each operation rounded as IEEE 754 has it, so that the results are the same everywhere. */
export interface LoopProgram {
  /**
   * Vectors are as long as each other. A result may be written over an operand.
   * @param into where results that are vectors go, by the names of the graph's outputs
   * @returns the results that are scalars
   */
  run(
    vectors: ReadonlyMap<string, Float32Array>,
    scalars: ReadonlyMap<string, number>,
    into: ReadonlyMap<string, Float32Array>,
  ): ReadonlyMap<string, number>;
}

/** A pass over the vectors: it sums up, or, at the end, gives the results. */
interface Stage {
  /** Computed before the pass. */
  readonly scalars: readonly GraphNode[];
  readonly kernel: Kernel;
  readonly sums: readonly GraphNode[];
}

/**
 * Every value of the graph is a scalar, or a vector whose length stands for any. Sums are over all of a vector, in float64.
 * @throws Error for an operation that loops do not have
 */
export function compileLoops(graph: Graph): LoopProgram {
  const levels = levelsOf(graph);
  const last = Math.max(0, ...graph.outputs.filter(({ value }) => isVector(value)).map(levelOf(levels)));
  const scalarNodes = graph.nodes.filter(({ outputs }) => !isVector(outputs[0]!));
  const sums = scalarNodes.filter(({ operation }) => operation === 'reduceSum');
  const computed = scalarNodes.filter(({ operation }) => operation !== 'reduceSum');
  const deepest = Math.max(last, ...sums.map(({ inputs }) => levels.get(inputs[0]!)!));
  const ofLevel = (level: number) => computed.filter(({ outputs }) => levels.get(outputs[0]!) === level);
  const stages = Array.from({ length: deepest + 1 }, (_, level): Stage => {
    const summed = sums.filter(({ inputs }) => levels.get(inputs[0]!) === level);
    const written = level === deepest ? graph.outputs.filter(({ value }) => isVector(value)) : [];
    const kernel = kernelOf(graph, { written, summed: summed.map(({ inputs }) => inputs[0]!) });
    return { scalars: ofLevel(level), kernel, sums: summed };
  });
  return new StagedLoops(graph, stages, ofLevel(deepest + 1));
}

class StagedLoops implements LoopProgram {
  /** Scalars by the ids of their values. */
  private readonly numbers: Float32Array;
  private readonly inputs: readonly GraphInput[];
  private readonly outputs: readonly GraphInput[];

  constructor(
    graph: Graph,
    private readonly stages: readonly Stage[],
    /** Computed after all passes. */
    private readonly rest: readonly GraphNode[],
  ) {
    const values = [
      ...graph.inputs.map(({ value }) => value),
      ...graph.nodes.flatMap((node) => node.outputs),
    ];
    this.numbers = new Float32Array(1 + Math.max(0, ...values.map(({ id }) => id)));
    this.inputs = graph.inputs.filter(({ value }) => !isVector(value));
    this.outputs = graph.outputs.filter(({ value }) => !isVector(value));
  }

  run(
    vectors: ReadonlyMap<string, Float32Array>,
    scalars: ReadonlyMap<string, number>,
    into: ReadonlyMap<string, Float32Array>,
  ): ReadonlyMap<string, number> {
    const { numbers } = this;
    for (const { name, value } of this.inputs) numbers[value.id] = required(scalars, name);
    for (const stage of this.stages) {
      this.compute(stage.scalars);
      const sums = stage.kernel.run(vectors, numbers, into);
      stage.sums.forEach(({ outputs }, index) => {
        numbers[outputs[0]!.id] = sums[index]!;
      });
    }
    this.compute(this.rest);
    return new Map(this.outputs.map(({ name, value }) => [name, numbers[value.id]!]));
  }

  private compute(nodes: readonly GraphNode[]): void {
    for (const node of nodes) {
      this.numbers[node.outputs[0]!.id] = scalarOf(
        node,
        node.inputs.map(({ id }) => this.numbers[id]!),
      );
    }
  }
}

function required<T>(given: ReadonlyMap<string, T>, name: string): T {
  const found = given.get(name);
  if (found === undefined) throw new Error(`${name} is missing.`);
  return found;
}

export function isVector({ shape }: Value): boolean {
  return shape.length > 0;
}

/** How many passes over the vectors must be done before a value can be computed. */
function levelsOf({ inputs, nodes }: Graph): ReadonlyMap<Value, number> {
  const levels = new Map(inputs.map(({ value }) => [value, 0]));
  for (const node of nodes) {
    const before = Math.max(0, ...node.inputs.map((input) => levels.get(input)!));
    levels.set(node.outputs[0]!, node.operation === 'reduceSum' ? before + 1 : before);
  }
  return levels;
}

function levelOf(levels: ReadonlyMap<Value, number>): (output: { readonly value: Value }) => number {
  return ({ value }) => levels.get(value)!;
}
