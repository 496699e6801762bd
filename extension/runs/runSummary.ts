// What the list of runs says of one: a few plain fields, made from the run's record and its label.

import type { RunRecord } from '../../engine/protocol/runRecord.ts';

/** `interrupted`: its engine is gone without having said how it ended. */
export type RunStatus = 'running' | 'finished' | 'stopped' | 'diverged' | 'failed' | 'interrupted';

export interface RunLabel {
  /** What the user calls the run; its folder's name where it is empty. */
  readonly name: string;
  readonly tags: readonly string[];
}

export interface RunSummary extends RunLabel {
  readonly folder: string;
  readonly model: string;
  readonly recipe: string;
  /** Where it ran. */
  readonly device: string;
  readonly status: RunStatus;
  /** The best validation accuracy so far, from 0 to 1. */
  readonly accuracy: number | undefined;
  /** From its first start to its last end; undefined where it has none yet. */
  readonly seconds: number | undefined;
  /** ISO 8601. */
  readonly started: string;
  /** Of the newest checkpoint, and what the recipe asks for. */
  readonly epoch: number;
  readonly epochs: number;
  readonly step: number;
  /** The text that the run keeps, inside its folder, and the file that it came from. */
  readonly source: string;
  readonly sourceFile: string;
  readonly problem: string | undefined;
}

/** A record that says `running` is taken at its word here; whether its engine lives is seen to each time it is listed. */
export function summarizeRun(folder: string, record: RunRecord, label: RunLabel): RunSummary {
  const { recipe, best, problem, started, ended } = record;
  return {
    folder,
    name: label.name,
    tags: label.tags,
    model: record.model,
    recipe: recipe.name,
    device: record.deviceUsed,
    status: problem?.code === 'training.diverged' ? 'diverged' : record.state,
    accuracy: best?.accuracy,
    seconds: ended === null ? undefined : (Date.parse(ended) - Date.parse(started)) / 1000,
    started,
    epoch: record.epoch,
    epochs: recipe.epochs,
    step: record.step,
    source: record.source,
    sourceFile: record.sourceFile,
    problem: problem?.message,
  };
}

/** It ended before its last epoch: training may go on from its checkpoint. */
export function isResumable({ status }: RunSummary): boolean {
  return status !== 'finished' && status !== 'running';
}
