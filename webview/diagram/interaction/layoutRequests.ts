// One layout at a time: a newer one ends the one before, and one that takes long says so.

import { type LaidOut, layOutDiagram } from '../layout/layOutDiagram.ts';
import { type LayoutEngine, LayoutFailure } from '../layout/layoutEngine.ts';
import type { Measure } from '../layout/measure.ts';
import type { View } from '../layout/view.ts';

/** What to say where there was no time for more. */
export const SIMPLE_LAYOUT = 'Laid out simply, because the full layout took too long. Fold some blocks.';

const DEADLINE_MS = 5000;
/** Shorter work shows nothing. */
const BUSY_AFTER_MS = 200;

export class LayoutRequests {
  private request: AbortController | undefined;
  private slow = false;

  /** `onChange` is called when a layout begins or ceases to be slow. */
  constructor(
    private readonly engine: LayoutEngine,
    private readonly onChange: () => void,
  ) {}

  /** A layout is under way, and takes long enough to say so. */
  get busy(): boolean {
    return this.slow;
  }

  cancel(): void {
    this.request?.abort();
    this.request = undefined;
    this.slow = false;
  }

  /** Undefined where a newer request, or `cancel`, made the answer unwanted. */
  async layOut(view: View, measure: Measure): Promise<LaidOut | undefined> {
    this.cancel();
    const request = new AbortController();
    this.request = request;
    const timer = setTimeout(() => {
      this.slow = true;
      this.onChange();
    }, BUSY_AFTER_MS);
    try {
      const options = { signal: request.signal, deadlineMs: DEADLINE_MS };
      const laidOut = await layOutDiagram(view, measure, this.engine, options);
      return request.signal.aborted ? undefined : laidOut;
    } catch (failure) {
      if (failure instanceof LayoutFailure && failure.reason === 'cancelled') return undefined;
      throw failure;
    } finally {
      clearTimeout(timer);
      if (this.request === request) {
        this.slow = false;
        this.onChange();
      }
    }
  }
}
