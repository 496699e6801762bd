// The command line of a run: as it is called, and as it is kept with the results.

import { join } from 'node:path';
import type { Run } from './experiments.ts';

/** Where a study's data lie. */
export interface DataFolders {
  /** Holds `mnist` and `cifar10`. */
  readonly data: string;
  /** Holds what `shrinkImages` wrote. */
  readonly shrunk: string;
}

export interface RunOptions {
  readonly seed: number;
  readonly threads: string;
  /** Those of the recipe where absent. */
  readonly epochs?: number;
}

/** In results and documents. */
export const namedFolders: DataFolders = { data: '$DATA', shrunk: '$SHRUNK' };

export const archiveIn = (data: string) => join(data, 'cifar10', 'cifar10-jpg.tar.gz');

export function trainingWords(
  run: Run,
  { seed, threads, epochs }: RunOptions,
  folders: DataFolders,
): readonly string[] {
  const looks = seed === 1 ? run.looks : undefined;
  return [
    'train',
    run.file,
    ...['--recipe', run.recipe],
    ...Object.entries(run.set ?? {}).flatMap(([name, value]) => ['--set', `${name}=${value}`]),
    ...['--data', dataText(run.data, folders)],
    ...(epochs === undefined ? [] : ['--epochs', String(epochs)]),
    ...['--seed', String(seed)],
    // A graphics card would round otherwise, and be shared by all jobs.
    ...['--device', 'cpu'],
    ...['--threads', threads],
    ...(looks === undefined ? [] : [`--internals=${looks.every}`]),
  ];
}

function dataText(kind: Run['data'], { data, shrunk }: DataFolders): string {
  if (kind === 'mnist') return `mnist("${data}/mnist")`;
  const split = (name: string) =>
    `npy("${shrunk}/${kind}/${name}-images.npy", "${shrunk}/${kind}/${name}-labels.npy")`;
  return `${split('train')}, validation: ${split('test')}`;
}

/** As a shell takes it. */
export function commandOf(words: readonly string[]): string {
  const quoted = words.map((word) => (/^[\w./=-]+$/.test(word) ? word : `'${word}'`));
  return ['netwright', ...quoted].join(' ');
}
