// The lines over models and recipes: their figures, what changed since the last commit, and what can be done.

import * as vscode from 'vscode';
import { commandIds, languageId, settingIds } from '../contributions.ts';
import type { LensAnswer } from '../language-server/protocol.ts';
import type { GitHead, HeadTexts } from './gitHead.ts';
import type { LanguageService } from './languageClient.ts';

/** Imports of imports of the last commit are asked for in turns; more turns than this are not waited for. */
const mostTurns = 10;

/** Figures are worked out when keys pause: while keys go on they would only hold up the diagram. */
const PAUSE_MS = 200;

interface KnownHead {
  readonly commit: string;
  readonly texts: HeadTexts;
}

export class ModelLenses implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.changed.event;
  private readonly subscriptions: vscode.Disposable[];
  /** What the server needed of the last commit for a document, by its URI. */
  private readonly known = new Map<string, KnownHead>();
  private pause: NodeJS.Timeout | undefined;

  constructor(
    private readonly language: LanguageService,
    private readonly git: GitHead,
  ) {
    this.subscriptions = [
      this.changed,
      language.onDidCompile(() => this.changeSoon()),
      git.onDidChange(() => this.changed.fire()),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration(settingIds.codeLens)) this.changed.fire();
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.known.delete(uri.toString())),
      vscode.languages.registerCodeLensProvider({ language: languageId }, this),
    ];
  }

  async provideCodeLenses({ uri }: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    if (!vscode.workspace.getConfiguration(undefined, uri).get(settingIds.codeLens, true)) return [];
    const answers = await this.ask(uri);
    return answers.flatMap((answer) => lensesOf(uri, answer));
  }

  private changeSoon(): void {
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.changed.fire(), PAUSE_MS);
  }

  dispose(): void {
    clearTimeout(this.pause);
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  /** Gives the server the last commit's texts that it needs, which only it knows. */
  private async ask(document: vscode.Uri): Promise<readonly LensAnswer[]> {
    const uri = document.toString();
    const commit = this.git.commitOf(document);
    if (commit === undefined) return (await this.language.lenses(uri)).lenses;
    const known = this.known.get(uri);
    let texts = known?.commit === commit ? known.texts : {};
    for (let turn = 1; ; turn += 1) {
      const { lenses, missing } = await this.language.lenses(uri, texts);
      if (missing.length === 0 || turn === mostTurns) {
        this.known.set(uri, { commit, texts });
        return lenses;
      }
      const read = missing.map(
        async (file) => [file, await this.git.textOf(vscode.Uri.parse(file))] as const,
      );
      texts = { ...texts, ...Object.fromEntries(await Promise.all(read)) };
    }
  }
}

function lensesOf(uri: vscode.Uri, answer: LensAnswer): vscode.CodeLens[] {
  const { start, end } = answer.range;
  const range = new vscode.Range(start.line, start.character, end.line, end.character);
  const texts: vscode.Command[] = [
    // Without a command a lens is plain text.
    { title: answer.figures, command: '' },
    {
      title: answer.difference,
      command: commandIds.compare,
      arguments: [uri, answer.model, 'HEAD'],
      tooltip: 'Show what changed in the network',
    },
  ];
  const actions = answer.actions.map((action) => actionCommand(uri, answer, action));
  return [...texts.filter(({ title }) => title !== ''), ...actions].map(
    (command) => new vscode.CodeLens(range, command),
  );
}

function actionCommand(
  uri: vscode.Uri,
  { model, recipe }: LensAnswer,
  action: LensAnswer['actions'][number],
): vscode.Command {
  if (action === 'diagram')
    return { title: 'Diagram', command: commandIds.openDiagram, arguments: [uri, model] };
  if (action === 'profile') {
    const tooltip = `Measure where the time of a step of ${model} goes`;
    return { title: 'Profile', command: commandIds.profile, arguments: [uri, model], tooltip };
  }
  const tooltip = recipe === null ? `Train ${model}` : `Train ${model} by the recipe ${recipe}`;
  return { title: 'Train', command: commandIds.train, arguments: [uri, recipe], tooltip };
}
