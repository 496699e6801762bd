// Puts a study's figures and its table into its page.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { figuresOf } from './figures.ts';
import type { RecordedRun } from './recordedRun.ts';
import { tableOf } from './table.ts';

export const pages = 'docs/studies';

/** Where the table stands. */
const place = /(<!-- table -->\n)[\s\S]*?(<!-- end of the table -->)/;

/** Writes the figures, and the table into the page where it has a place for it; returns the files. */
export function drawPage(study: string, runs: readonly RecordedRun[]): readonly string[] {
  const folder = join(pages, 'images');
  mkdirSync(folder, { recursive: true });
  const figures = [...figuresOf(study, runs)].map(([name, svg]) => {
    const file = join(folder, `${name}.svg`);
    writeFileSync(file, svg);
    return file;
  });
  const page = join(pages, `${study}.md`);
  if (!existsSync(page) || runs.length === 0) return figures;
  writeFileSync(page, withTable(readFileSync(page, 'utf8'), runs));
  return [...figures, page];
}

export function withTable(page: string, runs: readonly RecordedRun[]): string {
  return page.replace(place, (_, before: string, after: string) => `${before}\n${tableOf(runs)}\n\n${after}`);
}
