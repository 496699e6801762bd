// Every code that the readers of data may give is explained.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const repository = join(import.meta.dirname, '../..');

test('docs/diagnostics.md explains every code of data, and no other', () => {
  const folder = join(repository, 'engine/datasets');
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(folder, name), 'utf8'));
  const used = sources.flatMap((text) => [...text.matchAll(/'(data\.[a-z-]+)'/g)].map((match) => match[1]!));
  const page = readFileSync(join(repository, 'docs/diagnostics.md'), 'utf8');
  const section = page.split('## Codes of data\n')[1]?.split('\n## ')[0] ?? '';
  const explained = [...section.matchAll(/`(data\.[a-z-]+)`/g)].map((match) => match[1]!);
  expect(explained.sort()).toEqual([...new Set(used)].sort());
});
