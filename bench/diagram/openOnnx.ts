// From the key that opens an ONNX file in VS Code to its diagram, and what stands still meanwhile.

/// <reference lib="dom" />

import type { Workbench } from '../../test/vscode/support/workbench.ts';
import { type Measured, summarizeRuns } from '../language/statistics.ts';
import { longestTaskSince } from './diagramFrame.ts';
import type { OnnxSubject } from './subjects.ts';

export interface Opening {
  readonly time: Measured;
  /** The longest that VS Code's window, or the diagram's page, stood still; 0 for less than 50 ms. */
  readonly held: Measured;
}

/** The editor is closed after each run; the next one reads the file anew. The first run warms up. */
export async function measureOpening(
  workbench: Workbench,
  { file }: OnnxSubject,
  runs: number,
): Promise<Opening> {
  const { page } = workbench;
  const row = page.locator('.explorer-folders-view .monaco-list-row', { hasText: file });
  const [times, held]: [number[], number[]] = [[], []];
  for (let run = 0; run <= runs; run += 1) {
    await row.click({ button: 'left' });
    await workbench.runCommand('View: Close All Editors');
    await row.scrollIntoViewIfNeeded();
    const begun = await page.evaluate(() => performance.now());
    const start = Date.now();
    await row.dblclick();
    const frame = await workbench.webviewFrame((known) =>
      known.locator('svg.drawing .node').first().isVisible(),
    );
    const time = Date.now() - start;
    const longest = Math.max(await longestTaskSince(page, begun), await longestTaskSince(frame, 0));
    await workbench.runCommand('View: Close All Editors');
    if (run === 0) continue;
    times.push(time);
    held.push(longest);
  }
  return { time: summarizeRuns(times), held: summarizeRuns(held) };
}
