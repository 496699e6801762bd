// Peak resident memory of a network's training steps in a process of its own: node bench/run.mjs memoryPeak NAME [BATCH].
// With `forecast` behind, what is forecast from steps of a quarter and of half the batch. Prints one line of JSON.

import { estimateMemory } from '../engine/analysis/memory.ts';
import { forecastMemory } from '../engine/process/jobs/forecastMemory.ts';
import { prepareSteps } from '../engine/profiler/steps.ts';
import { createOnnxRuntime } from '../engine/runtime/onnxRuntime.ts';
import { RunControls } from '../engine/training/runControls.ts';
import { networkOf, recipeOf, subjectOf } from './training/subjects.ts';

const subject = subjectOf(process.argv[2] ?? 'lenet5');
const network = networkOf(subject);
const recipe = recipeOf(subject);
const threads = 2;
const batch = Number(process.argv[3] ?? subject.batch);

if (process.argv[4] === 'forecast') {
  const context = {
    signal: new AbortController().signal,
    emit: () => undefined,
    log: () => undefined,
    controls: new RunControls(),
    stop: () => undefined,
  };
  console.log(JSON.stringify(await forecastMemory({ network, recipe, batch, threads }, context)));
} else {
  const runtime = await createOnnxRuntime({ device: 'cpu', threads });
  const idleBytes = process.resourceUsage().maxRSS * 1024;
  const steps = await prepareSteps({ network, recipe, batch }, runtime);
  for (let step = 0; step < 4; step++) await steps.run(step);
  await steps.dispose();
  const estimateBytes = estimateMemory(network, batch).trainingBytes;
  console.log(
    JSON.stringify({ batch, idleBytes, estimateBytes, peakBytes: process.resourceUsage().maxRSS * 1024 }),
  );
}
