// Netwright: Change Learning Rate. Gives the run that is under way another rate, from its next step on.

import * as vscode from 'vscode';
import type { TrainingRuns } from '../training/trainingRuns.ts';
import { chooseActiveRun } from './chooseActiveRun.ts';

/** Asks for the rate where none is given. `subject` is a run's folder, or its row in the runs view. */
export async function changeLearningRate(
  training: TrainingRuns,
  given?: number,
  subject?: unknown,
): Promise<void> {
  const purpose = 'is to have another learning rate';
  const run = await chooseActiveRun(training, subject, purpose, ({ record }) => record.steerable);
  if (!run) return;
  const rate = given ?? (await askForRate(run.record.steps.last('learningRate')));
  if (rate !== undefined && wrongRate(String(rate)) === undefined) await run.changeLearningRate(rate);
}

async function askForRate(current: number | undefined): Promise<number | undefined> {
  const text = await vscode.window.showInputBox({
    title: 'Change Learning Rate',
    prompt: "The next step's rate; the schedule goes on from there, scaled alike.",
    ...(current === undefined ? {} : { value: String(Number(current.toPrecision(3))) }),
    validateInput: wrongRate,
  });
  return text === undefined ? undefined : Number(text);
}

function wrongRate(text: string): string | undefined {
  const rate = Number(text);
  if (text.trim() !== '' && Number.isFinite(rate) && rate > 0) return undefined;
  return 'A learning rate is a number above 0, such as 0.01.';
}
