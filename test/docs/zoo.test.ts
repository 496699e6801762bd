// The page on the networks that ship shows what the command lists.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { styleFor } from '../../cli/terminal/style.ts';
import { zooReport } from '../../cli/zooReport.ts';
import { modelsFolder, networks } from '../models/zooNetworks.ts';

const docs = join(import.meta.dirname, '../../docs');
const page = readFileSync(join(docs, 'zoo.md'), 'utf8');

test('the table of docs/zoo.md is that of `netwright zoo --format markdown`', () => {
  const table = zooReport(networks, modelsFolder, 'markdown', styleFor({ isTTY: false }, {}));
  const [shown] = /^\| network[\s\S]*?(?=\n\n)/m.exec(page) ?? [''];
  expect(shown).toBe(table);
});

test('the networks of docs/zoo.md that differ from their papers are in the list', () => {
  const named = [...page.matchAll(/\*\*([^*]+)\*\*/g)].map(([, name]) => name!);
  expect(named.length).toBeGreaterThan(6);
  expect(
    named.filter((name) => !networks.some((network) => network.name.startsWith(name.split(' (')[0]!))),
  ).toEqual([]);
});

test('the files that docs/zoo.md links to exist', () => {
  const links = [...page.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map((match) => match[1]!);
  expect(links.length).toBeGreaterThan(0);
  expect(links.filter((link) => !existsSync(join(docs, link)))).toEqual([]);
});
