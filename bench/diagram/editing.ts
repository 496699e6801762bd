// From a key or a click in VS Code to the changed diagram on the screen.

/// <reference lib="dom" />

import type { Frame } from 'playwright-core';
import type { Workbench } from '../../test/vscode/support/workbench.ts';
import { type Measured, repeat, summarizeRuns } from '../language/statistics.ts';
import { drawnAt, frameOf, framesPerSecond, type Question, textsWith, watch } from './diagramFrame.ts';
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
    const number = `${subject.classes}${digit}`;
    const before = await textsWith(frame, number);
    await watch(frame, { number, more: true, before });
    await workbench.page.keyboard.press(digit);
    const shown = await drawnAt(frame);
    const pressed = await workbench.page.evaluate(() => (window as unknown as { keyAt: number }).keyAt);
    await watch(frame, { number, more: false, before });
    await workbench.page.keyboard.press('Backspace');
    await drawnAt(frame);
    return shown - pressed;
  });
}

/** Every block that is folded at first is opened, once, and folded again; undefined where nothing is folded. */
export async function measureUnfolding(
  workbench: Workbench,
  subject: Subject,
  most: number,
): Promise<Measured | undefined> {
  const frame = await frameOf(workbench, subject.model);
  const ids = await frame.evaluate(() =>
    [...document.querySelectorAll('svg.drawing .node.folded')].map((node) => node.getAttribute('data-id')!),
  );
  if (ids.length === 0) return undefined;
  const doubleClick = (selector: string, id: string) =>
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
  const times: number[] = [];
  for (const id of ids.slice(0, most)) {
    await watch(frame, { header: id, there: true });
    const opened = await doubleClick('.folded', id);
    times.push((await drawnAt(frame)) - opened);
    await watch(frame, { header: id, there: false });
    await doubleClick('.header', id);
    await drawnAt(frame);
  }
  return summarizeRuns(times);
}

export interface Unfolded {
  /** In a page that has laid nothing of it out before. */
  readonly firstTime: Measured;
  /** Again, as after each edit. */
  readonly again: Measured;
  readonly nodes: number;
  readonly pan: Measured;
  readonly zoom: Measured;
}

/** Everything is opened at once in new pages; then the last level again and again; then the whole is moved about. */
export async function measureUnfolded(
  workbench: Workbench,
  subject: Subject,
  runs: number,
): Promise<Unfolded> {
  const first: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    await workbench.runCommand('View: Close All Editors');
    await workbench.openFile(subject.file);
    await workbench.runCommand('Netwright: Open Diagram');
    first.push(await openAll(await frameOf(workbench, subject.model), run < runs - 1));
  }
  const frame = await frameOf(workbench, subject.model);
  const nodes = await nodeCount(frame);
  const again: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    await press(frame, toolbarButton('Fold one level'), { nodesOtherThan: await nodeCount(frame) });
    again.push(
      await press(frame, toolbarButton('Open one level'), { moreNodesThan: await nodeCount(frame) }),
    );
  }
  const rates = async (gesture: 'pan' | 'zoom') => {
    const measured: number[] = [];
    for (let run = 0; run < runs; run += 1) measured.push(await framesPerSecond(frame, gesture, 2000));
    return summarizeRuns(measured);
  };
  const [pan, zoom] = [await rates('pan'), await rates('zoom')];
  return { firstTime: summarizeRuns(first), again: summarizeRuns(again), nodes, pan, zoom };
}

/** How a model was folded is remembered with its file: with `foldAfter` the next page begins as this one did. */
async function openAll(frame: Frame, foldAfter: boolean): Promise<number> {
  const time = await press(frame, menuItem('Open all'), { moreNodesThan: await nodeCount(frame) });
  if (foldAfter) await press(frame, menuItem('Fold all'), { nodesOtherThan: await nodeCount(frame) });
  return time;
}

const toolbarButton = (name: string) => `tk-button[aria-label="${name}"]`;
const menuItem = (label: string) => `.menu-item:has-text("${label}")`;

async function nodeCount(frame: Frame): Promise<number> {
  return Number(await frame.locator('svg.drawing').getAttribute('data-nodes'));
}

/** Milliseconds from the click until what is asked for is on the screen. */
async function press(frame: Frame, selector: string, reach: Question): Promise<number> {
  await frame.waitForFunction(() => document.getAnimations().length === 0);
  await watch(frame, reach);
  const pressed = await frame.locator(selector).evaluate((element) => {
    const now = performance.timeOrigin + performance.now();
    (element as HTMLElement).click();
    return now;
  });
  return (await drawnAt(frame)) - pressed;
}
