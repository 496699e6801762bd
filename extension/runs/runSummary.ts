// What the list of runs says of one: a few plain fields, made from the run's record and its label.

import { type KeptImport, type RunRecord, secondsTrained } from '../../engine/protocol/runRecord.ts';

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
  /** Of training, up to `since` where it trains; undefined where nobody noted it. */
  readonly seconds: number | undefined;
  /** Runs of earlier versions counted pauses as training. */
  readonly withoutPauses: boolean;
  /** ISO 8601: the run trains since then; null while it is paused, and where it does not train. */
  readonly since: string | null;
  /** ISO 8601. */
  readonly started: string;
  /** Of the newest checkpoint, and what the recipe asks for. */
  readonly epoch: number;
  readonly epochs: number;
  readonly step: number;
  /** The text that the run keeps, inside its folder, and the file that it came from. */
  readonly source: string;
  readonly sourceFile: string;
  /** What it imports, kept beside it. */
  readonly imports: readonly KeptImport[];
  readonly problem: string | undefined;
}

/** A record that says `running` is taken at its word here; whether its engine lives is seen to each time it is listed. */
export function summarizeRun(folder: string, record: RunRecord, label: RunLabel): RunSummary {
  const { recipe, best, problem, started } = record;
  return {
    folder,
    name: label.name,
    tags: label.tags,
    model: record.model,
    recipe: recipe.name,
    device: record.deviceUsed,
    status: problem?.code === 'training.diverged' ? 'diverged' : record.state,
    accuracy: best?.accuracy,
    seconds: secondsTrained(record) ?? (record.state === 'running' ? 0 : undefined),
    withoutPauses: record.timing !== undefined,
    since: record.timing ? record.timing.since : record.state === 'running' ? started : null,
    started,
    epoch: record.epoch,
    epochs: recipe.epochs,
    step: record.step,
    source: record.source,
    sourceFile: record.sourceFile,
    imports: record.imports ?? [],
    problem: problem?.message,
  };
}

/** It ended before its last epoch: training may go on from its checkpoint. */
export function isResumable({ status }: RunSummary): boolean {
  return status !== 'finished' && status !== 'running';
}
