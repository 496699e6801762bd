// The diagram's page in VS Code, with clocks in it: when something is drawn, and how many frames a second.

/// <reference lib="dom" />

import type { Frame, Page } from 'playwright-core';
import type { Workbench } from '../../test/vscode/support/workbench.ts';

declare global {
  interface Window {
    /** When the drawing first answered a question with yes, in milliseconds since 1970. */
    drawnAt?: Promise<number>;
  }
}

/** The visible page that draws this model. */
export function frameOf(workbench: Workbench, model: string): Promise<Frame> {
  return workbench.webviewFrame(
    async (frame) => (await frame.locator(`svg.drawing[aria-label="Diagram of ${model}"]`).count()) > 0,
  );
}

export type Question =
  /** More texts of the drawing have this number in them than did before, or as many again as then. */
  | { readonly number: string; readonly more: boolean; readonly before: number }
  /** A frame's header is drawn, or is not. */
  | { readonly header: string; readonly there: boolean }
  /** The diagram has more nodes than this, of which those in sight are drawn. */
  | { readonly moreNodesThan: number }
  | { readonly nodesOtherThan: number };

/** Starts to wait until a change of the drawing makes the answer yes, and the next frame shows it. */
export async function watch(frame: Frame, question: Question): Promise<void> {
  await frame.evaluate((asked) => {
    const drawing = document.querySelector('svg.drawing')!;
    const holds = () => {
      if ('number' in asked) {
        const number = new RegExp(`(?<!\\d)${asked.number}(?!\\d)`);
        const texts = [...drawing.querySelectorAll('text')];
        const count = texts.filter((text) => number.test(text.textContent ?? '')).length;
        return asked.more ? count > asked.before : count === asked.before;
      }
      if ('header' in asked)
        return (
          [...drawing.querySelectorAll('.header')].some(
            (header) => header.getAttribute('data-id') === asked.header,
          ) === asked.there
        );
      const nodes = Number(drawing.getAttribute('data-nodes'));
      return 'moreNodesThan' in asked ? nodes > asked.moreNodesThan : nodes !== asked.nodesOtherThan;
    };
    window.drawnAt = new Promise((resolve) => {
      const observer = new MutationObserver(() => {
        if (!holds()) return;
        observer.disconnect();
        // The frame after the next one begins when this one is on the screen.
        requestAnimationFrame(() => {
          setTimeout(() => resolve(performance.timeOrigin + performance.now()));
        });
      });
      observer.observe(drawing, {
        subtree: true,
        childList: true,
        characterData: true,
        attributeFilter: ['data-nodes'],
      });
    });
  }, question);
}

/** Texts of the drawing with this number in them. */
export function textsWith(frame: Frame, number: string): Promise<number> {
  return frame.evaluate((wanted) => {
    const pattern = new RegExp(`(?<!\\d)${wanted}(?!\\d)`);
    const texts = [...document.querySelectorAll('svg.drawing text')];
    return texts.filter((text) => pattern.test(text.textContent ?? '')).length;
  }, number);
}

export async function drawnAt(frame: Frame): Promise<number> {
  return frame.evaluate(() => window.drawnAt!);
}

/** Frames a second while each frame moves the drawing by a step, for so long. */
export async function framesPerSecond(frame: Frame, gesture: 'pan' | 'zoom', forMs: number): Promise<number> {
  return frame.evaluate(
    ({ gesture, forMs }) =>
      new Promise<number>((resolve) => {
        const drawing = document.querySelector('svg.drawing')!;
        const place = { clientX: drawing.clientWidth / 2, clientY: drawing.clientHeight / 2 + 40 };
        const start = performance.now();
        let frames = 0;
        const step = () => {
          const elapsed = performance.now() - start;
          if (elapsed >= forMs) return resolve((frames * 1000) / elapsed);
          frames += 1;
          const back = Math.floor(elapsed / 500) % 2 === 0 ? 1 : -1;
          const turn = gesture === 'pan' ? { deltaY: 40 * back } : { deltaY: 12 * back, ctrlKey: true };
          drawing.dispatchEvent(
            new WheelEvent('wheel', { ...place, ...turn, bubbles: true, cancelable: true }),
          );
          requestAnimationFrame(step);
        };
        requestAnimationFrame(step);
      }),
    { gesture, forMs },
  );
}

/** The longest task that held a page up since a time of `performance.now()`; 0 where none took over 50 ms. */
export function longestTaskSince(page: Page | Frame, time: number): Promise<number> {
  return page.evaluate(
    (since) =>
      new Promise<number>((resolve) => {
        let longest = 0;
        const observer = new PerformanceObserver((list) => {
          for (const { startTime, duration } of list.getEntries())
            if (startTime >= since) longest = Math.max(longest, duration);
        });
        observer.observe({ type: 'longtask', buffered: true });
        // What is buffered comes in a task of its own, which stands before this one.
        setTimeout(() => {
          observer.disconnect();
          resolve(longest);
        }, 100);
      }),
    time,
  );
}
