// A run as its folder tells it, for whoever is to go on with it or follow it.

import * as vscode from 'vscode';
import { readRun } from '../../engine/client/readRun.ts';
import { isRunHeld } from '../../engine/training/runLock.ts';
import { type Lane, laneNamed } from './lane.ts';
import { loadRun } from './loadRun.ts';
import type { RunRecord, RunStart } from './runRecord.ts';

export interface RecordedRun {
  readonly start: RunStart;
  /** Where it trained last: `auto` takes the same device again, on the same machine. */
  readonly lane: Lane | undefined;
}

/** The run with its points, where nobody trains it: one that goes on is followed instead. Undefined then, and where it is gone. */
export async function runAtRest(folder: string): Promise<RunRecord | undefined> {
  if (await isRunHeld(folder)) return undefined;
  const recorded = await recordedRun(folder).catch(() => undefined);
  return recorded && loadRun(recorded.start);
}

/** @throws UserError `run.unreadable` where the folder is no run's, or is damaged */
export async function recordedRun(folder: string): Promise<RecordedRun> {
  const { record } = await readRun(folder);
  const { model, recipe, device, deviceUsed, sourceFile, internals } = record;
  const file = vscode.Uri.file(sourceFile).toString();
  const on = device === 'auto' ? deviceUsed : device;
  const start = { model, recipe: recipe.name, device: on, folder, file, internals };
  return { start, lane: laneNamed(on) };
}
