// Finds what lies near a place of a tall diagram, without asking everything.

import type { Box } from './layout.ts';

/** Pixels; about ten layers. */
const BAND = 400;

/** Things by the horizontal bands that they lie in. */
export class Bands<T> {
  private readonly bands = new Map<number, T[]>();

  add({ y, height }: Box, thing: T): void {
    for (let band = Math.floor(y / BAND); band <= Math.floor((y + height) / BAND); band++) {
      const known = this.bands.get(band);
      if (known) known.push(thing);
      else this.bands.set(band, [thing]);
    }
  }

  /** All that lie in the box's bands, and perhaps some near them; each once. */
  near({ y, height }: Box): ReadonlySet<T> {
    const found = new Set<T>();
    for (let band = Math.floor(y / BAND); band <= Math.floor((y + height) / BAND); band++) {
      for (const thing of this.bands.get(band) ?? []) found.add(thing);
    }
    return found;
  }
}
