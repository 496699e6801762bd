// Drives the text editor as a person does: with the keyboard, the clipboard and the eyes.
import type { Locator, Page } from 'playwright-core';
import {
  type InlayHint,
  type LineEnd,
  readInlayHints,
  readLineEnds,
  readSquiggles,
  type Squiggle,
} from './editorLines.ts';
import type { QuickInput } from './quickInput.ts';
import { readVirtualList, revealRow } from './virtualList.ts';
import { becomesTrue, waitUntil } from './waitUntil.ts';

export interface CursorPosition {
  readonly line: number;
  readonly column: number;
}

export interface Completion {
  readonly label: string;
  readonly detail: string;
}

const askAgainAfterMs = 1_500;

export class TextEditor {
  readonly #page: Page;
  readonly #quickInput: QuickInput;

  constructor(page: Page, quickInput: QuickInput) {
    this.#page = page;
    this.#quickInput = quickInput;
  }

  /** The text editor of the active group, or else the only one in view. */
  async #editor(): Promise<Locator> {
    const active = this.#page.locator('.editor-group-container.active .editor-instance .monaco-editor');
    if ((await active.count()) > 0) return active.first();
    return this.#page.locator('.editor-group-container .editor-instance .monaco-editor').first();
  }

  /** Gives the editor the keyboard without moving its cursor, as a click would. Which group is active may change meanwhile. */
  async focus(): Promise<void> {
    await waitUntil('the text editor has the keyboard', async () => {
      const editor = await this.#editor();
      const input = editor.locator('.inputarea, .native-edit-context').first();
      return input.focus({ timeout: askAgainAfterMs }).then(
        () => true,
        () => false,
      );
    });
  }

  /** Copies the whole text and takes the selection back, so that the cursor is where it was. */
  async text(): Promise<string> {
    await this.focus();
    // Copying an empty selection leaves the clipboard alone (the settings say so), and this mark in it.
    const mark = 'the document is empty';
    await this.#writeClipboard(mark);
    await this.#page.keyboard.press('Control+a');
    await this.#page.keyboard.press('Control+c');
    const copied = await this.#page.evaluate(() => navigator.clipboard.readText());
    await this.#page.keyboard.press('Control+u');
    return copied === mark ? '' : copied.replaceAll('\r\n', '\n');
  }

  async replaceText(text: string): Promise<void> {
    await this.focus();
    await this.#page.keyboard.press('Control+a');
    if (text === '') {
      await this.#page.keyboard.press('Delete');
    } else {
      // Pasting puts the text in as it is; typing would add closing brackets and indentation.
      await this.#writeClipboard(text);
      await this.#page.keyboard.press('Control+v');
    }
    await waitUntil(
      'the editor holds the new text',
      () => this.text(),
      (current) => current === text,
    );
  }

  /** Types at the end of a line, or at a column of it, with all that the editor does while one types. */
  async typeAtLine(line: number, text: string, column?: number): Promise<void> {
    await this.goTo(line, column ?? 1);
    if (column === undefined) await this.#page.keyboard.press('End');
    await this.#page.keyboard.type(text);
  }

  async goTo(line: number, column: number): Promise<void> {
    await this.#quickInput.openAndAccept('Control+g', `:${line}:${column}`);
    await waitUntil(
      `the cursor is at line ${line}, column ${column}`,
      () => this.cursorPosition(),
      (position) => position.line === line && position.column === column,
    );
    await this.focus();
  }

  /** What the status bar says; with a selection, the place where it ends. */
  async cursorPosition(): Promise<CursorPosition> {
    const shown = await this.#page.locator('[id="status.editor.selection"]').innerText();
    const [, line, column] = shown.match(/Ln (\d+), Col (\d+)/) ?? [];
    if (line === undefined) throw new Error(`The status bar shows no cursor position but "${shown}".`);
    return { line: Number(line), column: Number(column) };
  }

  async inlayHints(): Promise<InlayHint[]> {
    return readInlayHints(await this.#editor());
  }

  async lineEnds(): Promise<LineEnd[]> {
    return readLineEnds(await this.#editor());
  }

  async squiggles(): Promise<Squiggle[]> {
    return readSquiggles(await this.#editor());
  }

  /** The lines over declarations, from top to bottom: titles without their icons, parted by `|`. */
  async codeLenses(): Promise<string[]> {
    const editor = await this.#editor();
    const shown = await editor
      .locator('.codelens-decoration')
      .evaluateAll((lines) =>
        lines.map((line) => ({ text: line.textContent ?? '', top: line.getBoundingClientRect().top })),
      );
    return shown
      .filter(({ text }) => text !== '')
      .sort((a, b) => a.top - b.top)
      .map(({ text }) => plain(text).replaceAll(/\s*\|\s*/g, ' | '));
  }

  async clickLens(title: string): Promise<void> {
    const editor = await this.#editor();
    await editor.locator('.codelens-decoration a', { hasText: title }).first().click();
  }

  /** Asks for quick fixes at the cursor and takes the one with this title; `whileOpen` sees the list. */
  async applyQuickFix(title: string, whileOpen?: () => Promise<unknown>): Promise<void> {
    const row = this.#page.locator('.action-widget .monaco-list-row.action', { hasText: title });
    await this.focus();
    await waitUntil(`a quick fix "${title}" is offered`, async () => {
      await this.#page.keyboard.press('Control+.');
      if (await becomesTrue(async () => (await row.count()) > 0, askAgainAfterMs)) return true;
      await this.#page.keyboard.press('Escape');
      return false;
    });
    await whileOpen?.();
    // A transparent layer over the list keeps the mouse away for a while.
    await waitUntil(`the quick fix "${title}" is chosen`, async () => {
      if ((await row.first().getAttribute('class'))?.includes('focused')) return true;
      await this.#page.keyboard.press('ArrowDown');
      return false;
    });
    await this.#page.keyboard.press('Enter');
  }

  /** Moves the cursor there and shows the hover, which it waits for until it contains `expected`. */
  async hoverAt(line: number, column: number, expected = ''): Promise<string> {
    const hover = this.#page.locator(
      '.monaco-resizable-hover .monaco-hover:not(.hidden) .monaco-hover-content',
    );
    const text = async () => ((await hover.count()) > 0 ? plain(await hover.first().innerText()) : '');
    const isComplete = (shown: string) =>
      shown !== '' && !shown.includes('Loading...') && shown.includes(expected);
    await this.goTo(line, column);
    return waitUntil(
      `a hover at line ${line}, column ${column} shows ${expected === '' ? 'something' : `"${expected}"`}`,
      async () => {
        await this.#page.keyboard.press('Escape');
        await this.#page.keyboard.press('Control+k');
        await this.#page.keyboard.press('Control+i');
        await becomesTrue(async () => isComplete(await text()), askAgainAfterMs);
        return text();
      },
      isComplete,
    );
  }

  /** Types at the cursor and returns the proposals, leaving their list open for `acceptCompletion`. */
  async completionsAfterTyping(text: string): Promise<Completion[]> {
    await this.focus();
    await this.#page.keyboard.type(text);
    const list = this.#suggestions();
    const hasRows = async () => (await list.locator('.monaco-list-row').count()) > 0;
    await waitUntil(`proposals appear after typing "${text}"`, async () => {
      if (await becomesTrue(hasRows, askAgainAfterMs)) return true;
      await this.#page.keyboard.press('Control+Space');
      return hasRows();
    });
    const selectors = { label: '.label-name', detail: '.details-label' };
    const rows = await readVirtualList(list, selectors);
    return rows.map((row) => row.texts);
  }

  async acceptCompletion(label: string): Promise<void> {
    const name = this.#page.locator('.label-name', { hasText: label });
    const row = await revealRow(this.#suggestions(), (rows) => rows.filter({ has: name }));
    await row.click();
    await this.#suggestions().waitFor({ state: 'hidden' });
  }

  #suggestions(): Locator {
    return this.#page.locator('.suggest-widget.visible .monaco-list');
  }

  async #writeClipboard(text: string): Promise<void> {
    await this.#page.evaluate((written) => navigator.clipboard.writeText(written), text);
  }
}

function plain(text: string): string {
  return text.replaceAll('\u00a0', ' ').trim();
}
