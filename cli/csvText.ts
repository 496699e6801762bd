// Rows as comma-separated values.

export type CsvCell = string | number | undefined;

/** One row a line, the columns' names first. Cells with commas, quotes or line breaks are quoted (RFC 4180). */
export function csvText(columns: readonly string[], rows: readonly (readonly CsvCell[])[]): string {
  return [columns, ...rows].map((row) => row.map(csvCell).join(',')).join('\n');
}

function csvCell(cell: CsvCell): string {
  const text = String(cell ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
