// Chooses the lowering of each convolution of a graph by measurement on this machine, once for each shape.

import type { Graph, GraphNode } from '../graph/graph.ts';
import { tensorSize } from '../graph/tensorShape.ts';
import type { LoweringChoice } from '../onnx/chooseLowering.ts';
import type { HostTensor, Runtime } from '../runtime/runtime.ts';
import type { ChoiceCache } from './choiceCache.ts';
import { loweringKey, loweringSubjects, singleNodeGraph } from './loweringSubjects.ts';
import { measureWays, type Way } from './measureWays.ts';

/** The name of each key's lowering, see `loweringKey`. */
export type ChosenLowerings = Readonly<Record<string, string>>;

export interface TunedLowerings {
  readonly chosen: ChosenLowerings;
  /** How many keys were measured now, and for how many there was no time, in what time. */
  readonly measured: number;
  readonly left: number;
  readonly milliseconds: number;
}

export interface TuningOptions {
  readonly cache: ChoiceCache;
  /** The lowerings that apply to a node, the one that the rules prefer first. */
  readonly applicable: (node: GraphNode) => readonly string[];
  /** A runtime that takes this lowering for every node. */
  readonly runtimeWith: (lowering: string) => Promise<Runtime>;
  readonly budgetMs: number;
  /** Keys with fewer multiply-adds in the graph are left to the rules. */
  readonly leastWork: number;
  readonly clock?: () => number;
  readonly signal?: AbortSignal;
  /** Called before something is measured, with the number of keys. */
  readonly onStart?: (keys: number) => void;
}

export const loweringKind = 'lowering';

/**
 * What the cache does not know is measured, the most work first, until the time is spent; the rules choose for the
 * rest. Either is kept, so that every later run on this machine takes the same choices.
 */
export async function tuneLowerings(graph: Graph, options: TuningOptions): Promise<TunedLowerings> {
  const {
    cache,
    applicable,
    budgetMs,
    leastWork,
    clock = () => performance.now(),
    signal,
    onStart,
  } = options;
  const start = clock();
  let [measured, left] = [0, 0];
  const subjects = loweringSubjects(graph).filter(
    ({ node, work }) => work >= leastWork && applicable(node).length > 1,
  );
  const unknown = subjects.filter(({ key }) => cache.find(loweringKind, key) === undefined);
  if (unknown.length > 0) onStart?.(unknown.length);
  for (const { key, node } of unknown) {
    if (signal?.aborted) break;
    if (clock() - start < budgetMs) {
      cache.add(loweringKind, key, await measureNode(node, options));
      measured++;
    } else {
      cache.add(loweringKind, key, { choice: applicable(node)[0]!, times: {} });
      left++;
    }
  }
  await cache.save();
  const chosen: Record<string, string> = {};
  for (const { key } of subjects) {
    const found = cache.find(loweringKind, key);
    if (found !== undefined) chosen[key] = found.choice;
  }
  return { chosen, measured, left, milliseconds: clock() - start };
}

/** Takes what was chosen, where it applies; the rules choose for the rest. */
export function chosenLowering(chosen: ChosenLowerings): LoweringChoice {
  return (node, _target, applicable) => {
    const key = loweringKey(node);
    const name = key === undefined ? undefined : chosen[key];
    return name !== undefined && applicable.includes(name) ? name : undefined;
  };
}

async function measureNode(node: GraphNode, { applicable, runtimeWith, clock }: TuningOptions) {
  const graph = singleNodeGraph(node);
  const feeds = new Map(graph.inputs.map(({ name, value }) => [name, filled(value.shape)]));
  const into = new Map(graph.outputs.map(({ name, value }) => [name, filled(value.shape)]));
  const ways = applicable(node).map(
    (name): Way => ({
      name,
      async prepare() {
        const program = await (await runtimeWith(name)).prepare(graph);
        return { run: () => program.run(feeds, into), dispose: () => program.dispose() };
      },
    }),
  );
  return measureWays(ways, clock);
}

/** Numbers of usual size, of which none is denormal or zero. */
function filled(shape: readonly number[]): HostTensor {
  const data = new Float32Array(tensorSize(shape));
  for (let i = 0; i < data.length; i++) data[i] = ((i * 7919) % 1013) / 1013 - 0.4997;
  return { shape, data };
}
