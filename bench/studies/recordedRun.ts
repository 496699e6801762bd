// What is kept of a study's runs: a JSON line each in bench/results/studies.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Distribution } from '../../engine/protocol/internals.ts';

/** Loss and share of wrong answers, from 0 to 1. */
export interface Errors {
  readonly loss: number;
  readonly error: number;
}

export interface RecordedRun {
  readonly name: string;
  readonly seed: number;
  /** As it is typed, with the place of the data in `$DATA`. */
  readonly command: string;
  readonly parameters: number;
  readonly epochs: readonly {
    readonly epoch: number;
    readonly step: number;
    readonly train: Errors;
    readonly test: Errors;
  }[];
  /** Training loss and error, means over 25 steps each. */
  readonly steps: readonly { readonly step: number; readonly loss: number; readonly error: number }[];
  readonly looks: readonly Look[];
  /** Seconds of training on a machine that other work kept busy: no measure of speed. */
  readonly seconds: number;
  readonly machine: string;
  /** ISO 8601 */
  readonly ended: string;
}

export type Quantiles = Pick<Distribution, 'p15' | 'p50' | 'p85'>;

export interface Look {
  readonly step: number;
  /** By the layer's path: what it takes in. */
  readonly inputs: Readonly<Record<string, Quantiles>>;
  /** By the parameter's name: the norm of its gradient. */
  readonly gradients: Readonly<Record<string, number | null>>;
}

const folder = 'bench/results/studies';

export function readRuns(study: string): readonly RecordedRun[] {
  const file = join(folder, `${study}.jsonl`);
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as RecordedRun);
}

/** Takes the place of an earlier run of the same name and seed. */
export function keepRun(study: string, run: RecordedRun): void {
  mkdirSync(folder, { recursive: true });
  const others = readRuns(study).filter(({ name, seed }) => name !== run.name || seed !== run.seed);
  const lines = [...others, run].map((one) => `${JSON.stringify(one)}\n`);
  writeFileSync(join(folder, `${study}.jsonl`), lines.join(''));
}
