// The shell of every page: what its policy allows, and that nothing escapes from an attribute.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { pageShell } from '../../webview/shell/pageShell.ts';

const files = { nonce: 'n0nce', cspSource: 'https://page', scriptUri: 'a.js', styleUri: 'a.css' };
const policyOf = (html: string) =>
  /Content-Security-Policy" content="([^"]*)"/.exec(html)![1]!.replaceAll('&#39;', "'");

test('only scripts with the nonce run, and nothing comes from elsewhere', () => {
  const html = pageShell(files, { id: 'page', title: 'Page' });
  expect(policyOf(html)).toBe(
    "default-src 'none'; script-src 'nonce-n0nce'; style-src https://page 'unsafe-inline'; font-src https://page",
  );
  expect(html.match(/<script[^>]*>/g)).toEqual(['<script nonce="n0nce" src="a.js">']);
  expect(html).toContain('<main id="page"></main>');
});

test('a page may have more: what it says, data for its script, and something beside it that runs first', () => {
  const beside = { scriptUri: 'b.js', styleUri: 'b.css' };
  const kind = { id: 'page', title: 'Page', allowed: ['img-src blob:'], data: { file: 'x' } };
  const html = pageShell({ ...files, beside }, kind);
  expect(policyOf(html)).toMatch(/; img-src blob:$/);
  expect(html).toContain('<main id="page" data-file="x"></main>');
  expect([...html.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address)).toEqual([
    'a.css',
    'b.css',
    'b.js',
    'a.js',
  ]);
});

test('names and addresses cannot end their attribute', () => {
  const html = pageShell(files, { id: 'page', title: '<b>', data: { file: '"><script>' } });
  expect(html).toContain('data-file="&#34;&#62;&#60;script&#62;"');
  expect(html).toContain('<title>&#60;b&#62;</title>');
});

describe('every page of the extension', () => {
  const folders = ['extension', 'webview'].map((name) => join(import.meta.dirname, '../..', name));
  const sources = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => [name, readFileSync(join(folder, name), 'utf8')] as const),
  );
  const withText = (pattern: RegExp) =>
    sources.flatMap(([name, text]) => (pattern.test(text) ? [name] : [])).sort();

  test('is allowed pictures and workers that it made itself, and its own files, beyond what all are', () => {
    const lists = sources.flatMap(([, text]) => [...text.matchAll(/\ballowed: \[([^\]]*)\]/g)]);
    const allowed = lists.flatMap(([, list]) => list!.split(',').map((item) => item.trim().slice(1, -1)));
    expect(lists.length).toBeGreaterThan(3);
    expect([...new Set(allowed)].sort()).toEqual([
      // biome-ignore lint/suspicious/noTemplateCurlyInString: as the source has it
      'connect-src ${files.cspSource}',
      'img-src blob:',
      'worker-src blob:',
    ]);
  });

  test('is made by the shell, and nowhere else is markup written or text run', () => {
    expect(withText(/<!DOCTYPE html>/i)).toEqual(['shell/pageShell.ts']);
    expect(withText(/\.webview\.html\s*=/)).toEqual(['panels/pageChannel.ts']);
    const dangerous =
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write|unsafeHTML|unsafeSVG|\beval\(|new Function/;
    expect(withText(dangerous)).toEqual([]);
  });
});
