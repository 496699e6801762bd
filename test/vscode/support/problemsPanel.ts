// Reads the Problems panel.
import type { Locator, Page } from 'playwright-core';
import { type ListRow, readVirtualList } from './virtualList.ts';

export interface ShownProblem {
  readonly file: string;
  readonly severity: string;
  readonly message: string;
  readonly source: string;
  readonly code: string;
  readonly line: number;
  readonly column: number;
}

const selectors = {
  file: '.resource-label-container .label-name',
  message: '.marker-message',
  source: '.marker-source',
  code: '.marker-code',
  place: '.marker-line',
};

export function problemsPanel(page: Page): Locator {
  return page.locator('.markers-panel');
}

/** The rows of the panel, which must be open. */
export async function readProblems(page: Page): Promise<ShownProblem[]> {
  const list = problemsPanel(page).locator('.tree-container .monaco-list');
  if (!(await list.isVisible())) return [];
  const problems: ShownProblem[] = [];
  let file = '';
  for (const row of await readVirtualList(list, selectors)) {
    if (row.level === 1) file = row.texts.file;
    else if (row.level === 2) problems.push(toProblem(file, row));
  }
  return problems;
}

function toProblem(file: string, { ariaLabel, texts }: ListRow<keyof typeof selectors>): ShownProblem {
  const [, line, column] = texts.place.match(/Ln (\d+), Col (\d+)/) ?? [];
  const severity = ariaLabel.split(':', 1)[0]?.toLowerCase() ?? '';
  const { message, source, code } = texts;
  return { file, severity, message, source, code, line: Number(line), column: Number(column) };
}
