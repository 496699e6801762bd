// From a key or a click in VS Code to the changed diagram on the screen.

/// <reference lib="dom" />

import type { Workbench } from '../../test/vscode/support/workbench.ts';
import { type Measured, repeat, summarizeRuns } from '../language/statistics.ts';
import { drawnAt, frameOf, framesPerSecond, watch } from './diagramFrame.ts';
import type { Subject } from './subjects.ts';

/** A key that changes the number of classes, and so the last layers' texts, until they are drawn. */
export async function measureTyping(workbench: Workbench, subject: Subject, runs: number): Promise<Measured> {
  await workbench.openFile(subject.file);
  const frame = await frameOf(workbench, subject.model);
  await workbench.goTo(subject.place.line, subject.place.column);
  await workbench.page.evaluate(() => {
    document.addEventListener(
      'keydown',
      () => Object.assign(window, { keyAt: performance.timeOrigin + performance.now() }),
      true,
    );
  });
  return repeat(2, runs, async (run) => {
    // Each other key takes back the one before: every text is one that was not drawn just now.
    const digit = String((run % 8) + 1);
    await watch(frame, { text: `${subject.classes}${digit}` });
    await workbench.page.keyboard.press(digit);
    const shown = await drawnAt(frame);
    const pressed = await workbench.page.evaluate(() => (window as unknown as { keyAt: number }).keyAt);
    await workbench.page.keyboard.press('Backspace');
    await frame.waitForFunction(
      (gone) =>
        ![...document.querySelectorAll('svg.drawing text')].some((text) => text.textContent?.includes(gone)),
      `${subject.classes}${digit}`,
    );
    return shown - pressed;
  });
}

/** The first folded block is opened and folded again; undefined where nothing is folded. */
export async function measureUnfolding(
  workbench: Workbench,
  subject: Subject,
  runs: number,
): Promise<Measured | undefined> {
  const frame = await frameOf(workbench, subject.model);
  const id = await frame.evaluate(() =>
    document.querySelector('svg.drawing .node.folded')?.getAttribute('data-id'),
  );
  if (id === null || id === undefined) return undefined;
  const doubleClick = (selector: string) =>
    frame.evaluate(
      ([chosen, name]) => {
        const found = [...document.querySelectorAll(chosen!)].find(
          (element) => element.getAttribute('data-id') === name,
        );
        const now = performance.timeOrigin + performance.now();
        found?.dispatchEvent(new MouseEvent('dblclick', { bubbles: true }));
        return now;
      },
      [selector, id],
    );
  return repeat(1, runs, async () => {
    await watch(frame, { header: id, there: true });
    const opened = await doubleClick('.folded');
    const shown = await drawnAt(frame);
    await watch(frame, { header: id, there: false });
    await doubleClick('.header');
    await drawnAt(frame);
    return shown - opened;
  });
}

export interface Unfolded {
  readonly firstPaint: Measured;
  readonly nodes: number;
  readonly pan: Measured;
  readonly zoom: Measured;
}

/** Level after level is opened; the last one, which shows everything, is timed. Then the whole is moved about. */
export async function measureUnfolded(
  workbench: Workbench,
  subject: Subject,
  runs: number,
): Promise<Unfolded> {
  await workbench.openFile(subject.file);
  const frame = await frameOf(workbench, subject.model);
  const button = (name: string) => frame.locator(`tk-button[aria-label="${name}"]`);
  const disabled = async (name: string) => (await button(name).getAttribute('disabled')) !== null;
  const count = async () => Number(await frame.locator('svg.drawing').getAttribute('data-nodes'));
  const press = async (name: string): Promise<number> => {
    const before = await count();
    const reach = name === 'Open one level' ? { moreNodesThan: before } : { moreNodesThan: 0 };
    await watch(frame, reach);
    const pressed = await button(name).evaluate((element) => {
      const now = performance.timeOrigin + performance.now();
      (element as HTMLElement).click();
      return now;
    });
    const shown = await drawnAt(frame);
    await frame.waitForFunction(() => document.getAnimations().length === 0);
    return shown - pressed;
  };
  while (!(await disabled('Open one level'))) await press('Open one level');
  const nodes = await count();
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    await press('Fold one level');
    times.push(await press('Open one level'));
  }
  const rates = async (gesture: 'pan' | 'zoom') =>
    summarizeRuns([
      await framesPerSecond(frame, gesture, 2000),
      await framesPerSecond(frame, gesture, 2000),
      await framesPerSecond(frame, gesture, 2000),
    ]);
  return { firstPaint: summarizeRuns(times), nodes, pan: await rates('pan'), zoom: await rates('zoom') };
}
