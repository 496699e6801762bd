// Long texts on several lines of a terminal.

import { visibleWidth } from './style.ts';

/**
 * Breaks `text` between words so that it fits beside a margin of `margin` columns, which stands before every line but the
 * first. A terminal of unknown width takes lines of any length.
 */
export function wrap(text: string, margin: number, width: number | undefined): string {
  if (width === undefined) return text;
  const room = Math.max(width - margin, 20);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && visibleWidth(longer) > room) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line].join(`\n${' '.repeat(margin)}`);
}
