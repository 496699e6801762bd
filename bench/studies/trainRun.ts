// Trains one run of a study, keeps what there is of it after every epoch, and ends it in time.

import type { TrainingEvent } from '../../engine/protocol/messages.ts';
import type { Run } from './experiments.ts';
import type { RecordedRun } from './recordedRun.ts';
import { recordOf } from './recordOf.ts';
import { trainingProcess } from './trainingProcess.ts';
import {
  commandOf,
  type DataFolders,
  namedFolders,
  type RunOptions,
  trainingWords,
} from './trainingWords.ts';

interface Task {
  readonly root: string;
  readonly folders: DataFolders;
  /** In milliseconds, of `Date.now`. */
  readonly deadline: number;
  readonly keep: (run: RecordedRun) => void;
}

/** After the last epoch that fits, the run is stopped; returns what is worth a line. */
export async function trainRun(run: Run, options: RunOptions, task: Task): Promise<string> {
  const { root, folders, deadline, keep } = task;
  const begun = Date.now();
  const command = commandOf(trainingWords(run, options, namedFolders));
  const events: TrainingEvent[] = [];
  let [kept, lastEpoch]: [RecordedRun | undefined, number | undefined] = [undefined, undefined];
  const training = trainingProcess(root, trainingWords(run, options, folders), (event) => {
    events.push(event);
    const now = Date.now();
    if (event.event === 'step') lastEpoch ??= now;
    if (event.event !== 'epoch' && event.event !== 'end') return;
    kept = recordOf(run, { seed: options.seed, command, events, seconds: (now - begun) / 1000 });
    if (kept !== undefined) keep(kept);
    if (event.event === 'end') return;
    if (now + (now - lastEpoch!) > deadline) training.stop();
    lastEpoch = now;
  });
  const late = setTimeout(() => training.stop(), Math.max(0, Math.min(deadline - begun, 2 ** 31 - 1)));
  const said = await training.ended;
  clearTimeout(late);
  return outcome(kept, said);
}

function outcome(run: RecordedRun | undefined, said: string): string {
  if (run === undefined) return `no epoch ended. ${said}`;
  if (run.failure !== undefined) return run.failure;
  const { epochs, planned, seconds } = run;
  const { train, test } = epochs.at(-1)!;
  const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
  return `training error ${percent(train.error)}, test error ${percent(test.error)}, ${epochs.length} of ${planned} epochs, ${seconds} s`;
}
