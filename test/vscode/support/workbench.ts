// The page object of the journey tests: what a person can do and see in VS Code's window.
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { artefactsDir } from './artefactsDir.ts';
import type { InlayHint, LineEnd, Squiggle } from './editorLines.ts';
import { answerNotification, readNotifications, type ShownNotification } from './notifications.ts';
import { problemsPanel, readProblems, type ShownProblem } from './problemsPanel.ts';
import { QuickInput } from './quickInput.ts';
import type { LaunchedVsCode, SessionProcess } from './startSession.ts';
import { type Completion, type CursorPosition, TextEditor } from './textEditor.ts';
import {
  type ColorTheme,
  changeWorkspaceSettings,
  type Settings,
  themedWorkbench,
  themeSettings,
} from './userSettings.ts';
import { becomesTrue, patienceMs, waitUntil } from './waitUntil.ts';
import { findWebviewFrame, type WebviewMatcher } from './webviewFrames.ts';
import { writtenMemory } from './writtenMemory.ts';

const openAgainAfterMs = 5_000;
const pressAgainAfterMs = 1_000;

/**
 * Methods that do something resolve when it has happened. Methods that read return what is shown at this moment:
 * wrap them in `expect.poll` or `waitUntil` where it may still have to appear.
 */
export class Workbench {
  readonly page: Page;
  /** The folder that is open in the window. */
  readonly workspace: string;
  readonly #session: LaunchedVsCode;
  readonly #quickInput: QuickInput;
  readonly #editor: TextEditor;

  constructor(session: LaunchedVsCode) {
    this.page = session.page;
    this.workspace = session.workspace;
    this.#session = session;
    this.#quickInput = new QuickInput(session.page);
    this.#editor = new TextEditor(session.page, this.#quickInput);
  }

  /** Opens a file of the workspace in the active group of editors, and gives it the keyboard. */
  async openFile(name: string): Promise<void> {
    const label = name.split('/').at(-1) ?? name;
    const tab = this.page.locator('.editor-group-container.active .tab.active', { hasText: label });
    // What was asked for just before may come in between and be the active editor instead.
    await waitUntil(`"${label}" is the active editor`, async () => {
      await this.#quickInput.openAndPick('Control+p', name, label);
      return becomesTrue(() => tab.isVisible(), openAgainAfterMs);
    });
    await this.page.locator('.editor-group-container.active .view-line').first().waitFor();
    await this.#editor.focus();
  }

  /** Makes a group of editors the active one, counted from 1 at the left, then from above. */
  async focusGroup(group: number): Promise<void> {
    const groups = this.page.locator('.editor-group-container');
    const activeGroup = () =>
      groups.evaluateAll((elements) => {
        const places = elements.map((element) => ({
          active: element.classList.contains('active'),
          ...element.getBoundingClientRect().toJSON(),
        }));
        places.sort((a, b) => a.left - b.left || a.top - b.top);
        return 1 + places.findIndex(({ active }) => active);
      });
    // A page that is being closed takes keys with it.
    await waitUntil(`group ${group} is active`, async () => {
      await this.page.keyboard.press(`Control+${group}`);
      return becomesTrue(async () => (await activeGroup()) === group, pressAgainAfterMs);
    });
  }

  /** Runs a command by the full title that the palette shows, such as "View: Toggle Terminal". */
  async runCommand(title: string): Promise<void> {
    await this.#quickInput.openAndPick('F1', `>${title}`, title);
  }

  /** The labels in a list that the product has opened for the user to pick from. */
  quickPickItems(): Promise<string[]> {
    return this.#quickInput.items();
  }

  pickItem(label: string): Promise<void> {
    return this.#quickInput.pick(label);
  }

  /** Answers a question for a text or a path that the product has asked at the top of the window. */
  answerInput(text: string): Promise<void> {
    return this.#quickInput.answer(text);
  }

  editorText(): Promise<string> {
    return this.#editor.text();
  }

  replaceText(text: string): Promise<void> {
    return this.#editor.replaceText(text);
  }

  typeAtLine(line: number, text: string, column?: number): Promise<void> {
    return this.#editor.typeAtLine(line, text, column);
  }

  goTo(line: number, column: number): Promise<void> {
    return this.#editor.goTo(line, column);
  }

  focusEditor(): Promise<void> {
    return this.#editor.focus();
  }

  cursorPosition(): Promise<CursorPosition> {
    return this.#editor.cursorPosition();
  }

  hoverAt(line: number, column: number, expected?: string): Promise<string> {
    return this.#editor.hoverAt(line, column, expected);
  }

  inlayHints(): Promise<InlayHint[]> {
    return this.#editor.inlayHints();
  }

  /** What decorations write behind the lines of the active editor. */
  lineEnds(): Promise<LineEnd[]> {
    return this.#editor.lineEnds();
  }

  squiggles(): Promise<Squiggle[]> {
    return this.#editor.squiggles();
  }

  codeLenses(): Promise<string[]> {
    return this.#editor.codeLenses();
  }

  clickLens(title: string): Promise<void> {
    return this.#editor.clickLens(title);
  }

  applyQuickFix(title: string, whileOpen?: () => Promise<unknown>): Promise<void> {
    return this.#editor.applyQuickFix(title, whileOpen);
  }

  completionsAfterTyping(text: string): Promise<Completion[]> {
    return this.#editor.completionsAfterTyping(text);
  }

  acceptCompletion(label: string): Promise<void> {
    return this.#editor.acceptCompletion(label);
  }

  /** Saves the active editor's file. */
  async save(): Promise<void> {
    await this.#editor.focus();
    await this.page.keyboard.press('Control+s');
    await this.page.locator('.editor-group-container.active .tab.active:not(.dirty)').first().waitFor();
  }

  /** The rows of the Problems panel, which is opened for it where it is not in view. */
  async problems(): Promise<ShownProblem[]> {
    if (!(await problemsPanel(this.page).isVisible())) {
      await this.runCommand('Problems: Focus on Problems View');
      await problemsPanel(this.page).waitFor();
    }
    return readProblems(this.page);
  }

  /** The text of the status-bar item with this id, or else of the first one that contains this text. */
  async statusBarText(idOrSubstring: string): Promise<string | undefined> {
    const items = this.page.locator('.part.statusbar .statusbar-item');
    const texts = await items.evaluateAll((elements) =>
      elements.map((element) => ({ id: element.id, text: (element.textContent ?? '').trim() })),
    );
    const found =
      texts.find(({ id }) => id === idOrSubstring || id.endsWith(`.${idOrSubstring}`)) ??
      texts.find(({ text }) => text.includes(idOrSubstring));
    return found?.text.replaceAll('\u00a0', ' ');
  }

  /** The notifications in view; information goes out of view after some seconds. */
  notifications(): Promise<ShownNotification[]> {
    return readNotifications(this.page);
  }

  answerNotification(message: string, button: string): Promise<void> {
    return answerNotification(this.page, message, button);
  }

  /** The page of a webview, which is waited for. */
  async webviewFrame(matcher: WebviewMatcher): Promise<Frame> {
    const find = () => findWebviewFrame(this.page, matcher);
    const frame = await waitUntil(`a webview shows ${String(matcher)}`, find);
    if (frame === undefined) throw new Error('A webview was found and lost.');
    return frame;
  }

  /** Changes settings of this workspace while it is open. */
  async changeSettings(changes: Settings): Promise<void> {
    await changeWorkspaceSettings(this.workspace, changes);
  }

  /** Changes the colour theme through the settings and waits until the window wears it. */
  async setTheme(theme: ColorTheme): Promise<void> {
    await this.changeSettings(themeSettings(theme));
    await this.page.locator(themedWorkbench(theme)).waitFor({ timeout: patienceMs });
  }

  /** Writes a picture of the window to `test/vscode/artefacts/` and returns its path. */
  async screenshot(name: string): Promise<string> {
    await mkdir(artefactsDir, { recursive: true });
    const path = join(artefactsDir, `${name}.png`);
    // Colours glide from theme to theme, and a picture in between would show neither.
    await this.page.screenshot({ path, caret: 'hide', animations: 'disabled' });
    return path;
  }

  /** The same in each kind of theme, `NAME-light`, `NAME-highContrast` and `NAME-dark`, which stays. */
  async screenshotInThemes(name: string): Promise<void> {
    for (const theme of ['light', 'highContrast', 'dark'] as const) {
      await this.setTheme(theme);
      await this.screenshot(`${name}-${theme}`);
    }
  }

  /** Answers a dialog that asks where to save something. */
  saveAs(file: string): Promise<void> {
    return this.#answerDialog(file, { proposal: /\.\w+$/, button: 'OK' });
  }

  /** Answers a dialog that asks for a file, which this button takes. */
  openInDialog(file: string, button: string): Promise<void> {
    return this.#answerDialog(file, { proposal: /\/$/, button });
  }

  async #answerDialog(
    file: string,
    { proposal, button }: { readonly proposal: RegExp; readonly button: string },
  ): Promise<void> {
    const dialog = this.page.locator('.quick-input-widget');
    const input = dialog.locator('.quick-input-box input');
    const ok = dialog.locator('.monaco-button', { hasText: button });
    // Before it is there, the field holds what the last dialog was told.
    await dialog.waitFor();
    await waitUntil('the dialog proposes a place', async () => proposal.test(await input.inputValue()));
    // It writes its proposal a second time once it has read the folder, and takes no answer before.
    let kept = 0;
    await waitUntil('the dialog takes the name', async () => {
      if (await dialog.isHidden()) return true;
      kept = (await input.inputValue()) === file ? kept + 1 : 0;
      if (kept === 0) await input.fill(file);
      else if (kept > 3) await ok.click({ timeout: 500 }).catch(() => undefined);
      return false;
    });
  }

  readWorkspaceFile(name: string): Promise<string> {
    return readFile(join(this.workspace, name), 'utf8');
  }

  /** Resolves when VS Code has written these down of the workspace, so that a reload leaves them. */
  async isWritten(...words: readonly string[]): Promise<void> {
    await waitUntil(`${words.join(' and ')} are written down`, async () => {
      const written = await writtenMemory(this.page);
      return words.every((word) => written.includes(word));
    });
  }

  /** Loads the window anew, as "Developer: Reload Window" does, and waits until it can be used. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.#session.waitUntilReady();
  }

  /** Closes the window, as one leaves the editor for the day: nothing of it is left but what goes on without it. */
  async leave(): Promise<void> {
    await this.page.goto('about:blank');
    const hosts = () =>
      this.#session.processes().filter(({ commandLine }) => /extensionHost/.test(commandLine));
    await waitUntil('the extension host has ended', () => hosts().length === 0);
  }

  /** Opens the window again, and waits until it can be used. */
  async comeBack(): Promise<void> {
    await this.page.goto(this.#session.url);
    await this.#session.waitUntilReady();
  }

  /** The running engines that this window's extensions have started. */
  engineProcesses(): SessionProcess[] {
    return this.#session
      .processes()
      .filter(({ commandLine }) => /dist\/engine\.js|^netwright engine/.test(commandLine));
  }

  /** What the server, the extension host and the browser have logged. */
  log(): Promise<string> {
    return this.#session.log();
  }

  close(): Promise<void> {
    return this.#session.close();
  }
}
