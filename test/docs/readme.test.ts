// The examples of the README and of the page of ideas compile, and what they name exists.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compile } from '../../extension/language/compile.ts';

const repository = join(import.meta.dirname, '../..');
const readme = readFileSync(join(repository, 'README.md'), 'utf8');
const manifest: { scripts: Record<string, string> } = JSON.parse(
  readFileSync(join(repository, 'package.json'), 'utf8'),
);

const concepts = readFileSync(join(repository, 'docs/concepts.md'), 'utf8');

test.each([
  ['README', readme],
  ['page of ideas', concepts],
])('every model in the %s compiles without a warning', (_, page) => {
  const models = [...page.matchAll(/```cnn\n([\s\S]*?)```/g)].map((match) => match[1]!);
  expect(models.length).toBeGreaterThan(0);
  for (const text of models) {
    const host = {
      read: (file: string) => (file === 'readme.cnn' ? text : undefined),
      resolve: (_from: string, path: string) => path,
    };
    expect(compile('readme.cnn', host).diagnostics).toEqual([]);
  }
});

test('every file that the README links to exists', () => {
  const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map((match) => match[1]!);
  expect(links.length).toBeGreaterThan(5);
  expect(links.filter((link) => !existsSync(join(repository, link)))).toEqual([]);
});

test('every npm command in the README is a script of the project', () => {
  const commands = [...readme.matchAll(/`npm (?:run )?(\w+)/g)].map((match) => match[1]!);
  expect(commands.length).toBeGreaterThan(2);
  expect(commands.filter((command) => !(command in manifest.scripts))).toEqual([]);
});
