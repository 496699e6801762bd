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
  /** Epochs that it was to have; it has fewer where time ran out. */
  readonly planned: number;
  /** The message it ended with, where it did not end well. */
  readonly failure?: string;
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

/** Takes the place of all runs that the study had. */
export function writeRuns(study: string, runs: readonly RecordedRun[]): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${study}.jsonl`), runs.map((run) => `${JSON.stringify(run)}\n`).join(''));
}
