// Tables in Markdown.

import type { Column } from './terminal/table.ts';

/** A table as GitHub draws it, the totals, where there are any, in bold. */
export function markdownTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  totals?: readonly string[],
): string {
  const header = columns.map(({ title }) => title);
  const rule = columns.map(({ align }) => (align === 'right' ? '---:' : '---'));
  const last = totals === undefined ? [] : [totals.map((cell) => (cell === '' ? '' : `**${cell}**`))];
  return [line(header), `|${rule.join('|')}|`, ...rows.map(line), ...last.map(line)].join('\n');
}

function line(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
}
