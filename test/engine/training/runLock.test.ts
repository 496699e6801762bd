// The lock on a run's folder: one holder at a time, and none that is gone.

import { spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lockRun } from '../../../engine/training/runLock.ts';
import { temporaryFolder } from './temporaryFolder.ts';

function write(folder: string, holder: object): void {
  writeFileSync(join(folder, 'lock-7.json'), JSON.stringify({ began: '', host: hostname(), ...holder }));
}

describe('the lock on a run', () => {
  it('is given to one of many who ask at the same moment, and to the next once it is released', async () => {
    const folder = temporaryFolder();
    for (let round = 0; round < 5; round++) {
      const asked = await Promise.allSettled(Array.from({ length: 8 }, () => lockRun(folder)));
      const given = asked.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
      expect(given).toHaveLength(1);
      const refused = asked.find((answer) => answer.status === 'rejected');
      expect(String(refused!.reason)).toMatch(`is under way in process ${process.pid}: stop it first`);
      await given[0]!.release();
    }
    expect(readdirSync(folder)).toEqual(['lock-5.json']);
  });

  it('counts for nothing once its process is gone, or its number belongs to another process', async () => {
    const folder = temporaryFolder();
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    write(folder, { pid });
    await (await lockRun(folder)).release();
    expect(readdirSync(folder)).toEqual(['lock-8.json']);
    const other = temporaryFolder();
    write(other, { pid: process.pid, began: 'long ago' });
    await (await lockRun(other)).release();
    expect(readdirSync(other)).toEqual(['lock-8.json']);
  });

  it('holds for a process on another machine, whose file the message names', async () => {
    const folder = temporaryFolder();
    write(folder, { pid: 3, host: 'elsewhere' });
    await expect(lockRun(folder)).rejects.toThrow(
      `process 3 on elsewhere: stop it first. If that process is gone, delete ${join(folder, 'lock-7.json')}.`,
    );
  });
});
