// The shell of every page: what its policy allows, and that nothing escapes from an attribute.
import { expect, test } from 'vitest';
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
