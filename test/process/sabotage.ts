// An engine whose file system fails it: it is killed at a chosen moment of its writing, or every write fails from there on.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineOptions } from '../../engine/client/engineClient.ts';
import { temporaryFolder } from '../engine/training/temporaryFolder.ts';

export type Sabotage =
  /** At the operation of this number, counted from 1, killed before it, or after half of what it writes. */
  | { readonly kind: 'kill'; readonly at: number; readonly half: boolean }
  /** Every operation from this number on fails with this code: `ENOSPC`, `EROFS`. */
  | { readonly kind: 'fail'; readonly at: number; readonly code: string };

/** Counts what changes files below `folder`: opening to write, writing, syncing, renaming, removing, cutting. */
export function sabotaged(folder: string, sabotage: Sabotage): Pick<EngineOptions, 'execArgv'> {
  const hook = join(temporaryFolder(), 'sabotage.cjs');
  writeFileSync(
    hook,
    `const { writeSync } = require('node:fs');
    const files = require('node:fs/promises');
    const { isMainThread } = require('node:worker_threads');
    const sabotage = ${JSON.stringify(sabotage)};
    let count = 0;
    function step(writeHalf) {
      count += 1;
      if (sabotage.kind === 'fail' && count >= sabotage.at) {
        throw Object.assign(new Error(sabotage.code + ': the disk'), { code: sabotage.code, syscall: 'write' });
      }
      if (sabotage.kind === 'kill' && count === sabotage.at) {
        if (sabotage.half) writeHalf();
        process.kill(process.pid, 'SIGKILL');
      }
    }
    const ours = (path) => String(path).startsWith(${JSON.stringify(folder)});
    function wrap(name, halfOf = () => undefined) {
      const original = files[name];
      files[name] = async (path, ...rest) => {
        if (ours(path)) step(() => halfOf(path, ...rest));
        return original(path, ...rest);
      };
    }
    const half = (content) => Buffer.from(content).subarray(0, content.length >> 1);
    if (isMainThread) {
      for (const name of ['rename', 'rm', 'mkdir', 'link']) wrap(name);
      wrap('appendFile', (path, content) => require('node:fs').appendFileSync(path, half(content)));
      wrap('writeFile', (path, content) => require('node:fs').writeFileSync(path, half(content)));
      const { open } = files;
      files.open = async (path, flags, ...rest) => {
        const written = ours(path) && flags !== undefined && flags !== 'r';
        if (written) step(() => undefined);
        const handle = await open(path, flags, ...rest);
        if (!written) return handle;
        for (const name of ['write', 'sync', 'truncate']) {
          const original = handle[name].bind(handle);
          handle[name] = async (...given) => {
            step(() => {
              if (name === 'write') writeSync(handle.fd, half(given[0]));
            });
            return original(...given);
          };
        }
        return handle;
      };
    }`,
  );
  return { execArgv: ['--require', hook] };
}
