// From the key that opens an ONNX file in VS Code to its diagram.

import type { Workbench } from '../../test/vscode/support/workbench.ts';
import { type Measured, repeat } from '../language/statistics.ts';
import type { OnnxSubject } from './subjects.ts';

/** The editor is closed after each run; the next one reads the file anew. */
export function measureOpening(workbench: Workbench, { file }: OnnxSubject, runs: number): Promise<Measured> {
  const row = workbench.page.locator('.explorer-folders-view .monaco-list-row', { hasText: file });
  return repeat(1, runs, async () => {
    await row.click({ button: 'left' });
    await workbench.runCommand('View: Close All Editors');
    await row.scrollIntoViewIfNeeded();
    const start = Date.now();
    await row.dblclick();
    await workbench.webviewFrame((frame) => frame.locator('svg.drawing .node').first().isVisible());
    const time = Date.now() - start;
    await workbench.runCommand('View: Close All Editors');
    return time;
  });
}
