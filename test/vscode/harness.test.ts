// Proves the page object against an extension that shows one of everything.
import { rm, stat } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchVsCode } from './support/launchVsCode.ts';
import { packageProbeExtension } from './support/packageProbeExtension.ts';
import { recordFailures } from './support/recordFailures.ts';
import { waitUntil } from './support/waitUntil.ts';
import type { Workbench } from './support/workbench.ts';

const words = 'first line\nsecond wrong word\nodd thing\n\nlast';
const manyLines = Array.from({ length: 60 }, (_, index) => `wrong number ${index}`).join('\n');

describe('the page object', () => {
  let workbench: Workbench;
  let probeFolder: string;

  beforeAll(async () => {
    const { folder, vsix } = await packageProbeExtension();
    probeFolder = folder;
    const workspaceFiles = { 'words.probe': words, 'deep/many.probe': manyLines, 'empty.probe': '' };
    workbench = await launchVsCode({ vsix, workspaceFiles, colorTheme: 'dark' });
  });

  afterAll(async () => {
    await workbench?.close();
    await rm(probeFolder, { recursive: true, force: true });
  });

  recordFailures(() => workbench);

  test('opens a file and reads its text and the cursor', async () => {
    await workbench.openFile('words.probe');
    expect(await workbench.editorText()).toBe(words);
    await workbench.goTo(2, 8);
    expect(await workbench.cursorPosition()).toEqual({ line: 2, column: 8 });
    expect(await workbench.editorText()).toBe(words);
    await expect.poll(() => workbench.cursorPosition()).toEqual({ line: 2, column: 8 });
  });

  test('reads squiggles by the text below which they are', async () => {
    await expect
      .poll(() => workbench.squiggles())
      .toEqual([
        { severity: 'error', line: 2, startColumn: 8, endColumn: 13, text: 'wrong' },
        { severity: 'warning', line: 3, startColumn: 1, endColumn: 4, text: 'odd' },
      ]);
  });

  test('reads inlay hints apart from the text', async () => {
    await expect
      .poll(() => workbench.inlayHints())
      .toEqual([
        { line: 1, column: 11, text: '10 letters' },
        { line: 2, column: 8, text: 'see:' },
        { line: 2, column: 18, text: '17 letters' },
        { line: 3, column: 10, text: '9 letters' },
        { line: 5, column: 5, text: '4 letters' },
      ]);
  });

  test('reads the Problems panel', async () => {
    const common = { file: 'words.probe', source: 'probe' };
    await expect
      .poll(() => workbench.problems())
      .toEqual([
        {
          ...common,
          severity: 'error',
          message: 'The word wrong is not welcome.',
          code: 'probe-wrong',
          line: 2,
          column: 8,
        },
        {
          ...common,
          severity: 'warning',
          message: 'The word odd is not welcome.',
          code: 'probe-odd',
          line: 3,
          column: 1,
        },
      ]);
  });

  test('shows the hover of a place', async () => {
    expect(await workbench.hoverAt(2, 16, 'The word word')).toContain('The word word');
    expect(await workbench.hoverAt(2, 9, 'The word wrong\n')).toContain('is not welcome');
  });

  test('types, lists completions beyond those in view, and accepts one', async () => {
    await workbench.typeAtLine(4, 'proposal');
    const completions = await workbench.completionsAfterTyping('0');
    expect(completions[0]).toEqual({ label: 'proposal00', detail: 'detail 0' });
    await workbench.replaceText('');
    const all = await workbench.completionsAfterTyping('p');
    expect(all).toHaveLength(30);
    expect(all[29]).toEqual({ label: 'proposal29', detail: 'detail 29' });
    await workbench.acceptCompletion('proposal25');
    expect(await workbench.editorText()).toBe('proposal25');
  });

  test('replaces the whole text and saves it', async () => {
    const brackets = 'if (a) {\n    b();\n}\n\nend';
    await workbench.replaceText(brackets);
    await workbench.save();
    expect(await workbench.readWorkspaceFile('words.probe')).toBe(brackets);
  });

  test('reads an empty file and problems beyond those in view', async () => {
    await workbench.openFile('empty.probe');
    expect(await workbench.editorText()).toBe('');
    await workbench.openFile('deep/many.probe');
    await waitUntil(
      'all problems are listed',
      () => workbench.problems(),
      (problems) => problems.length === 60,
    );
    expect((await workbench.problems())[59]).toMatchObject({ file: 'many.probe', line: 60 });
    expect(await workbench.editorText()).toBe(manyLines);
  });

  test('runs the command with exactly the title, and reads its notification and status', async () => {
    expect(await workbench.statusBarText('probe.status')).toBe('probe idle');
    await workbench.runCommand('Probe: Greet');
    const greeting = { severity: 'info', message: 'Hello from the probe', buttons: ['Reply'] };
    await expect.poll(() => workbench.notifications()).toEqual([greeting]);
    await expect.poll(() => workbench.statusBarText('greeted')).toBe('probe greeted');
    await workbench.answerNotification('Hello', 'Reply');
    await expect.poll(() => workbench.notifications()).toEqual([]);
  });

  test('picks from a list that a command opens', async () => {
    await workbench.runCommand('Change Language Mode');
    await workbench.pickItem('YAML');
    await expect.poll(() => workbench.statusBarText('status.editor.mode')).toBe('YAML');
  });

  test('finds the page of a webview, in every theme', async () => {
    await workbench.openFile('words.probe');
    await workbench.runCommand('Probe: Open Page');
    const frame = await workbench.webviewFrame('#card');
    await frame.click('#ask');
    await expect.poll(() => frame.textContent('#answer')).toBe('got the question');
    expect(await workbench.webviewFrame(/Probe page/)).toBe(frame);
    for (const theme of ['dark', 'light', 'highContrast'] as const) {
      await workbench.setTheme(theme);
      expect((await stat(await workbench.screenshot(`harness-${theme}`))).size).toBeGreaterThan(10_000);
    }
    expect(await workbench.editorText()).toContain('if (a)');
  });

  test('finds the engine, and notices its end', async () => {
    const engines = workbench.engineProcesses();
    expect(engines).toHaveLength(1);
    for (const { pid } of engines) process.kill(pid, 'SIGKILL');
    await expect.poll(() => workbench.engineProcesses()).toEqual([]);
  });

  test('can be used again after a reload', async () => {
    await workbench.reload();
    await expect.poll(() => workbench.statusBarText('probe.status')).toBe('probe idle');
    await workbench.openFile('empty.probe');
    expect(await workbench.log()).toContain('Extension host agent started');
  });
});

test('the log is part of the error when VS Code cannot be launched', async () => {
  await expect(launchVsCode({ vsix: '/nowhere/missing.vsix' })).rejects.toThrow(/missing\.vsix/);
});
