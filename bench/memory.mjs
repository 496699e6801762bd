// Forecast against measured peak memory of training steps: node bench/memory.mjs [NAME | OPTION …]. Writes bench/results/memory.json.

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const batches = {
  lenet5: [64, 512],
  resnet20: [64, 128],
  densenet40: [32],
  nin: [64],
  resnet18: [8, 16],
  googlenet: [8],
  alexnet: [16],
  compact: [64],
  densenet121: [4],
  'googlenet-bn': [4],
  alexnet2012: [8],
};

/** With more than the network's name and batch: shared by replicas, or with activations computed again. */
const others = [
  ['resnet20', 64, 'replicas=2'],
  ['nin', 64, 'replicas=2'],
  ['resnet18', 8, 'replicas=2'],
  ['resnet20', 256, 'recompute=blocks'],
  ['densenet40', 32, 'recompute=light'],
  ['densenet121', 8, 'recompute=blocks'],
];

/** @param {...string} words */
function measure(...words) {
  const run = spawnSync(process.execPath, [join(here, 'run.mjs'), 'memoryPeak', ...words], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (run.status !== 0) throw new Error(`memoryPeak ${words.join(' ')} failed.`);
  // ONNX Runtime writes to the same output, and ends no line.
  return JSON.parse(/\{.*\}\s*$/.exec(run.stdout)?.[0] ?? '');
}

/**
 * As engine/analysis/memoryForecast.ts has it.
 * @param {{ batch: number, residentBytes: number, feedBytes: number, moments: { bytes: number, perImage: number }[] }} forecast
 * @param {number} batch
 */
function peakBytes({ batch: sounded, residentBytes, feedBytes, moments }, batch) {
  const more = batch - sounded;
  const before = Math.max(...moments.map(({ bytes }) => bytes));
  const inUse = Math.max(...moments.map(({ bytes, perImage }) => bytes + perImage * more));
  return residentBytes - before + inUse + feedBytes * more;
}

/** @param {number} bytes */
const mib = (bytes) => (bytes / 2 ** 20).toFixed(0).padStart(6);
const chosen = process.argv.slice(2);
const rows = [];
console.log('network       batch  measured  forecast   error   estimate from shapes alone (MiB)');
const subjects = [
  ...Object.entries(batches).flatMap(([name, sizes]) => sizes.map((batch) => [name, batch, ''])),
  ...others,
];
for (const [name, batch, option] of subjects.map((words) => words.map(String))) {
  if (chosen.length > 0 && !chosen.includes(name) && !chosen.includes(option)) continue;
  const words = option === '' ? [] : [option];
  const forecast = measure(name, batch, 'forecast', ...words);
  const measured = measure(name, batch, ...words);
  const forecastBytes = Math.round(peakBytes(forecast, measured.batch));
  const error = forecastBytes / measured.peakBytes - 1;
  rows.push({ network: name, ...(option === '' ? {} : { option }), ...measured, forecastBytes, error });
  console.log(
    `${name.padEnd(12)} ${batch.padStart(6)}    ${mib(measured.peakBytes)}    ${mib(forecastBytes)}  ` +
      `${(error * 100).toFixed(1).padStart(5)} %   ${mib(measured.estimateBytes)}   ` +
      `${measured.stepMs.toFixed(0)} ms a step  ${option}`,
  );
}
if (chosen.length === 0) {
  const machine = { processor: cpus()[0]?.model, cores: cpus().length, memoryBytes: totalmem() };
  const result = { date: new Date().toISOString(), node: process.version, machine, rows };
  writeFileSync(join(here, 'results/memory.json'), `${JSON.stringify(result, undefined, 2)}\n`);
}
