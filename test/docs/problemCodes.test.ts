// Every code that the readers of data and of ONNX files may give is explained.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const repository = join(import.meta.dirname, '../..');

function sourcesIn(folder: string): readonly string[] {
  return readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(repository, folder, name), 'utf8'));
}

test.each([
  { kind: 'data', title: 'Codes of data', folders: ['engine/datasets'] },
  {
    kind: 'onnx',
    title: 'Codes of ONNX files',
    folders: ['engine/onnx', 'engine/runtime', 'extension/onnx'],
  },
])('docs/diagnostics.md explains every $kind code, and no other', ({ kind, title, folders }) => {
  const used = folders
    .flatMap(sourcesIn)
    .flatMap((text) => [...text.matchAll(new RegExp(`'(${kind}\\.[a-zA-Z-]+)'`, 'g'))])
    .map((match) => match[1]!);
  const page = readFileSync(join(repository, 'docs/diagnostics.md'), 'utf8');
  const section = page.split(`## ${title}\n`)[1]?.split('\n## ')[0] ?? '';
  const explained = [...section.matchAll(new RegExp(`\`(${kind}\\.[a-zA-Z-]+)\``, 'g'))].map(
    (match) => match[1]!,
  );
  expect(explained.sort()).toEqual([...new Set(used)].sort());
});
