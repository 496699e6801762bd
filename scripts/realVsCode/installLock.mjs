// Lets one process at a time install into the cache; the others wait and then find the work done.
import { mkdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const heartbeatMs = 2_000;
/** A lock this old belongs to a process that was killed: a living one touches it every few seconds. */
const staleAfterMs = 20_000;
const retryMs = 500;

/**
 * Runs `work` while holding the lock file.
 * @template T
 * @param {string} lockFile
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withInstallLock(lockFile, work) {
  await mkdir(dirname(lockFile), { recursive: true });
  await acquire(lockFile);
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimes(lockFile, now, now).catch(() => undefined);
  }, heartbeatMs);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    await rm(lockFile, { force: true });
  }
}

/** @param {string} lockFile */
async function acquire(lockFile) {
  for (let announced = false; ; announced = true) {
    try {
      await writeFile(lockFile, `${process.pid}\n`, { flag: 'wx' });
      return;
    } catch (error) {
      if (!isAlreadyThere(error)) throw error;
    }
    if (!announced) console.log('Another process is installing code-server; waiting for it.');
    // Two waiters may both remove a stale lock and both install. This is harmless: each installs into a
    // folder of its own and moves it into place in one step, so that the second merely does needless work.
    if (await isStale(lockFile)) await rm(lockFile, { force: true });
    else await sleep(retryMs);
  }
}

/** @param {string} lockFile */
async function isStale(lockFile) {
  try {
    return Date.now() - (await stat(lockFile)).mtimeMs > staleAfterMs;
  } catch {
    return false;
  }
}

/** @param {unknown} error */
function isAlreadyThere(error) {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}
