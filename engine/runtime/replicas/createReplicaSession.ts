// A session in which each replica's operations run one after another, and the replicas side by side.

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InferenceSession } from 'onnxruntime-node';
import type { Library } from '../loadLibrary.ts';
import { sessionEntries, sessionOptions } from '../sessionOptions.ts';
import type { SessionPlan } from './sessionMessages.ts';

/** The runtime's file of logical streams: lists of the names of nodes, which run in the order of the graph. */
interface Streams {
  readonly type: string;
  readonly streams: readonly (readonly string[])[];
  readonly devices: readonly string[];
}

type Options = InferenceSession.SessionOptions;

/**
 * The runtime wants every node of the optimized graph in its file, under the names that it gives to nodes that it merged. It
 * writes such a file where there is none, and the optimized graph beside it: a first session, never run, tells both.
 */
export async function createReplicaSession(library: Library, plan: SessionPlan): Promise<InferenceSession> {
  const folder = await mkdtemp(join(tmpdir(), 'netwright-replicas-'));
  try {
    const file = join(folder, 'streams.json');
    const optimized = join(folder, 'optimized.onnx');
    const { model, threads, strict, replicas, needlessPasses } = plan;
    const common = sessionOptions({ device: 'cpu', threads, strict, needlessPasses, operators: 0 });
    const entries = { ...sessionEntries(strict), node_partition_config_file: file };
    const extra = { ...common.extra, session: entries };
    const first = { ...common, optimizedModelFilePath: optimized, extra };
    await (await library.InferenceSession.create(model, first)).release();
    const named = await readStreams(file);
    // A build without streams: the same graph, its operations one after another with all threads.
    if (named === undefined) {
      const together: Options = { ...common, intraOpNumThreads: threads * replicas };
      return await library.InferenceSession.create(model, together);
    }
    await writeFile(file, JSON.stringify(placed(named, plan)));
    const sideBySide: Options = {
      ...common,
      graphOptimizationLevel: 'disabled',
      executionMode: 'parallel',
      // One of them is the caller's own, which only waits.
      interOpNumThreads: replicas + 1,
      extra: { ...extra, session: { ...entries, inter_op: { allow_spinning: '0' } } },
    };
    return await library.InferenceSession.create(optimized, sideBySide);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Undefined where the runtime wrote none. */
async function readStreams(file: string): Promise<Streams | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return text === undefined ? undefined : JSON.parse(text);
}

function placed({ type, streams, devices }: Streams, { replicas, replicaOf }: SessionPlan): Streams {
  const names = streams.flat();
  const own = new Map(names.map((name) => [name, replicaOfNode(name, replicaOf)]));
  const numbers = Array.from({ length: replicas }, (_, replica) => replica);
  return {
    type,
    streams: numbers.map((replica) => names.filter((name) => own.get(name) === replica)),
    devices: numbers.map(() => devices[0]!),
  };
}

/** A merged node's name begins with that of one of its own; what the runtime adds of itself goes to the first replica. */
function replicaOfNode(name: string, replicaOf: ReadonlyMap<string, number>): number {
  for (let end = name.length; end > 0; end--) {
    const replica = replicaOf.get(name.slice(0, end));
    if (replica !== undefined) return replica;
  }
  return 0;
}
