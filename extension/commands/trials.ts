// Netwright: Find Learning Rate, and Netwright: Overfit One Batch. What is found is a message; the rate is one click from the text.

import { dirname } from 'node:path';
import * as vscode from 'vscode';
import type { Requests } from '../../engine/protocol/messages.ts';
import type { LearningRateRange, TrialProgress, TrialRequest } from '../../engine/protocol/trials.ts';
import { commandIds, settingIds } from '../contributions.ts';
import type { LanguageService } from '../language-client/languageClient.ts';
import { trainingThreads } from '../training/trainingThreads.ts';
import type { TrialName, TrialRunner } from '../training/trialRunner.ts';
import { activeModelFile } from './activeModelFile.ts';
import { chooseRecipe, imageMemory } from './train.ts';

export interface TrialServices {
  readonly language: LanguageService;
  readonly trials: TrialRunner;
}

export async function findLearningRate(
  services: TrialServices,
  uri?: vscode.Uri,
  recipe?: string,
): Promise<void> {
  const subject = await subjectOf(services, 'to find its learning rate', uri, recipe);
  if (!subject) return;
  const request = { ...subject.request, steps: 100, from: 1e-6, to: 10 };
  const title = `Finding the learning rate of ${subject.recipe}`;
  const range = await withProgress(services.trials, title, 'findLearningRate', request);
  if (range) await offerRate(services, subject, range);
}

export async function overfitOneBatch(
  services: TrialServices,
  uri?: vscode.Uri,
  recipe?: string,
): Promise<void> {
  const subject = await subjectOf(services, 'to overfit', uri, recipe);
  if (!subject) return;
  const request = { ...subject.request, steps: 200 };
  const title = `Overfitting one batch of ${subject.recipe}`;
  const report = await withProgress(services.trials, title, 'overfit', request);
  if (!report) return;
  if (report.passed) void vscode.window.showInformationMessage(report.message);
  else if (report.verdict !== 'learning-rate') void vscode.window.showWarningMessage(report.message);
  else {
    const find = 'Find Learning Rate';
    if ((await vscode.window.showWarningMessage(report.message, find)) !== find) return;
    await vscode.commands.executeCommand(commandIds.findLearningRate, subject.document.uri, subject.recipe);
  }
}

interface Subject {
  readonly document: vscode.TextDocument;
  /** The recipe's name. */
  readonly recipe: string;
  readonly request: Omit<TrialRequest, 'steps'>;
}

async function subjectOf(
  { language, trials }: TrialServices,
  purpose: string,
  uri: vscode.Uri | undefined,
  name: string | undefined,
): Promise<Subject | undefined> {
  if (trials.active) {
    void vscode.window.showInformationMessage('A trial is going on already; cancel it, or wait for its end.');
    return undefined;
  }
  const document = await activeModelFile(uri, purpose);
  const recipes = document && (await language.recipes(document.uri.toString()));
  const chosen = recipes && (await chooseRecipe(document, recipes, name));
  // Another trial may have begun while the recipe was chosen.
  if (!document || !chosen?.recipe || !chosen.network || trials.active) return undefined;
  const device = vscode.workspace.getConfiguration(undefined, document.uri).get(settingIds.device, 'recipe');
  const request = {
    network: chosen.network,
    recipe: chosen.recipe,
    dataRoot: dirname(document.uri.fsPath),
    device: device === 'recipe' ? chosen.recipe.device : (device as TrialRequest['device']),
    threads: trainingThreads(),
    imageMemory: imageMemory(),
  };
  return { document, recipe: chosen.name, request };
}

/** Undefined where it was cancelled or failed, which is told. */
async function withProgress<M extends TrialName>(
  trials: TrialRunner,
  title: string,
  method: M,
  request: Requests[M]['parameters'],
): Promise<Requests[M]['result'] | undefined> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  try {
    return await vscode.window.withProgress(options, (progress, cancellation) =>
      trials.run(method, request, cancellation, reportTo(progress)),
    );
  } catch (failure) {
    void vscode.window.showErrorMessage(failure instanceof Error ? failure.message : String(failure));
    return undefined;
  }
}

/** An attempt at another rate begins anew: its bar stays full, and the text tells the step. */
function reportTo(progress: vscode.Progress<{ message?: string; increment?: number }>) {
  let shown = 0;
  return ({ step, steps, attempt, learningRate, loss }: TrialProgress) => {
    const percent = attempt === 1 ? (100 * step) / steps : 100;
    const again = attempt === 1 ? '' : `attempt ${attempt}, `;
    const rate = Number(learningRate.toPrecision(3));
    const message = `${again}step ${step} of ${steps}, learning rate ${rate}, loss ${loss.toFixed(3)}`;
    progress.report({ increment: Math.max(0, percent - shown), message });
    shown = Math.max(shown, percent);
  };
}

async function offerRate(
  { language }: TrialServices,
  { document, recipe }: Subject,
  { suggestion, lowest }: LearningRateRange,
): Promise<void> {
  if (suggestion === undefined) {
    const overfit = 'Overfit One Batch';
    const message = `The loss of \`${recipe}\` falls at no learning rate: look at the data and the loss, or try to overfit one batch.`;
    if ((await vscode.window.showWarningMessage(message, overfit)) !== overfit) return;
    await vscode.commands.executeCommand(commandIds.overfitOneBatch, document.uri, recipe);
    return;
  }
  const use = `Use ${suggestion}`;
  const message = `The loss of \`${recipe}\` falls fastest at a learning rate of ${suggestion}; it is lowest at ${Number(lowest.toPrecision(3))}.`;
  if ((await vscode.window.showInformationMessage(message, use)) === use)
    await writeRate(language, document, recipe, suggestion);
}

/** The text may be another one by now: where the rate stands is asked again. */
async function writeRate(
  language: LanguageService,
  document: vscode.TextDocument,
  name: string,
  suggestion: number,
): Promise<void> {
  const { version, uri } = document;
  const place = (await language.recipes(uri.toString())).find((recipe) => recipe.name === name)?.rate;
  const edit = new vscode.WorkspaceEdit();
  if (place) {
    const { start, end } = place.range;
    const range = new vscode.Range(start.line, start.character, end.line, end.character);
    edit.replace(uri, range, `${place.before}${suggestion}${place.after}`);
  }
  if (place && document.version === version && (await vscode.workspace.applyEdit(edit))) return;
  void vscode.window.showErrorMessage(
    `The text changed meanwhile; write \`lr: ${suggestion}\` into the optimizer of \`${name}\` by hand.`,
  );
}
