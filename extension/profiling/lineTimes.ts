// A profile by the lines of its texts: what the layers of each line take together.

import type { Profile } from '../../engine/protocol/profile.ts';

export interface LineTime {
  /** Counts from zero. */
  readonly line: number;
  /** Milliseconds of a step, by its parts. */
  readonly forwardMs: number;
  readonly backwardMs: number;
  readonly updateMs: number;
  readonly totalMs: number;
  /** Of the time of all layers, from 0 to 1. */
  readonly share: number;
  readonly layers: number;
}

/** The lines of one text, by its URI; a line whose layers take no time is left out. */
export function lineTimes({ layers, accountedMs }: Profile, file: string): readonly LineTime[] {
  const lines = new Map<number, LineTime>();
  for (const layer of layers) {
    if (layer.file !== file || layer.line === undefined) continue;
    const { forwardMs, backwardMs, updateMs, line } = layer;
    const known = lines.get(line);
    const totalMs = (known?.totalMs ?? 0) + forwardMs + backwardMs + updateMs;
    lines.set(line, {
      line,
      forwardMs: (known?.forwardMs ?? 0) + forwardMs,
      backwardMs: (known?.backwardMs ?? 0) + backwardMs,
      updateMs: (known?.updateMs ?? 0) + updateMs,
      totalMs,
      share: accountedMs > 0 ? totalMs / accountedMs : 0,
      layers: (known?.layers ?? 0) + 1,
    });
  }
  return [...lines.values()].filter(({ totalMs }) => totalMs > 0).sort((a, b) => a.line - b.line);
}
