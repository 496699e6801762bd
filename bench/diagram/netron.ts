// Netron on the same files, in the same browser: from the request of its page to the drawn graph.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { ensureChromium } from '../../scripts/realVsCode/install.mjs';
import { type Measured, summarizeRuns } from '../language/statistics.ts';
import type { OnnxSubject } from './subjects.ts';

const PATIENCE_MS = 60_000;
const PORT = 28_431;

/** Undefined where nothing was drawn in a minute. */
export async function measureNetron(
  python: string,
  folder: string,
  subject: OnnxSubject,
  runs: number,
): Promise<Measured | undefined> {
  const file = join(folder, subject.file);
  await writeFile(file, subject.bytes);
  const script = `import netron, time\nnetron.start(${JSON.stringify(file)}, address=('127.0.0.1', ${PORT}), browse=False)\nprint('ready', flush=True)\ntime.sleep(3600)`;
  const server = spawn(python, ['-c', script], { stdio: ['ignore', 'pipe', 'ignore'] });
  const browser = await chromium.launch({
    executablePath: await ensureChromium(),
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    await once(server.stdout, 'data');
    const times: number[] = [];
    for (let run = 0; run < runs; run += 1) {
      const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
      const start = Date.now();
      await page.goto(`http://127.0.0.1:${PORT}/`);
      const drawn = await waitForGraph(page);
      if (!drawn) return undefined;
      times.push(Date.now() - start);
      await page.close();
    }
    return summarizeRuns(times);
  } finally {
    await browser.close();
    server.kill();
  }
}

/**
 * Its page first asks for consent, which is given as soon as it asks. Only locators can look into it: the page forbids
 * `eval`, by which anything else is asked.
 */
async function waitForGraph(page: import('playwright-core').Page): Promise<boolean> {
  const until = Date.now() + PATIENCE_MS;
  const consent = page.locator('.notification #message-button, .alert #message-button');
  const drawn = page.locator('body.default .node');
  while (Date.now() < until) {
    if ((await drawn.count()) > 0) return true;
    if ((await consent.count()) > 0) await consent.click({ timeout: 1000 }).catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}
