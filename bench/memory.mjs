// Forecast against measured peak memory of training steps: node bench/memory.mjs [NAME …]. Writes bench/results/memory.json.

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

/** @param {...string} words */
function measure(...words) {
  const run = spawnSync(process.execPath, [join(here, 'run.mjs'), 'memoryPeak', ...words], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (run.status !== 0) throw new Error(`memoryPeak ${words.join(' ')} failed.`);
  return JSON.parse(run.stdout.trim().split('\n').at(-1) ?? '');
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
for (const [name, sizes] of Object.entries(batches)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  for (const batch of sizes) {
    const forecast = measure(name, String(batch), 'forecast');
    const measured = measure(name, String(batch));
    const forecastBytes = Math.round(peakBytes(forecast, batch));
    const error = forecastBytes / measured.peakBytes - 1;
    rows.push({ network: name, ...measured, forecastBytes, error });
    console.log(
      `${name.padEnd(12)} ${String(batch).padStart(6)}    ${mib(measured.peakBytes)}    ${mib(forecastBytes)}  ` +
        `${(error * 100).toFixed(1).padStart(5)} %   ${mib(measured.estimateBytes)}`,
    );
  }
}
if (chosen.length === 0) {
  const machine = { processor: cpus()[0]?.model, cores: cpus().length, memoryBytes: totalmem() };
  const result = { date: new Date().toISOString(), node: process.version, machine, rows };
  writeFileSync(join(here, 'results/memory.json'), `${JSON.stringify(result, undefined, 2)}\n`);
}
