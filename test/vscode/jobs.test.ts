// Several trainings in the real VS Code: a queue, windows that close while a network trains, engines that are killed, folders that go.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TrainingEvent } from '../../engine/protocol/messages.ts';
import { readSafetensors } from '../../engine/training/safetensors.ts';
import { launchVsCode } from './support/launchVsCode.ts';
import { recordFailures } from './support/recordFailures.ts';
import { becomesTrue, waitUntil } from './support/waitUntil.ts';
import { findWebviewFrame } from './support/webviewFrames.ts';
import type { Workbench } from './support/workbench.ts';

const modelText = (name: string, epochs: number) => `model ${name} {
  input 1x28x28
  maxpool(2)
  conv(4, 3x3)
  relu
  flatten
  dense(10)
}

train ${name} {
  data digits(640)
  optimizer sgd(lr: 0.02, momentum: 0.9)
  batch 32
  epochs ${epochs}
}
`;

/** The start of an engine and a few epochs, on a machine that has other work. */
const trainingMs = 60_000;
/** Of a test that closes the window and opens it again, each of which starts VS Code anew. */
const windowsMs = 240_000;

describe('Several trainings in the editor', () => {
  let workbench: Workbench;

  beforeAll(async () => {
    workbench = await launchVsCode({
      workspaceFiles: {
        'first.cnn': modelText('First', 100_000),
        'second.cnn': modelText('Second', 3),
        'third.cnn': modelText('Third', 3),
      },
      settings: { 'netwright.training.device': 'cpu' },
      colorTheme: 'dark',
    });
  });

  afterAll(async () => {
    await workbench?.close();
  });

  recordFailures(() => workbench);

  const plain = (shown: string) => shown.replaceAll('\u00a0', ' ').replaceAll(/\s+/g, ' ').trim();
  const rowsOf = () => workbench.page.locator('.part.sidebar .monaco-list-row');
  const rows = async () => (await rowsOf().allTextContents()).map(plain);
  const dashboard = () => workbench.webviewFrame('#dashboard .run');
  /** Undefined where no page shows a run. */
  const badge = async () => {
    const frame = await findWebviewFrame(workbench.page, '#dashboard .run');
    const shown = frame?.locator('.run .badge').textContent({ timeout: 1000 });
    return shown?.catch(() => undefined);
  };
  const jobs = async () => plain((await (await dashboard()).locator('nav.jobs').allTextContents()).join(' '));

  /** Presses the button of a row that shows while the mouse is over it; again where the row was drawn anew under the mouse. */
  async function press(row: string, button: string, isDone: () => Promise<boolean>): Promise<void> {
    const shown = rowsOf().filter({ hasText: row });
    for (let attempt = 1; attempt <= 4 && !(await isDone()); attempt++) {
      await shown.hover();
      await shown
        .locator(`.action-label[aria-label^="${button}"]`)
        .click({ timeout: 3000 })
        .catch(() => undefined);
      if (await becomesTrue(isDone, 4000)) return;
    }
    expect(await isDone(), `${button} of ${row} does something`).toBe(true);
  }

  const startsWith = async (...texts: readonly string[]) => {
    const shown = await rows();
    return texts.every((text, place) => shown[place]?.startsWith(text));
  };
  const isBadge =
    (...texts: readonly string[]) =>
    async () =>
      texts.includes((await badge()) ?? '');

  async function askToTrain(file: string): Promise<void> {
    await workbench.focusGroup(1);
    await workbench.openFile(file);
    await workbench.runCommand('Netwright: Train');
  }

  async function queue(file: string, question: string): Promise<void> {
    await askToTrain(file);
    await waitUntil('it is asked whether to wait', () => asked(question));
    await workbench.answerNotification(question, 'Queue');
  }

  const runFolder = (name: string) => {
    const runs = join(workbench.workspace, 'runs');
    const newest = readdirSync(runs)
      .filter((folder) => folder.startsWith(name))
      .sort()
      .at(-1);
    return join(runs, newest ?? '');
  };
  const events = (name: string): TrainingEvent[] => {
    const lines = readFileSync(join(runFolder(name), 'metrics.jsonl'), 'utf8')
      .split('\n')
      .slice(0, -1);
    return lines.map((line) => JSON.parse(line) as TrainingEvent);
  };
  const lastStep = () => events('First').findLast((event) => event.event === 'step')?.step ?? 0;
  /** Where the leftmost of the loss chart's lines begins, in its own measure. */
  const drawnFrom = async (): Promise<number> => {
    const lines = (await dashboard()).locator('#loss g[fill="none"] path');
    const ways = await lines.evaluateAll((paths) => paths.map((path) => path.getAttribute('d') ?? ''));
    return Math.min(...ways.map((way) => Number(/^M\s*([\d.]+)/.exec(way)?.[1] ?? Number.NaN)));
  };
  /** Where its grid begins. */
  const plotLeft = async (): Promise<number> => {
    const grid = (await dashboard()).locator('#loss svg path[d*="H"]').first();
    return Number(/^M([\d.]+)/.exec((await grid.getAttribute('d')) ?? '')?.[1]);
  };
  const asked = async (question: string): Promise<boolean> =>
    (await workbench.notifications()).some(({ message }) => message.includes(question));
  /** The window opens with the files again. */
  const comeBack = async () => {
    await workbench.comeBack();
    await workbench.runCommand('Netwright: Focus on Runs View');
  };

  async function screenshots(name: string): Promise<void> {
    for (const theme of ['light', 'highContrast', 'dark'] as const) {
      await workbench.setTheme(theme);
      await workbench.screenshot(`${name}-${theme}`);
    }
  }

  test('lets a second and a third training wait for the first', async () => {
    await askToTrain('first.cnn');
    await expect.poll(badge, { timeout: trainingMs }).toBe('Training');
    await workbench.runCommand('Netwright: Focus on Runs View');
    await queue('second.cnn', 'First is being trained on cpu. Train Second after it?');
    await queue('third.cnn', 'First is being trained on cpu. Train Third after it?');
    await expect
      .poll(rows)
      .toEqual([
        'Thirdin place 2 on cpu',
        'Secondnext on cpu',
        expect.stringMatching(/^First-[\d-]+ ?running · /),
      ]);
    await expect.poll(jobs).toBe('Next on cpu: Second, 1 more');
    await screenshots('jobs-queue');
  });

  test('moves a training that waits forward, and takes one out', async () => {
    await press('Third', 'Move Forward in the Queue', () => startsWith('Second', 'Third'));
    expect((await rows()).slice(0, 2)).toEqual(['Secondin place 2 on cpu', 'Thirdnext on cpu']);
    await expect.poll(jobs).toBe('Next on cpu: Third, 1 more');
    await press('Third', 'Remove from the Queue', () => startsWith('Second', 'First'));
    expect((await rows()).slice(0, -1)).toEqual(['Secondnext on cpu']);
    await expect.poll(jobs).toBe('Next on cpu: Second');
  });

  test('pauses and continues the run of a row, whose training time stands meanwhile', async () => {
    await press('First', 'Pause Training', isBadge('Pausing', 'Paused'));
    await expect.poll(badge, { timeout: trainingMs }).toBe('Paused');
    await expect.poll(async () => (await rows()).at(-1)).toMatch(/^First-[\d-]+ ?paused · /);
    const { timing } = JSON.parse(readFileSync(join(runFolder('First'), 'run.json'), 'utf8'));
    expect(timing).toEqual({ seconds: expect.any(Number), since: null });
    await press('First', 'Resume Training', isBadge('Training'));
    await expect.poll(badge).toBe('Training');
  });

  test('begins what waits by itself when the run before it has ended', async () => {
    await press('First', 'Stop Training', () => startsWith('Second-', 'First-'));
    await expect
      .poll(rows, { timeout: trainingMs })
      .toEqual([
        expect.stringMatching(/^Second-[\d-]+ ?\d+\.\d\d % · \d+ s · cpu$/),
        expect.stringMatching(/^First-[\d-]+ ?stopped · /),
      ]);
    await expect.poll(badge).toBe('Finished');
    expect(await (await dashboard()).locator('h1').textContent()).toBe('Second');
    expect(await workbench.statusBarText('netwright.training')).toMatch(/^Second\s+trained, best/);
    expect(await jobs()).toBe('');
  });

  test(
    'goes on while the window is closed, and is shown with its whole curve when it is opened again',
    async () => {
      await press('First', 'Resume Run', isBadge('Preparing', 'Training'));
      await expect.poll(badge, { timeout: trainingMs }).toBe('Training');
      const [engine] = workbench.engineProcesses();
      await workbench.leave();
      const left = lastStep();
      await waitUntil(
        'the run has gone on without a window',
        () => lastStep() > left + 200,
        Boolean,
        trainingMs,
      );
      expect(workbench.engineProcesses().map(({ pid }) => pid)).toEqual([engine?.pid]);
      await comeBack();
      await expect.poll(badge, { timeout: trainingMs }).toBe('Training');
      const frame = await dashboard();
      await frame.locator('#loss path').first().waitFor();
      // From the first step on, which stands at the left edge, …
      expect((await drawnFrom()) - (await plotLeft())).toBeLessThan(20);
      // … to the newest ones.
      await expect
        .poll(async () =>
          Number(/Epoch\s*(\d+) of/.exec((await frame.locator('.facts').textContent()) ?? '')?.[1]),
        )
        .toBeGreaterThan((left + 200) / 20 - 1);
      await screenshots('jobs-attached');
    },
    windowsMs,
  );

  test(
    'asks about a run whose engine was killed while no window was open, and leaves it when told so',
    async () => {
      await workbench.leave();
      for (const { pid } of workbench.engineProcesses()) process.kill(pid, 'SIGKILL');
      await comeBack();
      const question = 'was interrupted: its engine was killed, or the machine was switched off.';
      await waitUntil('it is asked', () => asked(question), Boolean, trainingMs);
      const [shown] = (await workbench.notifications()).filter(({ message }) => message.includes(question));
      expect(shown?.message).toMatch(
        /^The run First-[\d-]+ was .* \d+ of 100000 epochs are done and kept\.$/,
      );
      expect(shown?.buttons).toEqual(['Resume', 'Show Runs']);
      // A question goes out of view after a while: it is answered before anything else is looked at.
      await workbench.screenshot('jobs-interrupted-question');
      await workbench.answerNotification(question, 'Show Runs');
      await expect.poll(badge, { timeout: trainingMs }).toBe('Engine ended');
      await screenshots('jobs-interrupted');
      await expect.poll(async () => (await rows()).at(-1)).toMatch(/^First-[\d-]+ ?interrupted · /);
      expect(workbench.engineProcesses()).toEqual([]);
      await workbench.reload();
      await workbench.runCommand('Netwright: Focus on Runs View');
      await expect.poll(async () => (await rows()).at(-1)).toMatch(/^First-[\d-]+ ?interrupted · /);
      expect((await workbench.notifications()).filter(({ message }) => message.includes(question))).toEqual(
        [],
      );
    },
    windowsMs,
  );

  test(
    'goes on from the checkpoint of such a run when that is the answer',
    async () => {
      await press('First', 'Resume Run', isBadge('Preparing', 'Training'));
      await expect.poll(badge, { timeout: trainingMs }).toBe('Training');
      await workbench.leave();
      for (const { pid } of workbench.engineProcesses()) process.kill(pid, 'SIGKILL');
      const { metadata } = await readSafetensors(join(runFolder('First'), 'checkpoint.safetensors'));
      await comeBack();
      await waitUntil('it is asked', () => asked('was interrupted'), Boolean, trainingMs);
      await workbench.answerNotification('was interrupted', 'Resume');
      await expect.poll(badge, { timeout: trainingMs }).toBe('Training');
      expect((await drawnFrom()) - (await plotLeft())).toBeLessThan(20);
      const resumed = events('First').findLast((event) => event.event === 'start');
      // Not run.json's, which the engine may not have written since its last checkpoint.
      expect(resumed?.step).toBe(Number(metadata['step']));
    },
    windowsMs,
  );

  test('says in one sentence that the folder of the run was deleted, and trains the next network', async () => {
    const folder = runFolder('First');
    // The engine writes a file while others are deleted: then the folder is not empty, and is deleted again.
    const isDeleted = () => {
      try {
        rmSync(folder, { recursive: true, force: true });
      } catch {
        return false;
      }
      return !existsSync(folder);
    };
    await waitUntil('the folder is deleted', isDeleted);
    await expect.poll(badge, { timeout: trainingMs }).toBe('Failed');
    const sentence = `The run's folder ${folder} is gone: it was deleted or moved while the network was trained. Train it anew.`;
    expect(await (await dashboard()).locator('.trouble').textContent()).toBe(sentence);
    const told = (await workbench.notifications()).filter(({ severity }) => severity === 'error');
    expect(told.map(({ message }) => message)).toEqual([sentence]);
    await screenshots('jobs-folder-gone');
    await expect.poll(() => workbench.engineProcesses()).toEqual([]);
    await askToTrain('third.cnn');
    await expect.poll(badge, { timeout: trainingMs }).toBe('Finished');
    expect(await (await dashboard()).locator('h1').textContent()).toBe('Third');
  });
});
