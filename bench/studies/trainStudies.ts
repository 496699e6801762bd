// Trains the runs of studies, several at a time, each on threads of its own, within the time that is given.

import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isWhole } from './comparableRuns.ts';
import { type Experiment, type Run, shrunkSets, shrunkSize } from './experiments.ts';
import { duration, type Pace, type Planned, planRuns, stretched } from './plan.ts';
import type { Records } from './records.ts';
import { shrinkImages } from './shrunkImages.ts';
import { archiveIn, type DataFolders, trainingWords } from './trainingWords.ts';
import { trainRun } from './trainRun.ts';
import { tryPace } from './trials.ts';

export interface StudyOptions {
  /** Holds `dist` and the studies' files. */
  readonly root: string;
  readonly data: string;
  readonly records: Records;
  readonly jobs: number;
  readonly threads: string;
  /** In milliseconds, of `Date.now`; without it, every run has the epochs of its recipe. */
  readonly deadline?: number;
  readonly log: (line: string) => void;
}

interface Task {
  readonly study: string;
  readonly run: Run;
  readonly seed: number;
}

/** Runs that are whole in the records already, or failed, are left as they are. */
export async function trainStudies(
  studies: Readonly<Record<string, Experiment>>,
  options: StudyOptions,
): Promise<void> {
  const { records, jobs, log, deadline = Infinity } = options;
  const tasks = tasksOf(studies).filter(({ study, run, seed }) => {
    const kept = records.of(study, run.name, seed);
    return kept === undefined || (!isWhole(kept) && kept.failure === undefined);
  });
  const folders = await preparedFolders(tasks, options);
  const paces = options.deadline === undefined ? new Map() : await pacesOf(tasks, folders, options);
  const { queue, factor } = planned(tasks, paces, options);
  await inParallel(queue, jobs, async (task) => {
    const { study, run, seed } = task;
    const pace = paces.get(run);
    if (pace !== undefined && Date.now() + 1000 * duration(pace, 1) > deadline) {
      log(`${study}: ${run.name}, seed ${seed}: no time left`);
      return;
    }
    const epochs = pace === undefined ? {} : { epochs: stretched(pace.epochs, factor) };
    const outcome = await trainRun(
      run,
      { seed, threads: options.threads, ...epochs },
      { root: options.root, folders, deadline, keep: (record) => records.put(study, record) },
    );
    log(`${study}: ${run.name}, seed ${seed}: ${outcome}`);
  });
}

/** Seed by seed, so that what is broken off compares like with like. */
function tasksOf(studies: Readonly<Record<string, Experiment>>): readonly Task[] {
  const all = Object.entries(studies).flatMap(([study, { runs, seeds }]) =>
    runs.flatMap((run) => (run.seeds ?? seeds).map((seed) => ({ study, run, seed }))),
  );
  return all.toSorted((a, b) => a.seed - b.seed);
}

async function preparedFolders(tasks: readonly Task[], { data, log }: StudyOptions): Promise<DataFolders> {
  const shrunk = join(tmpdir(), `netwright-studies-${shrunkSize}`);
  if (tasks.some(({ run }) => run.data in shrunkSets)) {
    log('Decoding the pictures');
    await shrinkImages(archiveIn(data), shrunk, { size: shrunkSize, sets: shrunkSets });
  }
  return { data, shrunk };
}

async function pacesOf(
  tasks: readonly Task[],
  folders: DataFolders,
  { root, jobs, threads, log }: StudyOptions,
): Promise<ReadonlyMap<Run, Pace>> {
  const paces = new Map<Run, Pace>();
  const runs = [...new Set(tasks.map(({ run }) => run))];
  log(`Trying ${runs.length} runs`);
  await inParallel(runs, jobs, async (run) => {
    const pace = await tryPace(root, trainingWords(run, { seed: 1, threads }, folders));
    if (pace === undefined) log(`${run.name} did not get going; it has the epochs of its recipe.`);
    else paces.set(run, pace);
  });
  return paces;
}

function planned(
  tasks: readonly Task[],
  paces: ReadonlyMap<Run, Pace>,
  { jobs, deadline, log }: StudyOptions,
): Planned<Task> {
  if (deadline === undefined) return { queue: tasks, factor: 1 };
  const seconds = (deadline - Date.now()) / 1000;
  const plan = planRuns(tasks, ({ run }) => paces.get(run), { jobs, seconds });
  log(`${tasks.length} runs with ${plan.factor.toFixed(2)} times the epochs of their recipes`);
  for (const [run, { epochs, epochSeconds }] of paces)
    log(`  ${run.name}: ${stretched(epochs, plan.factor)} epochs of ${epochSeconds.toFixed(1)} s`);
  return plan;
}

/** A failure of one is told and does not hold up the others. */
async function inParallel<T>(
  items: readonly T[],
  jobs: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = [...items];
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      try {
        await work(item);
      } catch (error) {
        console.error(error);
      }
    }
  };
  await Promise.all(Array.from({ length: jobs }, worker));
}
