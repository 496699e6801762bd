// Netwright: Profile. Measures a step of the model: of training where it has a recipe, of inference otherwise.

import * as vscode from 'vscode';
import type { ProfileRequest } from '../../engine/protocol/profile.ts';
import { settingIds } from '../contributions.ts';
import type { LanguageService } from '../language-client/languageClient.ts';
import type { ProfilePanel } from '../panels/profilePanel.ts';
import type { ProfileController, ProfileSubject } from '../profiling/profileController.ts';
import { trainingThreads } from '../training/trainingThreads.ts';
import { activeModelFile } from './activeModelFile.ts';

export interface ProfileServices {
  readonly language: LanguageService;
  readonly profiles: ProfileController;
  readonly profilePanel: ProfilePanel;
}

/** What the profile's page asks for; the usual choice where absent. */
export interface ProfileChoice {
  readonly mode: 'inference' | 'training';
  readonly batch: number;
}

export async function profile(
  { language, profiles, profilePanel }: ProfileServices,
  uri?: vscode.Uri,
  model?: string,
  choice?: ProfileChoice,
): Promise<void> {
  if (profiles.measuring) {
    profilePanel.open();
    return;
  }
  const document = await activeModelFile(uri, 'to profile');
  const subject = document && (await subjectOf(language, document, model, choice));
  if (!subject || profiles.measuring) return;
  profilePanel.open();
  const title = `Profiling ${subject.request.network.name}`;
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  await vscode.window.withProgress(options, async (progress, cancellation) => {
    cancellation.onCancellationRequested(() => profiles.stop());
    progress.report({ message: stepText(subject.request) });
    await profiles.profile(subject);
  });
}

function stepText({ recipe, batch }: ProfileRequest): string {
  const images = batch === 1 ? '1 image' : `${batch} images`;
  return recipe === undefined ? `inference, ${images}` : `training step, ${images}`;
}

/** The model's own recipe gives the step, or the one of several that bears its name, or else the first. */
async function subjectOf(
  language: LanguageService,
  document: vscode.TextDocument,
  model: string | undefined,
  choice: ProfileChoice | undefined,
): Promise<ProfileSubject | undefined> {
  const file = document.uri.toString();
  const name = document.uri.path.split('/').pop() ?? '';
  const [answer, recipes] = await Promise.all([language.diagram(file, model), language.recipes(file)]);
  const { network, problems, message } = answer;
  if (network === null) return refuse(message ?? `${name} declares no model yet.`);
  const own = recipes.filter((recipe) => recipe.model === network.name);
  const usual = own.find((recipe) => recipe.name === network.name) ?? own[0];
  const device = deviceFor(document, usual?.recipe?.device ?? 'cpu');
  const where = { device, threads: trainingThreads() };
  if (usual !== undefined && choice?.mode !== 'inference') {
    if (!usual.valid || !usual.recipe || !usual.network) return refuseErrors(name, usual.name);
    const batch = choice?.batch ?? usual.recipe.batch;
    const request = { network: usual.network, recipe: usual.recipe, batch, ...where };
    return { file, request, trainable: true };
  }
  if (problems.some(({ severity }) => severity === 'error')) return refuseErrors(name, network.name);
  const request = { network, batch: choice?.batch ?? 1, ...where };
  return { file, request, trainable: usual !== undefined };
}

function deviceFor(document: vscode.TextDocument, usual: ProfileRequest['device']): ProfileRequest['device'] {
  const chosen = vscode.workspace
    .getConfiguration(undefined, document.uri)
    .get<string>(settingIds.device, 'recipe');
  return chosen === 'recipe' ? usual : (chosen as ProfileRequest['device']);
}

function refuse(message: string): undefined {
  void vscode.window.showErrorMessage(message);
  return undefined;
}

async function refuseErrors(file: string, name: string): Promise<undefined> {
  await vscode.commands.executeCommand('workbench.actions.view.problems');
  return refuse(`${file} has errors, so \`${name}\` cannot be profiled. The Problems view lists them.`);
}
