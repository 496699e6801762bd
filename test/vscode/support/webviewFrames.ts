// Finds the page of a webview, which VS Code shows in a frame within a frame.
import type { Frame, Page } from 'playwright-core';

/** A selector that matches something in the page, a pattern of its text, or a question about it. */
export type WebviewMatcher = string | RegExp | ((frame: Frame) => Promise<boolean>);

/** The first visible webview page that matches, or else a hidden one, or undefined. */
export async function findWebviewFrame(page: Page, matcher: WebviewMatcher): Promise<Frame | undefined> {
  let hidden: Frame | undefined;
  for (const frame of page.frames()) {
    if (!isWebviewPage(frame) || !(await matches(frame, matcher))) continue;
    if (await isVisible(frame)) return frame;
    hidden ??= frame;
  }
  return hidden;
}

function isWebviewPage(frame: Frame): boolean {
  const depth = frame.parentFrame()?.parentFrame();
  return depth !== null && depth !== undefined && frame.childFrames().length === 0;
}

async function matches(frame: Frame, matcher: WebviewMatcher): Promise<boolean> {
  try {
    if (typeof matcher === 'function') return await matcher(frame);
    if (typeof matcher === 'string') return (await frame.locator(matcher).count()) > 0;
    return matcher.test(await frame.evaluate(() => document.body?.innerText ?? ''));
  } catch {
    // A page that is being replaced goes away while it is asked; its successor will be asked next time.
    return false;
  }
}

async function isVisible(frame: Frame): Promise<boolean> {
  try {
    const outer = frame.parentFrame();
    return outer !== null && (await (await outer.frameElement()).isVisible());
  } catch {
    return false;
  }
}
