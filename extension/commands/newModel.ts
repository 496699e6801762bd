// Netwright: New Model. Begins a file with a network that ships, chosen from a list with its size and cost.

import * as vscode from 'vscode';
import { languageId } from '../contributions.ts';
import type { LanguageService } from '../language-client/languageClient.ts';
import { blankModel } from './blankModel.ts';
import { freeFileName, modelFileName } from './modelFileName.ts';

/** One network of `models/zoo.json`. */
interface ShippedModel {
  readonly name: string;
  /** Name of the file in the folder of models. */
  readonly file: string;
  readonly model: string;
  /** As texts of the language. */
  readonly arguments: Readonly<Record<string, string>>;
  /** The paper, and whose weights it follows. */
  readonly source: string;
}

interface ModelItem extends vscode.QuickPickItem {
  /** Undefined for the blank model. */
  readonly shipped: ShippedModel | undefined;
}

export async function newModel(
  language: LanguageService,
  extension: vscode.Uri,
  log: vscode.LogOutputChannel,
): Promise<void> {
  const models = vscode.Uri.joinPath(extension, 'models');
  const item = await pickModel(language, models, await readShippedModels(models, log));
  if (item === undefined) return;
  const text = item.shipped === undefined ? blankModel : (await ask(language, models, item.shipped))?.text;
  if (text === undefined) {
    void vscode.window.showErrorMessage(
      `${item.label} could not be read from ${models.fsPath}. Install Netwright again.`,
    );
    return;
  }
  await openNew(modelFileName(item.shipped?.name ?? 'model'), text);
}

async function readShippedModels(
  folder: vscode.Uri,
  log: vscode.LogOutputChannel,
): Promise<readonly ShippedModel[]> {
  try {
    const list = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, 'zoo.json'));
    return JSON.parse(new TextDecoder().decode(list));
  } catch (failure) {
    log.error(`The list of the networks that ship cannot be read: ${String(failure)}`);
    return [];
  }
}

function ask(language: LanguageService, folder: vscode.Uri, { file, model, arguments: texts }: ShippedModel) {
  return language.startingPoint({
    uri: vscode.Uri.joinPath(folder, file).toString(),
    model,
    arguments: texts,
  });
}

/** The list is shown at once; sizes come as the server has them. */
async function pickModel(
  language: LanguageService,
  folder: vscode.Uri,
  shipped: readonly ShippedModel[],
): Promise<ModelItem | undefined> {
  const picker = vscode.window.createQuickPick<ModelItem>();
  picker.title = 'New model';
  picker.placeholder = 'Begin with a network';
  picker.matchOnDetail = true;
  picker.keepScrollPosition = true;
  const items: ModelItem[] = [
    { label: 'Blank', detail: 'Two convolutions for 28x28 images, with a recipe', shipped: undefined },
    ...shipped.map((model) => ({ label: model.name, detail: model.source, shipped: model })),
  ];
  picker.items = items;
  let open = true;
  const chosen = new Promise<ModelItem | undefined>((resolve) => {
    picker.onDidAccept(() => resolve(picker.selectedItems[0]));
    picker.onDidHide(() => resolve(undefined));
  });
  const closed = chosen.finally(() => {
    open = false;
    picker.dispose();
  });
  picker.show();
  void addFigures(
    picker,
    items,
    (model) => ask(language, folder, model),
    () => open,
  );
  return closed;
}

/** All in one change once they are known, so that nothing moves while the list is read. */
async function addFigures(
  picker: vscode.QuickPick<ModelItem>,
  items: readonly ModelItem[],
  figuresOf: (model: ShippedModel) => ReturnType<LanguageService['startingPoint']>,
  isOpen: () => boolean,
): Promise<void> {
  const complete: ModelItem[] = [];
  picker.busy = true;
  for (const item of items) {
    // One after another: what the user types meanwhile goes in between.
    const answer = item.shipped && (await figuresOf(item.shipped));
    if (!isOpen()) return;
    complete.push(answer === undefined ? item : { ...item, description: answer.figures });
  }
  const active = picker.activeItems[0]?.label;
  picker.items = complete;
  picker.activeItems = complete.filter(({ label }) => label === active);
  picker.busy = false;
}

/** An untitled document of this name, in the workspace's folder where there is one; saving asks for nothing more. */
async function openNew(name: string, text: string): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const path = folder === undefined ? '' : `${folder.path}/`;
  const taken = await namesIn(folder);
  const uri = vscode.Uri.from({ scheme: 'untitled', path: `${path}${freeFileName(name, taken)}` });
  const document = await vscode.workspace.openTextDocument(uri);
  const edit = new vscode.WorkspaceEdit();
  edit.insert(uri, new vscode.Position(0, 0), text);
  await vscode.workspace.applyEdit(edit);
  if (document.languageId !== languageId)
    await vscode.languages.setTextDocumentLanguage(document, languageId);
  await vscode.window.showTextDocument(document);
}

/** Names of the files there, saved or not yet. */
async function namesIn(folder: vscode.Uri | undefined): Promise<ReadonlySet<string>> {
  const open = vscode.workspace.textDocuments.map(({ uri }) => uri.path.split('/').pop() ?? '');
  if (folder === undefined) return new Set(open);
  const entries = await vscode.workspace.fs.readDirectory(folder).then(
    (found) => found.map(([name]) => name),
    // A folder that cannot be read has no names to avoid.
    () => [],
  );
  return new Set([...entries, ...open]);
}
