// Keeps a picture of the window and the log of every test that fails, before the next test changes both.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { artefactsDir } from './artefactsDir.ts';
import type { Workbench } from './workbench.ts';

/** To be called once in a `describe`; `workbench` is asked when a test has failed. */
export function recordFailures(workbench: () => Workbench | undefined): void {
  afterEach(async ({ task }) => {
    const opened = workbench();
    if (task.result?.state !== 'fail' || opened === undefined) return;
    const name = `failed-${task.name.replaceAll(/[^\w]+/g, '-').slice(0, 80)}`;
    await mkdir(artefactsDir, { recursive: true });
    await writeFile(join(artefactsDir, `${name}.log`), await opened.log());
    const picture = await opened.screenshot(name);
    console.log(`The window when "${task.name}" failed: ${picture} (the log is beside it)`);
  });
}
