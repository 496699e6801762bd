// A run in words: one line beside its name, and all that is known of it.

import { isResumable, type RunStatus, type RunSummary } from './runSummary.ts';

/** `98.31 %  ·  12 min  ·  cpu`; the recipe comes first where the name does not tell it. */
export function runLine(run: RunSummary, now: number): string {
  const { recipe, name, accuracy, device } = run;
  const parts = [
    name.startsWith(recipe) ? undefined : recipe,
    run.status === 'finished' ? undefined : isPaused(run) ? 'paused' : run.status,
    accuracy === undefined ? undefined : percent(accuracy),
    durationText(secondsOf(run, now)),
    device,
    ...run.tags.map((tag) => `#${tag.replaceAll(' ', '-')}`),
  ];
  return parts.filter((part) => part !== undefined).join('  ·  ');
}

/** Rows of a name and a value, in the order in which they are asked for. */
export function runFacts(run: RunSummary, now: number): readonly (readonly [string, string])[] {
  const { epoch, epochs, step, accuracy } = run;
  return [
    ['State', stateText(run)],
    ['Recipe', run.recipe === run.model ? run.recipe : `${run.recipe}, model ${run.model}`],
    ['Device', run.device],
    ['Best accuracy', accuracy === undefined ? 'no epoch done yet' : percent(accuracy)],
    ['Epochs', `${epoch} of ${epochs}, ${step.toLocaleString('en-US')} steps`],
    ['Started', new Date(run.started).toLocaleString()],
    trainedFor(run, now),
    ...(run.tags.length > 0 ? [['Tags', run.tags.join(', ')] as const] : []),
    ['Folder', run.folder],
  ];
}

function trainedFor(run: RunSummary, now: number): readonly [string, string] {
  const duration = durationText(secondsOf(run, now));
  if (duration === undefined) return ['Trained for', 'not known'];
  return ['Trained for', run.withoutPauses ? `${duration}, without pauses` : `${duration}, with pauses`];
}

const stateWords: Readonly<Record<RunStatus, string>> = {
  running: 'running',
  finished: 'finished',
  stopped: 'stopped',
  diverged: 'diverged',
  failed: 'failed',
  interrupted: 'interrupted: its engine ended without a word',
};

function stateText(run: RunSummary): string {
  if (isPaused(run)) return 'paused';
  return isResumable(run) ? `${stateWords[run.status]}; it can be resumed` : stateWords[run.status];
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}

/** A run that ended without a word trained at least until its last checkpoint. */
function secondsOf(run: RunSummary, now: number): number | undefined {
  const { status, seconds, since } = run;
  if (status !== 'running' || seconds === undefined || since === null) return seconds;
  return seconds + (now - Date.parse(since)) / 1000;
}

/** It waits between two steps until the user lets it go on. */
export function isPaused({ status, since }: RunSummary): boolean {
  return status === 'running' && since === null;
}

/** `8 s`, `12 min`, `3 h 05 min`: two units at most. */
export function durationText(seconds: number | undefined): string | undefined {
  if (seconds === undefined || !Number.isFinite(seconds)) return undefined;
  if (seconds < 60) return `${Math.max(0, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}
