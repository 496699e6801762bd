// Netwright: Train. Chooses the recipe, and starts the run or lets it wait for its device.

import { dirname, resolve } from 'node:path';
import * as vscode from 'vscode';
import { newRunFolder } from '../../engine/client/newRunFolder.ts';
import type { TrainRequest } from '../../engine/protocol/messages.ts';
import { settingIds } from '../contributions.ts';
import type { LanguageService, RecipeAnswer } from '../language-client/languageClient.ts';
import type { TrainingQueue } from '../training/trainingQueue.ts';
import { trainingThreads } from '../training/trainingThreads.ts';
import { activeModelFile } from './activeModelFile.ts';
import { type JobServices, laneFor, startOrQueue } from './startJob.ts';

export interface TrainServices extends JobServices {
  readonly language: LanguageService;
  readonly queue: TrainingQueue;
}

export async function train(services: TrainServices, uri?: vscode.Uri, recipeName?: string): Promise<void> {
  const chosen = await activeModelFile(uri, 'to train');
  const document = chosen && (await withPlace(chosen));
  if (!document) return;
  const recipes = await services.language.recipes(document.uri.toString());
  const recipe = await chooseRecipe(document, recipes, recipeName);
  if (!recipe?.recipe || !recipe.network) return;
  const request = trainRequest(document, recipe.network, recipe.recipe, recipe.imported);
  try {
    const lane = await laneFor(services, request.device);
    await startOrQueue(services, { kind: 'train', request }, lane);
  } catch (failure) {
    void vscode.window.showErrorMessage(failure instanceof Error ? failure.message : String(failure));
  }
}

/** A run is kept beside its text, or in the workspace: a new text outside of any has no place until it is saved. */
async function withPlace(document: vscode.TextDocument): Promise<vscode.TextDocument | undefined> {
  if (!document.isUntitled || vscode.workspace.getWorkspaceFolder(fileOf(document))) return document;
  const chosen = await vscode.window.showInformationMessage(
    'Save the model first: its training runs are kept beside the file.',
    'Save',
  );
  const saved = chosen && (await vscode.workspace.save(document.uri));
  return saved ? vscode.workspace.openTextDocument(saved) : undefined;
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
  imported: RecipeAnswer['imported'],
): TrainRequest {
  const settings = vscode.workspace.getConfiguration(undefined, document.uri);
  const folder = dirname(document.uri.fsPath);
  const workspace = vscode.workspace.getWorkspaceFolder(fileOf(document))?.uri.fsPath ?? folder;
  const device = settings.get<string>(settingIds.device, 'recipe');
  return {
    network,
    recipe,
    source: {
      file: document.uri.fsPath,
      text: document.getText(),
      imported: imported.map(({ file, text }) => ({ file: vscode.Uri.parse(file).fsPath, text })),
    },
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

/** How many replicas share a batch, where the setting says more than one. */
function trainingReplicas(): { readonly replicas?: number } {
  const replicas = vscode.workspace.getConfiguration().get<number>(settingIds.replicas, 1);
  return replicas === 1 ? {} : { replicas };
}

/** Bytes of decoded images that stay in memory: the setting is in MiB. */
export function imageMemory(): number {
  return vscode.workspace.getConfiguration().get<number>(settingIds.imageMemory, 2048) * 2 ** 20;
}
