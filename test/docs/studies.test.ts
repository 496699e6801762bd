// The pages of the studies show what their results say: figures and tables are drawn from them, every link leads on.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { experiments } from '../../bench/studies/experiments.ts';
import { figuresOf } from '../../bench/studies/figures.ts';
import { withTable } from '../../bench/studies/page.ts';
import type { RecordedRun } from '../../bench/studies/recordedRun.ts';

const repository = join(import.meta.dirname, '../..');
const folder = join(repository, 'docs/studies');

function runsOf(study: string): readonly RecordedRun[] {
  const text = readFileSync(join(repository, 'bench/results/studies', `${study}.jsonl`), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as RecordedRun);
}

describe.each(Object.entries(experiments))('%s', (study, { runs, seeds }) => {
  it('has results of every run, and no others', () => {
    const wanted = runs.flatMap(({ name, seeds: own = seeds }) => own.map((seed) => `${name} ${seed}`));
    const found = runsOf(study);
    expect(found.map(({ name, seed }) => `${name} ${seed}`).filter((run) => !wanted.includes(run))).toEqual(
      [],
    );
    // Of several seeds, time may not have sufficed for the last ones.
    expect(new Set(found.map(({ name }) => name))).toEqual(new Set(runs.map(({ name }) => name)));
  });

  it('has the figures and the table of its results', () => {
    const figures = figuresOf(study, runsOf(study));
    expect(figures.size).toBeGreaterThan(0);
    for (const [name, svg] of figures) {
      expect(readFileSync(join(folder, 'images', `${name}.svg`), 'utf8')).toBe(svg);
    }
    const page = readFileSync(join(folder, `${study}.md`), 'utf8');
    expect(page).toContain('<!-- table -->\n\n| run |');
    expect(withTable(page, runsOf(study))).toBe(page);
    for (const name of figures.keys()) expect(page).toContain(`(images/${name}.svg)`);
  });
});

it.each(readdirSync(folder).filter((name) => name.endsWith('.md')))(
  'the links of %s lead to files',
  (name) => {
    const page = readFileSync(join(folder, name), 'utf8');
    const links = [...page.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map((match) => match[1]!);
    expect(links.filter((link) => !existsSync(join(folder, link)))).toEqual([]);
  },
);
