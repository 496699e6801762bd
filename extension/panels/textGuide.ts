// Leads from a diagram to its text: to the call of a layer or group, and to what is undone.

import type * as vscode from 'vscode';
import type { LanguageService } from '../language-client/languageClient.ts';
import type { Place } from '../language-server/protocol.ts';
import type { DiagramEdits } from './diagramEdits.ts';
import { revealRange } from './revealRange.ts';

export class TextGuide {
  private file: string | undefined;

  constructor(
    private readonly language: LanguageService,
    private readonly edits: DiagramEdits,
  ) {}

  /** The file that was led to last. */
  get ledTo(): string | undefined {
    return this.file;
  }

  /** Goes to the call that makes a layer, or a group; the keyboard goes there only if asked. */
  async reveal(document: vscode.Uri, id: string, model: string | undefined, keyboard = false): Promise<void> {
    const origin = await this.language.originOf(document.toString(), id, model);
    this.file = origin?.uri;
    await revealRange(origin, { preserveFocus: !keyboard });
  }

  /** Goes to a place of the text itself. */
  async revealPlace(document: vscode.Uri, { line, character }: Place): Promise<void> {
    const place = { line, character };
    this.file = document.toString();
    await revealRange({ uri: this.file, range: { start: place, end: place } });
  }

  /** Undoes or does again what was changed last, in its text, which has the keyboard then. */
  async step(document: vscode.Uri, step: 'undo' | 'redo'): Promise<void> {
    const text = this.edits.changed ?? document;
    this.file = text.toString();
    await this.edits.step(text, step);
  }
}
