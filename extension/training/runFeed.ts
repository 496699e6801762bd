// Feeds a run to its page: what is new, at most ten times a second, in parts that never hold up the extension host.

import type { ToDashboard } from '../../webview/protocol/dashboard.ts';
import type { RunRecord } from './runRecord.ts';

/** A part of so many rows is copied and handed over in a few milliseconds. */
const rowsInPart = 16_384;
const intervalMs = 100;
/** One of a deep network has some ten thousand numbers. */
const looksInPart = 10;

const nothingSent = { steps: 0, epochs: 0, notes: 0, warnings: 0, looks: 0 };

export class RunFeed {
  private run: RunRecord | undefined;
  private sent = nothingSent;
  private timer: NodeJS.Timeout | undefined;
  private pumping = false;

  constructor(private readonly post: (message: ToDashboard) => void) {}

  /** Shows this run from its beginning, or none. */
  start(run: RunRecord | undefined): void {
    this.run = run;
    this.sent = nothingSent;
    if (!run) this.post({ kind: 'empty' });
    else {
      this.post({ kind: 'run', state: run.state });
      void this.pump();
    }
  }

  /** Something changed: it is told soon. */
  changed(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.pump();
    }, intervalMs);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.run = undefined;
  }

  /** Tells everything that is not told yet, part by part; other work has its turn in between. */
  private async pump(): Promise<void> {
    if (this.pumping) return;
    this.pumping = true;
    do {
      this.sendPart();
      await new Promise((resolve) => setImmediate(resolve));
    } while (this.behind);
    this.pumping = false;
  }

  private get behind(): boolean {
    const { run, sent } = this;
    return run !== undefined && (sent.steps < run.steps.length || sent.looks < run.looks.total);
  }

  private sendPart(): void {
    const { run, sent } = this;
    if (!run) return;
    const upTo = Math.min(run.steps.length, sent.steps + rowsInPart);
    const steps = upTo > sent.steps ? { steps: run.steps.slice(sent.steps, upTo) } : {};
    const epochs = run.epochs.slice(sent.epochs);
    const notes = run.notes.slice(sent.notes);
    const warnings = run.warnings.slice(sent.warnings);
    const unsent = run.looks.since(sent.looks);
    const looks = unsent.slice(0, looksInPart);
    this.sent = {
      steps: upTo,
      epochs: run.epochs.length,
      notes: run.notes.length,
      warnings: run.warnings.length,
      looks: run.looks.total - (unsent.length - looks.length),
    };
    this.post({
      kind: 'update',
      state: run.state,
      ...steps,
      ...(epochs.length > 0 && { epochs }),
      ...(notes.length > 0 && { notes }),
      ...(warnings.length > 0 && { warnings }),
      ...(looks.length > 0 && { looks }),
    });
  }
}
