// A study's table in Markdown: errors after the first and the last epoch, means and ranges over seeds.

import { comparableRuns } from './comparableRuns.ts';
import { mean, namesOf } from './figures.ts';
import type { RecordedRun } from './recordedRun.ts';

const head = [
  'run',
  'parameters',
  'seeds',
  'epochs',
  'test error, first epoch',
  'training error, last',
  'test error, last',
];

export function tableOf(runs: readonly RecordedRun[]): string {
  const compared = comparableRuns(runs);
  const rows = namesOf(runs).map((name) => {
    const own = compared.filter((run) => run.name === name);
    const failed = runs.filter((run) => run.name === name && run.failure !== undefined).length;
    const seeds = failed === 0 ? String(own.length) : `${own.length} (${failed} diverged)`;
    const parameters = runs.find((run) => run.name === name)!.parameters.toLocaleString('en');
    if (own.length === 0) return [name, parameters, seeds, ...head.slice(3).map(() => '')];
    const last = own.map(({ epochs }) => epochs.at(-1)!);
    return [
      name,
      parameters,
      seeds,
      String(last[0]!.epoch),
      spread(own.map(({ epochs }) => epochs[0]!.test.error)),
      spread(last.map(({ train }) => train.error)),
      spread(last.map(({ test }) => test.error)),
    ];
  });
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = line(head.map((_, index) => (index === 0 ? '---' : '---:')));
  return [line(head), rule, ...rows.map(line)].join('\n');
}

function spread(shares: readonly number[]): string {
  const percent = (share: number) => (100 * share).toFixed(2);
  const [low, high] = [Math.min(...shares), Math.max(...shares)];
  const range = shares.length > 1 ? ` (${percent(low)} to ${percent(high)})` : '';
  return `${percent(mean(shares))} %${range}`;
}
