// Tables for the terminal: aligned columns, thin rules.

import { clipText, type Style, visibleWidth } from './style.ts';

export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
  /** Left out, the last such column first, where the terminal is too narrow for all. */
  readonly optional?: boolean;
}

/** Rows under a header, with a rule below it and, where there are totals, one above them. */
export function formatTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  totals: readonly string[] | undefined,
  style: Style,
): string {
  const [body, last] = [rows.map(clipped), totals && clipped(totals)];
  const all = [columns.map(({ title }) => title), ...body, ...(last ? [last] : [])];
  const widths = columns.map((_, index) => Math.max(...all.map((row) => visibleWidth(row[index] ?? ''))));
  const shown = fittingColumns(columns, widths, style.width);
  const line = (cells: readonly string[]) =>
    shown
      .map((index) => padCell(cells[index] ?? '', widths[index] ?? 0, columns[index]!.align))
      .join('  ')
      .trimEnd();
  const rule = style.muted('─'.repeat(lineWidth(shown, widths)));
  const header = style.bold(line(columns.map(({ title }) => title)));
  return [header, rule, ...body.map(line), ...(last ? [rule, style.bold(line(last))] : [])].join('\n');
}

/** A name of ten thousand letters would make every row as long. */
const WIDEST_CELL = 240;

function clipped(cells: readonly string[]): readonly string[] {
  return cells.map((cell) => clipText(cell, WIDEST_CELL));
}

/** Indices of the columns to show. */
function fittingColumns(
  columns: readonly Column[],
  widths: readonly number[],
  most: number | undefined,
): readonly number[] {
  let shown = columns.map((_, index) => index);
  while (most !== undefined && lineWidth(shown, widths) > most) {
    const least = shown.findLast((index) => columns[index]!.optional === true);
    if (least === undefined) break;
    shown = shown.filter((index) => index !== least);
  }
  return shown;
}

function lineWidth(shown: readonly number[], widths: readonly number[]): number {
  return shown.reduce((sum, index) => sum + widths[index]!, 2 * (shown.length - 1));
}

function padCell(text: string, width: number, align: 'left' | 'right'): string {
  const space = ' '.repeat(Math.max(0, width - visibleWidth(text)));
  return align === 'left' ? text + space : space + text;
}

/** A bar of eighths for a share from 0 to 1. */
export function shareBar(share: number, width: number): string {
  const eighths = Math.round(Math.max(0, Math.min(1, share)) * width * 8);
  const rest = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'][eighths % 8] ?? '';
  return '█'.repeat(Math.floor(eighths / 8)) + rest;
}
