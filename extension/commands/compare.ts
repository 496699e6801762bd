// Netwright: Compare. Shows what differs from the last commit, another revision, another model, or an ONNX file.

import * as vscode from 'vscode';
import { languageId } from '../contributions.ts';
import type { GitHead } from '../language-client/gitHead.ts';
import type { LanguageService } from '../language-client/languageClient.ts';
import { networkInRevision } from '../language-client/pastNetworks.ts';
import {
  type ComparedWith,
  type ComparisonPanel,
  type FoundModel,
  modelOfText,
} from '../panels/comparisonPanel.ts';
import { isOnnxFile, onnxOperators } from '../panels/onnxOperators.ts';
import { activeModelFile } from './activeModelFile.ts';
import { activeOnnxFile } from './activeOnnxFile.ts';
import { argumentTexts } from './argumentTexts.ts';

export interface CompareServices {
  readonly language: LanguageService;
  readonly git: GitHead;
  readonly comparison: ComparisonPanel;
  /** The bundle that reads ONNX files. */
  readonly onnxReader: string;
}

/** `revision` skips the question what to compare with. */
export async function compare(
  services: CompareServices,
  uri?: vscode.Uri,
  model?: string,
  revision?: string,
): Promise<void> {
  const onnx = uri instanceof vscode.Uri ? (isOnnxFile(uri) ? uri : undefined) : activeOnnxFile();
  if (onnx) {
    const chosen = await askBesideOnnx(services, onnx);
    if (chosen) services.comparison.open(fileSide(services, onnx), chosen);
    return;
  }
  const document = await activeModelFile(uri, 'to compare');
  if (!document) return;
  const subject = { document: document.uri, model };
  const other =
    revision === undefined ? await ask(services, subject) : inRevision(services, subject, revision);
  const name = document.uri.path.split('/').pop() ?? '';
  if (other) services.comparison.open(inFile(services, document.uri, model, name), other);
}

interface Subject {
  readonly document: vscode.Uri;
  readonly model: string | undefined;
}

type Choice = vscode.QuickPickItem & { readonly choose: () => Promise<ComparedWith | undefined> };

async function ask(services: CompareServices, subject: Subject): Promise<ComparedWith | undefined> {
  const { models, network } = await services.language.diagram(subject.document.toString(), subject.model);
  const shown = subject.model ?? models[0];
  const committed = services.git.commitOf(subject.document) !== undefined;
  const choices: readonly Choice[] = [
    ...(committed
      ? [
          {
            label: 'The last commit',
            description: 'HEAD',
            choose: async () => inRevision(services, subject, 'HEAD'),
          },
          { label: 'Another revision…', choose: () => askRevision(services, subject) },
        ]
      : []),
    ...models
      .filter((name) => name !== shown)
      .map((name) => ({
        label: `Model ${name}`,
        description: 'of this file',
        choose: async () => inFile(services, subject.document, name, name),
      })),
    ...(shown !== undefined && Object.keys(network?.arguments ?? {}).length > 0
      ? [
          {
            label: 'Other arguments…',
            description: `of ${shown}`,
            choose: () => askArguments(services, subject, shown),
          },
        ]
      : []),
    { label: 'Another file…', choose: () => askFile(services, subject) },
  ];
  const placeHolder = `Compare ${shown ?? 'the model'} with`;
  return (await vscode.window.showQuickPick(choices, { placeHolder }))?.choose();
}

async function askRevision(services: CompareServices, subject: Subject): Promise<ComparedWith | undefined> {
  const revision = await vscode.window.showInputBox({
    prompt: 'A commit, branch or tag',
    placeHolder: 'HEAD~3',
    validateInput: async (text) => {
      if (text.trim() === '') return undefined;
      const found = await services.git.textAt(subject.document, text.trim());
      return found === null ? `${shortened(text.trim())} is no revision that has this file.` : undefined;
    },
  });
  const chosen = revision?.trim();
  return chosen === undefined || chosen === '' ? undefined : inRevision(services, subject, chosen);
}

/** The model as its text has it stands on the one side, the same with what is typed on the other. */
async function askArguments(
  { language }: CompareServices,
  { document }: Subject,
  model: string,
): Promise<ComparedWith | undefined> {
  const variant = async (line: string) => {
    const texts = argumentTexts(line);
    if (typeof texts === 'string') return { network: null, message: texts };
    return language.variant(document.toString(), model, texts);
  };
  const line = await vscode.window.showInputBox({
    prompt: `Arguments of ${model} to compare with`,
    placeHolder: 'depths: [3, 4, 6, 3], classes: 10',
    validateInput: async (text) => (text.trim() === '' ? undefined : (await variant(text)).message),
  });
  if (line === undefined || line.trim() === '') return undefined;
  return {
    title: `${model}(${line.trim()})`,
    model: async () => {
      const { network, message } = await variant(line);
      if (!network) throw new Error(message ?? 'This file declares no model yet.');
      return { network, hasErrors: message !== undefined };
    },
  };
}

/** A text that is open, or any file. */
async function askBesideOnnx(services: CompareServices, onnx: vscode.Uri): Promise<ComparedWith | undefined> {
  const texts = vscode.workspace.textDocuments.filter(
    ({ languageId: id, uri }) => id === languageId && uri.scheme === 'file',
  );
  const found = await Promise.all(
    texts.map(async ({ uri }) => ({
      uri,
      models: (await services.language.diagram(uri.toString(), undefined)).models,
    })),
  );
  const choices: readonly Choice[] = [
    ...found.flatMap(({ uri, models }) =>
      models.map((name) => ({
        label: `Model ${name}`,
        description: `of ${vscode.workspace.asRelativePath(uri)}`,
        choose: async () => inFile(services, uri, name, name),
      })),
    ),
    { label: 'Another file…', choose: () => askFile(services, { document: onnx }) },
  ];
  const placeHolder = `Compare ${onnx.path.split('/').pop()} with`;
  return (await vscode.window.showQuickPick(choices, { placeHolder }))?.choose();
}

async function askFile(
  services: CompareServices,
  { document }: Pick<Subject, 'document'>,
): Promise<ComparedWith | undefined> {
  const [file] =
    (await vscode.window.showOpenDialog({
      defaultUri: vscode.Uri.joinPath(document, '..'),
      filters: { 'Netwright models and ONNX files': ['cnn', 'onnx'] },
      openLabel: 'Compare',
    })) ?? [];
  if (!file) return undefined;
  if (isOnnxFile(file)) return fileSide(services, file);
  await vscode.workspace.openTextDocument(file);
  return inFile(services, file, undefined, vscode.workspace.asRelativePath(file));
}

function fileSide({ onnxReader }: CompareServices, file: vscode.Uri): ComparedWith {
  let known: Promise<FoundModel> | undefined;
  const forget = () => {
    known = undefined;
  };
  const read = async (): Promise<FoundModel> => ({ operators: await onnxOperators(file, onnxReader) });
  return {
    title: vscode.workspace.asRelativePath(file),
    file,
    forget,
    // A text beside it changes with every key, the file does not.
    model() {
      known ??= read();
      known.catch(forget);
      return known;
    },
  };
}

/** What was pasted may be of any length. */
function shortened(revision: string): string {
  return revision.length > 80 ? `${revision.slice(0, 80)}…` : revision;
}

function inRevision(services: CompareServices, { document, model }: Subject, revision: string): ComparedWith {
  return { title: revision, model: () => networkInRevision(services, document, { revision, model }) };
}

function inFile(
  { language }: CompareServices,
  file: vscode.Uri,
  model: string | undefined,
  title: string,
): ComparedWith {
  return {
    title,
    model: () => modelOfText(language, file, model),
  };
}
