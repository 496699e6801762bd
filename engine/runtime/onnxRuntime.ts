// Runs graphs with ONNX Runtime.

import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Graph, GraphInput } from '../graph/graph.ts';
import { sameTensorShape } from '../graph/tensorShape.ts';
import type { LoweringChoice } from '../onnx/chooseLowering.ts';
import { lowerGraph, onnxOutputNames } from '../onnx/encodeOnnx.ts';
import { type OnnxModel, serializeModel } from '../onnx/model.ts';
import { UserError } from '../userError.ts';
import { findChannelBlock } from './channelBlock.ts';
import { checkCustomShapes, customProblem, hasCustom } from './customProblem.ts';
import { type Library, loadLibrary } from './loadLibrary.ts';
import { needlessPasses } from './needlessPasses.ts';
import { releaseArray, releaseCopies } from './releaseCopies.ts';
import { createReplicas, type ReplicaOptions } from './replicas/createReplicas.ts';
import { copyGraph, DeviceResidentProgram } from './residentProgram.ts';
import type {
  CarriedTensors,
  HostTensor,
  Program,
  ResidentProgram,
  Runtime,
  RuntimeOptions,
} from './runtime.ts';
import { runtimeVariable } from './runtimeChoice.ts';
import { sessionOptions } from './sessionOptions.ts';

export interface OnnxRuntimeOptions extends RuntimeOptions {
  readonly chooseLowering?: LoweringChoice;
  /** Where replicas are wanted: at most how many, and what starts the thread that waits for them. On `cpu` only. */
  readonly replicas?: ReplicaOptions;
  /** Writes a Chrome trace of every kernel to a file whose name begins so, when the program is disposed. */
  readonly profilePrefix?: string;
}

/**
 * Loads ONNX Runtime, its telemetry switched off.
 *
 * @throws UserError `device.unavailable` where the library or the device is missing
 */
export async function createOnnxRuntime(options: OnnxRuntimeOptions): Promise<Runtime> {
  const library = await loadLibrary();
  const { device } = options;
  if (!library.listSupportedBackends().some((backend) => backend.name === device)) {
    throw unavailable(device, 'this build of ONNX Runtime does not contain it');
  }
  const channelBlock = device === 'cpu' ? await findChannelBlock(library) : undefined;
  return {
    device,
    prepare: (graph, constants) => prepare(library, graph, { ...options, channelBlock }, constants),
    // Only this provider takes outputs that stayed with it as inputs; cuda's come back to the host at each run.
    ...(device === 'webgpu' && {
      prepareResident: (graph, tensors) => prepareResident(library, graph, tensors, options),
    }),
    ...(device === 'cpu' &&
      options.replicas && { replicas: createReplicas(options.replicas, { ...options, channelBlock }) }),
  };
}

/** ONNX Runtime's version, such as `1.30.0`. */
export async function runtimeVersion(): Promise<string> {
  const library = await loadLibrary();
  return library.env.versions.node ?? library.env.versions.common;
}

async function prepare(
  library: Library,
  graph: Graph,
  options: OnnxRuntimeOptions & { readonly channelBlock: number | undefined },
  constants: ReadonlyMap<string, HostTensor> = new Map(),
): Promise<Program> {
  const { device, chooseLowering, channelBlock } = options;
  const initializers = new Map([...constants].map(([name, { data }]) => [name, data as Float32Array]));
  const model = lowerGraph(graph, {
    target: device,
    initializers,
    // With constant weights the runtime turns whole chains of layers to blocked channels itself.
    channelBlock: constants.size === 0 ? channelBlock : undefined,
    namedBatch: device === 'cpu',
    ...(chooseLowering ? { chooseLowering } : {}),
  });
  const session = await createCustomSession(library, model, options, graph);
  const fed = { ...graph, inputs: graph.inputs.filter(({ name }) => !constants.has(name)) };
  return new OnnxProgram(library, fed, session, options.profilePrefix !== undefined);
}

async function prepareResident(
  library: Library,
  graph: Graph,
  tensors: CarriedTensors,
  options: OnnxRuntimeOptions,
): Promise<ResidentProgram> {
  const { device, chooseLowering } = options;
  const outputName = (of: Graph, output: string) => onnxOutputNames(of).get(output)!;
  const names = onnxOutputNames(graph);
  const carried = [...tensors.carried.values()].map((output) => names.get(output)!);
  const model = lowerGraph(graph, { target: device, ...(chooseLowering ? { chooseLowering } : {}) });
  const copy = lowerGraph(copyGraph(graph, tensors), { target: device });
  return new DeviceResidentProgram(graph, tensors, {
    session: await createCustomSession(library, model, options, graph, carried),
    copy: await createSession(library, copy, options),
    outputName,
    wrap: (tensor) => wrap(library, tensor),
  });
}

/** A session for a graph in which the text may name operators itself: what is wrong with these is the user's problem. */
async function createCustomSession(
  library: Library,
  model: OnnxModel,
  options: OnnxRuntimeOptions,
  graph: Graph,
  onDevice?: readonly string[],
): Promise<InferenceSession> {
  try {
    return await createSession(library, model, options, onDevice, hasCustom(graph));
  } catch (cause) {
    throw customProblem(graph, cause) ?? cause;
  }
}

/** `onDevice` are the outputs that stay in the device's memory. */
async function createSession(
  library: Library,
  model: OnnxModel,
  { device, threads, profilePrefix }: OnnxRuntimeOptions,
  onDevice: readonly string[] = [],
  strict = false,
): Promise<InferenceSession> {
  try {
    return await library.InferenceSession.create(serializeModel(model), {
      ...sessionOptions({
        device,
        threads,
        strict,
        needlessPasses: needlessPasses(model.nodes),
        operators: model.nodes.length,
      }),
      ...(onDevice.length > 0 && {
        preferredOutputLocation: Object.fromEntries(onDevice.map((name) => [name, 'gpu-buffer'] as const)),
      }),
      ...(profilePrefix === undefined ? {} : { enableProfiling: true, profileFilePrefix: profilePrefix }),
    });
  } catch (cause) {
    if (device === 'cpu') throw cause;
    throw unavailable(device, plainReason(reason(cause)), cause);
  }
}

/** See `EncodeOptions`: undefined where the device's layouts are its own. */
export async function channelBlockOf(device: RuntimeOptions['device']): Promise<number | undefined> {
  return device === 'cpu' ? findChannelBlock(await loadLibrary()) : undefined;
}

/** The names of the devices that this build has code for, whether or not they work here. */
export async function supportedDevices(): Promise<readonly string[]> {
  const library = await loadLibrary();
  return library.listSupportedBackends().map(({ name }) => name);
}

/** `why` completes the sentence. */
export function unavailable(device: string, why: string, cause?: unknown): UserError {
  return new UserError(
    'device.unavailable',
    `The device \`${device}\` cannot be used on this machine: ${why}. Choose \`auto\` or \`cpu\`, or ${remedyFor(device)}.`,
    { cause },
  );
}

/** What makes the device usable, as a clause. */
export function remedyFor(device: string): string {
  return device === 'cuda' ? cudaRemedy() : (remedies[device] ?? 'update the graphics driver');
}

const remedies: Readonly<Record<string, string>> = {
  dml: 'run it on Windows with a graphics card for DirectX 12',
  coreml: 'run it on a Mac',
};

function cudaRemedy(): string {
  return process.env[runtimeVariable]
    ? "install NVIDIA's driver, CUDA 12 and cuDNN 9"
    : 'run `netwright install-cuda`, with an NVIDIA card and Linux x64';
}

/** The provider's message names source files and C++ functions; users get what it comes to. */
function plainReason(message: string): string {
  if (/adapter/i.test(message)) return 'no graphics adapter was found that can compute';
  if (/load (shared )?library|CUDA|cuDNN/i.test(message)) return 'its libraries are not installed';
  return message.split('\n')[0]!.replace(/^\S+\.(cc|cpp|h):\d+ /, '');
}

function reason(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  return message.trim().replace(/\.$/, '');
}

function wrap({ Tensor }: Library, { shape, data }: HostTensor): Tensor {
  return data instanceof Float32Array ? new Tensor('float32', data, shape) : new Tensor('int64', data, shape);
}

class OnnxProgram implements Program {
  readonly #library: Library;
  readonly #graph: Graph;
  readonly #session: InferenceSession;
  readonly #profiled: boolean;
  readonly #outputNames: ReadonlyMap<string, string>;
  /** Buffers come back every other step: their wrappers are kept. */
  readonly #tensors = new WeakMap<HostTensor, Tensor>();

  constructor(library: Library, graph: Graph, session: InferenceSession, profiled: boolean) {
    this.#library = library;
    this.#graph = graph;
    this.#session = session;
    this.#profiled = profiled;
    this.#outputNames = onnxOutputNames(graph);
  }

  async run(
    feeds: ReadonlyMap<string, HostTensor>,
    into?: ReadonlyMap<string, HostTensor>,
  ): Promise<ReadonlyMap<string, HostTensor>> {
    const inputs: Record<string, Tensor> = {};
    for (const input of this.#graph.inputs)
      inputs[input.name] = this.#wrap(input, feeds.get(input.name), 'input');
    const fetches: Record<string, Tensor | null> = {};
    for (const output of this.#graph.outputs) {
      const target = into?.get(output.name);
      fetches[this.#outputNames.get(output.name)!] = target ? this.#wrap(output, target, 'output') : null;
    }
    const results = await this.#session.run(inputs, fetches).catch((cause: unknown) => {
      throw customProblem(this.#graph, cause) ?? cause;
    });
    checkCustomShapes(this.#graph, results, this.#outputNames);
    releaseCopies(results, fetches);
    return new Map(
      this.#graph.outputs.map(({ name, value }) => {
        const data = results[this.#outputNames.get(name)!]!.data as HostTensor['data'];
        return [name, into?.get(name) ?? { shape: value.shape, data }];
      }),
    );
  }

  release(results: Iterable<HostTensor>): void {
    for (const { data } of results) releaseArray(data);
  }

  async dispose(): Promise<void> {
    if (this.#profiled) this.#session.endProfiling();
    await this.#session.release();
  }

  #wrap({ name, value }: GraphInput, tensor: HostTensor | undefined, role: 'input' | 'output'): Tensor {
    const known = tensor && this.#tensors.get(tensor);
    if (known) return known;
    if (!tensor) throw new Error(`The feed for input ${name} is missing.`);
    if (!sameTensorShape(tensor.shape, value.shape)) {
      const shapes = `[${value.shape.join(', ')}], not [${tensor.shape.join(', ')}]`;
      throw new Error(`The ${role} ${name} has shape ${shapes}.`);
    }
    const wrapped = wrap(this.#library, tensor);
    this.#tensors.set(tensor, wrapped);
    return wrapped;
  }
}
