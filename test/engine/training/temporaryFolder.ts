// A folder of its own for each test, removed afterwards.

import { mkdtempSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { onTestFinished } from 'vitest';

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'netwright-'));
  onTestFinished(() => remove(folder));
  return folder;
}

/**
 * A process that was just killed may write one more file behind what is removed: Node then tries to remove the folder alone
 * again and again, so that the whole must be repeated.
 */
async function remove(folder: string): Promise<void> {
  for (let attempt = 1; attempt < 20; attempt++) {
    try {
      return await rm(folder, { recursive: true, force: true });
    } catch {
      await setTimeout(100);
    }
  }
  rmSync(folder, { recursive: true, force: true });
}
