// Images a second of each reader and augmentation alone, and ResNet-20 on augmented JPEG files against preloaded tensors.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readAlone } from './alone.ts';
import { besideTraining } from './besideTraining.ts';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      data: { type: 'string', default: '../shared/data/cifar10/cifar10-jpg.tar.gz' },
      rounds: { type: 'string', default: '16' },
      part: { type: 'string', default: 'all' },
    },
  });
  const machine = {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    system: `${process.platform}-${process.arch}`,
    node: process.version,
  };
  const alone = values.part === 'training' ? [] : await readAlone(values.data);
  for (const { name, imagesPerSecond } of alone) {
    console.log(
      `${name.padEnd(36)} ${Math.round(imagesPerSecond).toLocaleString('en-US').padStart(10)} images/s`,
    );
  }
  const training =
    values.part === 'alone' ? undefined : await besideTraining(values.data, Number(values.rounds));
  for (const side of training?.sides ?? []) {
    console.log(
      `${side.name.padEnd(36)} ${side.stepMs.toFixed(1).padStart(8)} ms a step   ${side.ratio.toFixed(3)} of preloaded   ` +
        `${side.processorMs.toFixed(1).padStart(8)} ms of processors   ${side.processorRatio.toFixed(3)} of preloaded   ` +
        `${(100 * side.waitedShare).toFixed(2)} % waited for the batch`,
    );
  }
  // The parts may be measured one by one.
  const file = join('bench/results', 'loader.json');
  const before = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as object) : {};
  const measured = { ...before, machine, ...(alone.length > 0 && { alone }), ...(training && { training }) };
  mkdirSync('bench/results', { recursive: true });
  writeFileSync(file, `${JSON.stringify(measured, undefined, 2)}\n`);
}

void main();
