// Times a bare training step on the CPU: node bench/run.mjs stepTime lenet5|resnet20 [batch] [threads] [profile prefix].

import type { Graph } from '../engine/graph/graph.ts';
import { tensorSize } from '../engine/graph/tensorShape.ts';
import { randomStream } from '../engine/random.ts';
import { createOnnxRuntime } from '../engine/runtime/onnxRuntime.ts';
import type { HostTensor } from '../engine/runtime/runtime.ts';
import { lenetStep } from './lenetGraph.ts';
import { resnetStep } from './resnetGraph.ts';

const networks = {
  lenet5: { build: lenetStep, steps: 200 },
  resnet20: { build: resnetStep, steps: 20 },
};

const name = process.argv[2] === 'resnet20' ? 'resnet20' : 'lenet5';
const batch = Number(process.argv[3] ?? 64);
const threads = Number(process.argv[4] ?? 2);
const profilePrefix = process.argv[5];
const { build, steps } = networks[name];
const warmUpSteps = steps / 10;

/** First values: weights within 1 / sqrt(fan-in), zero velocities, random images and one class for each. */
function firstFeeds(graph: Graph): Map<string, HostTensor> {
  const feeds = new Map<string, HostTensor>();
  for (const { name, value } of graph.inputs) {
    const random = randomStream(1, name);
    const data = new Float32Array(tensorSize(value.shape));
    const bound = 1 / Math.sqrt(tensorSize(value.shape.slice(1)));
    if (name === 'learningRate') data[0] = 0.01;
    else if (name === 'targets') for (let i = 0; i < batch; i++) data[i * 10 + random.integer(10)] = 1;
    else if (name === 'images') feeds.set(name, { shape: value.shape, data: data.map(() => random.next()) });
    else if (name.endsWith('.scale')) data.fill(1);
    else if (!name.startsWith('velocity/')) {
      feeds.set(name, { shape: value.shape, data: data.map(() => (2 * random.next() - 1) * bound) });
    }
    if (!feeds.has(name)) feeds.set(name, { shape: value.shape, data });
  }
  return feeds;
}

const graph = build(batch);
const runtime = await createOnnxRuntime({
  device: 'cpu',
  threads,
  ...(profilePrefix ? { profilePrefix } : {}),
});
const program = await runtime.prepare(graph);
const fixed = firstFeeds(graph);

function outputBuffers(): Map<string, HostTensor> {
  return new Map(
    graph.outputs.map(({ name, value }) => [
      name,
      { shape: value.shape, data: new Float32Array(tensorSize(value.shape)) },
    ]),
  );
}

let [current, next] = [new Map([...outputBuffers(), ...fixed]), outputBuffers()];
const durations: number[] = [];
let processorTime = process.cpuUsage();
const losses: number[] = [];
for (let step = 0; step < warmUpSteps + steps; step++) {
  if (step === warmUpSteps) processorTime = process.cpuUsage();
  const start = performance.now();
  const results = await program.run(new Map([...fixed, ...current]), next);
  const elapsed = performance.now() - start;
  if (step >= warmUpSteps) durations.push(elapsed);
  losses.push(results.get('loss')!.data[0] as number);
  [current, next] = [next, step === 0 ? outputBuffers() : current];
}
const { user, system } = process.cpuUsage(processorTime);
durations.sort((a, b) => a - b);
const median = durations[Math.floor(durations.length / 2)]!;
console.log(
  `${name}, batch ${batch}, ${threads} thread(s): median ${median.toFixed(2)} ms, least ${durations[0]!.toFixed(2)} ms, ` +
    `${Math.round((batch * 1000) / median)} images/s, ` +
    `${((user + system) / 1000 / steps).toFixed(2)} ms of processor time; loss ${losses[0]!.toFixed(3)} -> ${losses.at(-1)!.toFixed(3)}`,
);
await program.dispose();
