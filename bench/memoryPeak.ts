// Peak resident memory of a network's training steps in a process of its own:
// node bench/run.mjs memoryPeak NAME [BATCH] [forecast] [replicas=2] [recompute=blocks]. With `forecast`, what is forecast from
// steps of a quarter and of half the batch. Prints one line of JSON. Replicas need the built `dist`.

import { Worker } from 'node:worker_threads';
import { estimateMemory } from '../engine/analysis/memory.ts';
import { forecastMemory } from '../engine/process/jobs/forecastMemory.ts';
import { prepareSteps } from '../engine/profiler/steps.ts';
import { recomputations } from '../engine/recipe/recipe.ts';
import { createOnnxRuntime } from '../engine/runtime/onnxRuntime.ts';
import type { SessionThread } from '../engine/runtime/replicas/replicaProgram.ts';
import { RunControls } from '../engine/training/runControls.ts';
import { networkOf, recipeOf, subjectOf } from './training/subjects.ts';

const [name = 'lenet5', images, ...words] = process.argv.slice(2);
const givenAs = (option: string) => words.find((word) => word.startsWith(`${option}=`))?.split('=')[1];
const subject = subjectOf(name);
const network = networkOf(subject);
const recompute = recomputations.find((mode) => mode === givenAs('recompute'));
const recipe = { ...recipeOf(subject), ...(recompute && { recompute }) };
const threads = 2;
const replicas = Number(givenAs('replicas') ?? 1);
const batch = Number(images ?? subject.batch);
// From the folder of the bundle.
const startThread = () =>
  new Worker(new URL('../../dist/sessionThread.js', import.meta.url)) as unknown as SessionThread;

if (words.includes('forecast')) {
  const context = {
    signal: new AbortController().signal,
    emit: () => undefined,
    log: () => undefined,
    controls: new RunControls(),
    stop: () => undefined,
  };
  const request = { network, recipe, batch, threads, replicas };
  console.log(JSON.stringify(await forecastMemory(request, context, startThread)));
} else {
  const shared = replicas > 1 ? { replicas: { most: replicas, startThread } } : {};
  const runtime = await createOnnxRuntime({ device: 'cpu', threads, ...shared });
  const idleBytes = process.resourceUsage().maxRSS * 1024;
  const steps = await prepareSteps({ network, recipe, batch }, runtime);
  const stepMs: number[] = [];
  for (let step = 0; step < 4; step++) {
    const start = performance.now();
    await steps.run(step);
    stepMs.push(performance.now() - start);
  }
  await steps.dispose();
  const estimateBytes = estimateMemory(network, batch).trainingBytes;
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  console.log(JSON.stringify({ batch, idleBytes, estimateBytes, peakBytes, stepMs: Math.min(...stepMs) }));
}
