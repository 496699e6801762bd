// Makes the changes that are asked for in the diagram: edits of the text that can be undone there.

import * as vscode from 'vscode';
import type { InsertionPlace, LayerChange, PaletteEntry } from '../../webview/protocol/details.ts';
import type { EditAnswer, LanguageService } from '../language-client/languageClient.ts';

type Edits = Extract<EditAnswer, { readonly edits: unknown }>['edits'];

export type ChangeAnswer =
  | { readonly kind: 'made'; readonly places: number; readonly note?: string }
  | { readonly kind: 'refused'; readonly message: string };

export class DiagramEdits {
  private last: vscode.Uri | undefined;

  constructor(private readonly language: LanguageService) {}

  /** What was changed last: what is undone is undone there. */
  get changed(): vscode.Uri | undefined {
    return this.last;
  }

  async change(document: vscode.Uri, model: string | undefined, change: LayerChange): Promise<ChangeAnswer> {
    const answer = await this.language.editsFor(document.toString(), change, model);
    if ('refusal' in answer) return { kind: 'refused', message: answer.refusal };
    const workspaceEdit = new vscode.WorkspaceEdit();
    for (const { uri, edits } of answer.edits) {
      for (const { range, newText } of edits) {
        const { start, end } = range;
        const place = new vscode.Range(start.line, start.character, end.line, end.character);
        workspaceEdit.replace(vscode.Uri.parse(uri), place, newText);
      }
    }
    const made = await vscode.workspace.applyEdit(workspaceEdit);
    if (!made) return { kind: 'refused', message: 'The file cannot be changed.' };
    this.last = answer.edits[0] && vscode.Uri.parse(answer.edits[0].uri);
    showChange(answer.edits);
    const { places, note } = answer;
    return { kind: 'made', places, ...(note === undefined ? {} : { note }) };
  }

  /** Undoes in the text, or does again; the keyboard is in the text afterwards. */
  async step(document: vscode.Uri, step: 'undo' | 'redo'): Promise<void> {
    const text = await vscode.workspace.openTextDocument(document);
    const viewColumn = editorOf(text.uri)?.viewColumn ?? vscode.ViewColumn.One;
    await vscode.window.showTextDocument(text, { viewColumn });
    await vscode.commands.executeCommand(step);
  }

  /** Lets the user choose what to insert, with arguments that the language takes there; as the text writes it. */
  async chooseLayer(
    document: vscode.Uri,
    model: string | undefined,
    place: InsertionPlace,
  ): Promise<string | undefined> {
    const entry = await this.chooseEntry(document);
    if (entry === undefined) return undefined;
    const whyNot = async (text: string) => {
      const change = { kind: 'insert', place, layer: text.trim() } as const;
      const answer = await this.language.editsFor(document.toString(), change, model);
      return 'refusal' in answer ? answer.refusal.replaceAll('`', '') : undefined;
    };
    const layer = entry.layer.includes('(') ? await chooseArguments(entry, whyNot) : entry.layer;
    return layer?.trim() || undefined;
  }

  private async chooseEntry(document: vscode.Uri): Promise<PaletteEntry | undefined> {
    const entries = await this.language.palette(document.toString());
    const items = entries.map((entry) => ({
      label: entry.name,
      description: entry.category,
      detail: entry.documentation,
      entry,
    }));
    const options = {
      placeHolder: 'Layer or block to insert',
      matchOnDescription: true,
      matchOnDetail: true,
    };
    return (await vscode.window.showQuickPick(items, options))?.entry;
  }
}

/** What is wrong is said while it is typed, and nothing typed is lost. */
function chooseArguments(
  { name, layer }: PaletteEntry,
  validateInput: (text: string) => Promise<string | undefined>,
): Thenable<string | undefined> {
  const open = layer.indexOf('(');
  return vscode.window.showInputBox({
    title: `Insert ${name}`,
    prompt: 'As the text writes it. Enter inserts it.',
    value: layer,
    validateInput,
    valueSelection: [open + 1, layer.length - 1],
  });
}

/** Moves the cursor to what changed, where the text is seen: the diagram marks the layers of the cursor. */
function showChange(edits: Edits): void {
  const [first] = edits;
  const [edit] = first?.edits ?? [];
  const editor = first && editorOf(vscode.Uri.parse(first.uri));
  if (!edit || !editor) return;
  const { line, character } = edit.range.start;
  const word = Math.max(0, edit.newText.search(/\w/));
  const start = editor.document.offsetAt(new vscode.Position(line, character));
  const place = editor.document.positionAt(start + word);
  editor.selection = new vscode.Selection(place, place);
  editor.revealRange(new vscode.Range(place, place), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

function editorOf(uri: vscode.Uri): vscode.TextEditor | undefined {
  return vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString());
}
