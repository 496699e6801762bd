// One line that is redrawn while work goes on.

import { shareBar } from './table.ts';

export interface ProgressLine {
  /** Shows the share done, from 0 to 1, and what stands beside the bar. */
  update(share: number, text: string): void;
  /** Removes the line, so that something lasting can be printed in its place. */
  clear(): void;
}

/** Draws on a terminal, does nothing elsewhere. */
export function progressLine(stream: NodeJS.WriteStream): ProgressLine {
  if (!stream.isTTY) return { update: () => {}, clear: () => {} };
  const clear = () => stream.write('\r\u001b[2K');
  return {
    clear,
    update(share, text) {
      const width = stream.columns || 80;
      const barWidth = Math.max(8, Math.min(24, width - 60));
      const line = `${shareBar(share, barWidth).padEnd(barWidth, '·')} ${text}`;
      stream.write(`\r\u001b[2K${[...line].slice(0, width - 1).join('')}`);
    },
  };
}
