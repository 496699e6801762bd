// A graph on webgpu whose carried tensors stay in the device's memory from run to run.

import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { createGraphBuilder } from '../graph/builder.ts';
import type { Graph } from '../graph/graph.ts';
import type { CarriedTensors, HostTensor, ResidentProgram } from './runtime.ts';

export interface ResidentParts {
  /** Of the graph; its carried outputs are placed in the device's memory. */
  readonly session: InferenceSession;
  /** Of `copyGraph`: everything it gives is on the host. */
  readonly copy: InferenceSession;
  /** The name in a model of a graph's output. */
  readonly outputName: (graph: Graph, output: string) => string;
  readonly wrap: (tensor: HostTensor) => Tensor;
}

/**
 * Gives every carried tensor as it is. Reading a device's tensor any other way (`getData`) aborts the process in ONNX
 * Runtime 1.30.
 */
export function copyGraph(graph: Graph, { carried }: CarriedTensors): Graph {
  const builder = createGraphBuilder();
  for (const { name, value } of graph.inputs) {
    if (carried.has(name)) builder.output(name, builder.input(name, value.shape));
  }
  return builder.finish();
}

export class DeviceResidentProgram implements ResidentProgram {
  /** By the names of the inputs: on the host before the first run, on the device after it. */
  private current: Map<string, Tensor>;
  private readonly copied: Graph;

  constructor(
    private readonly graph: Graph,
    private readonly tensors: CarriedTensors,
    private readonly parts: ResidentParts,
  ) {
    this.current = new Map([...tensors.initial].map(([name, tensor]) => [name, parts.wrap(tensor)]));
    this.copied = copyGraph(graph, tensors);
  }

  async run(feeds: ReadonlyMap<string, HostTensor>, into: ReadonlyMap<string, HostTensor>): Promise<void> {
    const { session, wrap, outputName } = this.parts;
    const inputs: Record<string, Tensor> = Object.fromEntries(this.current);
    for (const [name, tensor] of feeds) inputs[name] = wrap(tensor);
    const results = await session.run(inputs);
    for (const [name, target] of into) {
      copyInto(target, results[outputName(this.graph, name)]!);
    }
    const next = [...this.tensors.carried].map(([input, output]): [string, Tensor] => [
      input,
      results[outputName(this.graph, output)]!,
    ]);
    this.release();
    this.current = new Map(next);
  }

  async read(into: ReadonlyMap<string, HostTensor>): Promise<void> {
    const results = await this.parts.copy.run(Object.fromEntries(this.current));
    for (const [name, target] of into) {
      copyInto(target, results[this.parts.outputName(this.copied, name)]!);
    }
  }

  async dispose(): Promise<void> {
    this.release();
    await this.parts.session.release();
    await this.parts.copy.release();
  }

  private release(): void {
    for (const tensor of this.current.values()) if (tensor.location === 'gpu-buffer') tensor.dispose();
    this.current = new Map();
  }
}

/** Both hold numbers of one type. */
function copyInto(target: HostTensor, { data }: Tensor): void {
  if (target.data instanceof Float32Array) target.data.set(data as Float32Array);
  else target.data.set(data as BigInt64Array);
}
