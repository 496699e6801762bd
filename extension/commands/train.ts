// Netwright: Train. Chooses the recipe, starts the run, and shows its progress with a cancel.

import { availableParallelism } from 'node:os';
import { dirname, resolve } from 'node:path';
import * as vscode from 'vscode';
import { newRunFolder } from '../../engine/client/newRunFolder.ts';
import type { TrainRequest } from '../../engine/protocol/messages.ts';
import { settingIds } from '../contributions.ts';
import type { LanguageService, RecipeAnswer } from '../language-client/languageClient.ts';
import type { DashboardPanel } from '../panels/dashboardPanel.ts';
import type { TrainingController } from '../training/trainingController.ts';
import type { TrainingQueue } from '../training/trainingQueue.ts';
import { activeModelFile } from './activeModelFile.ts';
import { announceEnd, withTrainingProgress } from './trainingProgress.ts';

export interface TrainServices {
  readonly language: LanguageService;
  readonly training: TrainingController;
  readonly dashboard: DashboardPanel;
  readonly queue: TrainingQueue;
}

export async function train(services: TrainServices, uri?: vscode.Uri, recipeName?: string): Promise<void> {
  const { language, training } = services;
  const document = await activeModelFile(uri, 'to train');
  if (!document || (await isHomeless(document))) return;
  const recipe = await chooseRecipe(document, await language.recipes(document.uri.toString()), recipeName);
  if (!recipe?.recipe || !recipe.network) return;
  const request = trainRequest(document, recipe.network, recipe.recipe, recipe.imported);
  if (training.active) await offerToQueue(services, request);
  else await trainNow(services, request);
}

/** Shows the run's progress until it ends. */
export async function trainNow(
  { training, dashboard }: Pick<TrainServices, 'training' | 'dashboard'>,
  request: TrainRequest,
): Promise<void> {
  dashboard.open();
  await withTrainingProgress(training, `Training ${request.network.name}`, () => training.train(request));
  await announceEnd(training);
}

async function offerToQueue(
  { training, dashboard, queue }: TrainServices,
  request: TrainRequest,
): Promise<void> {
  const model = training.run?.state.model ?? 'A network';
  const answer = await vscode.window.showInformationMessage(
    `${model} is being trained. Train ${request.recipe.name} after it?`,
    'Queue',
    'Show It',
  );
  if (answer === 'Queue') queue.add(request);
  if (answer === 'Show It') dashboard.openCurrent();
}

/** A run is kept beside its text, or in the workspace: a new text outside of any has no place yet. */
async function isHomeless(document: vscode.TextDocument): Promise<boolean> {
  if (!document.isUntitled || vscode.workspace.getWorkspaceFolder(fileOf(document))) return false;
  const chosen = await vscode.window.showInformationMessage(
    'Save the model first: its training runs are kept beside the file.',
    'Save',
  );
  if (chosen) await document.save();
  return true;
}

/** The file that a text is, or will be once it is saved. */
function fileOf({ uri }: vscode.TextDocument): vscode.Uri {
  return uri.scheme === 'untitled' ? uri.with({ scheme: 'file' }) : uri;
}

/** The only recipe, the named one or the one that the user picks; where there is none, or it has errors, that is told. */
export async function chooseRecipe(
  document: vscode.TextDocument,
  recipes: readonly RecipeAnswer[],
  name: string | undefined,
): Promise<RecipeAnswer | undefined> {
  const file = document.uri.path.split('/').pop() ?? '';
  if (recipes.length === 0) {
    void vscode.window.showErrorMessage(
      `${file} has no recipe to train by. Write \`train ModelName { … }\`; completion helps.`,
    );
    return undefined;
  }
  const chosen =
    recipes.length === 1
      ? recipes[0]
      : (recipes.find((recipe) => recipe.name === name) ?? (await pick(recipes)));
  if (chosen && !chosen.valid) {
    await vscode.commands.executeCommand('workbench.actions.view.problems');
    void vscode.window.showErrorMessage(
      `${file} has errors, so \`${chosen.name}\` cannot be trained. The Problems view lists them.`,
    );
    return undefined;
  }
  return chosen;
}

async function pick(recipes: readonly RecipeAnswer[]): Promise<RecipeAnswer | undefined> {
  const items = recipes.map((recipe) => ({ label: recipe.name, description: recipe.model, recipe }));
  const item = await vscode.window.showQuickPick(items, { placeHolder: 'Which recipe?' });
  return item?.recipe;
}

function trainRequest(
  document: vscode.TextDocument,
  network: TrainRequest['network'],
  recipe: TrainRequest['recipe'],
  imported: readonly string[],
): TrainRequest {
  const settings = vscode.workspace.getConfiguration(undefined, document.uri);
  const folder = dirname(document.uri.fsPath);
  const workspace = vscode.workspace.getWorkspaceFolder(fileOf(document))?.uri.fsPath ?? folder;
  const device = settings.get<string>(settingIds.device, 'recipe');
  return {
    network,
    recipe,
    source: { file: document.uri.fsPath, text: document.getText(), imported },
    folder: newRunFolder(resolve(workspace, settings.get(settingIds.runsFolder, 'runs')), recipe.name),
    dataRoot: folder,
    device: device === 'recipe' ? recipe.device : (device as TrainRequest['device']),
    threads: trainingThreads(),
    ...trainingReplicas(),
    imageMemory: imageMemory(),
    ...internalsSetting(document),
    deterministic: settings.get<boolean>(settingIds.deterministic, false),
  };
}

/** Steps from one look inside the network to the next; none where the setting is 0. */
function internalsSetting({ uri }: vscode.TextDocument): { readonly internals?: number } {
  const every = vscode.workspace.getConfiguration(undefined, uri).get<number>(settingIds.internals, 0);
  return every > 0 ? { internals: every } : {};
}

/** Threads of the engine: the setting, or as many as there are cores. */
export function trainingThreads(): number {
  return vscode.workspace.getConfiguration().get<number>(settingIds.threads, 0) || availableParallelism();
}

/** How many replicas share a batch, where the setting says more than one. */
function trainingReplicas(): { readonly replicas?: number } {
  const replicas = vscode.workspace.getConfiguration().get<number>(settingIds.replicas, 1);
  return replicas === 1 ? {} : { replicas };
}

/** Bytes of decoded images that stay in memory: the setting is in MiB. */
export function imageMemory(): number {
  return vscode.workspace.getConfiguration().get<number>(settingIds.imageMemory, 2048) * 2 ** 20;
}
