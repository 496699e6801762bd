// One call of `netwright train` whose events are read as they come.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TrainingEvent } from '../../engine/protocol/messages.ts';

/** How long a run may take to end once it was told to. */
const graceMs = 3000;

/** Characters that are kept of what a run says on its error stream. */
const keptText = 2000;

export interface TrainingProcess {
  /** Lets the step under way end. */
  stop(): void;
  /** Once the run's last event was read; what it said on its error stream. */
  readonly ended: Promise<string>;
}

const running = new Set<ChildProcess>();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    for (const child of running) child.kill('SIGKILL');
    process.exit(130);
  });
}

/** `root` holds `dist`; paths in `words` start there. */
export function trainingProcess(
  root: string,
  words: readonly string[],
  onEvent: (event: TrainingEvent) => void,
): TrainingProcess {
  const folder = mkdtempSync(join(tmpdir(), 'netwright-study-'));
  const program = [join(root, 'dist/cli.js'), ...words, '--out', join(folder, 'run'), '--json'];
  const child = spawn(process.execPath, program, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString('utf8')).slice(-keptText);
  });
  const gone = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      said += error.message;
      resolve();
    });
    child.once('close', () => resolve());
  });
  const kill = () => child.kill('SIGKILL');
  const read = async () => {
    for await (const line of createInterface({ input: child.stdout })) {
      const event = JSON.parse(line) as TrainingEvent;
      if (event.event !== undefined) onEvent(event);
      // What would follow is a picture of the network, which nobody looks at.
      if (event.event === 'end') kill();
    }
    await gone;
    running.delete(child);
    // The engine may still be writing; what is left of it lies among the system's temporary files.
    void rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }).catch(() => undefined);
    return said.trim();
  };
  const stop = () => {
    child.kill('SIGINT');
    setTimeout(kill, graceMs).unref();
  };
  return { stop, ended: read() };
}
