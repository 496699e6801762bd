// The users' pages: every example compiles, every code is explained, and the tables are those of the declarations.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { functionNames } from '../../extension/language/elaboration/functions.ts';
import { assertMetrics } from '../../extension/language/elaboration/metrics.ts';
import { recipeEntries } from '../../extension/language/elaboration/recipeEntries.ts';
import { codes } from '../../extension/language/validation/codes.ts';
import { compileText } from './support/compileText.ts';
import { layerTable, recipeTables } from './support/referenceTables.ts';

const repository = new URL('../../', import.meta.url);
const reference = readFileSync(new URL('docs/language.md', repository), 'utf8');
const explained = readFileSync(new URL('docs/diagnostics.md', repository), 'utf8');

function examplesOf(page: string, language: string): readonly string[] {
  return [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(
    (match) => match[1]!,
  );
}

describe('docs/language.md', () => {
  it.each(examplesOf(reference, 'cnn').map((text, index) => ({ text, index })))(
    'compiles example $index',
    ({ text }) => {
      expect(compileText(text).diagnostics).toEqual([]);
    },
  );

  it('has examples', () => {
    expect(examplesOf(reference, 'cnn').length).toBeGreaterThan(8);
  });

  it('has the tables of layers and recipes; UPDATE_DOCS=1 writes them', () => {
    let page = reference;
    for (const [name, content] of [
      ['layers', layerTable()],
      ['recipes', recipeTables()],
    ] as const) {
      const section = new RegExp(`<!-- ${name} -->.*?<!-- end -->`, 's');
      expect(page).toMatch(section);
      page = page.replace(section, () => `<!-- ${name} -->\n${content}\n<!-- end -->`);
    }
    if (process.env.UPDATE_DOCS === '1') writeFileSync(new URL('docs/language.md', repository), page);
    else expect(reference).toBe(page);
  });

  it('mentions every entry, figure and function', () => {
    for (const word of [...Object.keys(recipeEntries), ...assertMetrics.keys(), ...functionNames]) {
      expect(reference).toContain(`\`${word}\``);
    }
  });
});

describe('docs/diagnostics.md', () => {
  it('explains every code of a text, with cause and cure', () => {
    for (const code of Object.keys(codes)) {
      const section = explained.split(`### \`${code}\`\n`)[1]?.split('\n### ')[0];
      expect(section, code).toMatch(/\*\*Cause\.\*\* .+\*\*Cure\.\*\* /s);
    }
  });

  it('has no code of a text that does not exist', () => {
    const page = explained.split('## Codes of a text')[1]?.split('\n## ')[0] ?? '';
    const listed = [...page.matchAll(/^### `([^`]+)`$/gm)].map((match) => match[1]);
    expect(listed).toEqual(Object.keys(codes));
  });

  it.each(examplesOf(explained, 'cnn').map((text, index) => ({ text, index })))(
    'is right about example $index',
    ({ text }) => {
      const code = /\/\/ (?:gives|cured): ([a-z-]+)/.exec(text);
      const found = compileText(text).diagnostics.map((diagnostic) => diagnostic.code);
      if (text.includes('// gives: ')) expect(found).toContain(code?.[1]);
      else expect(found).toEqual([]);
    },
  );

  it('has every code that layers and recipes declare in the table', () => {
    for (const folder of ['engine/layers/', 'engine/recipe/']) {
      for (const name of readdirSync(new URL(folder, repository))) {
        const source = readFileSync(new URL(folder + name, repository), 'utf8');
        for (const [, code] of source.matchAll(/\bcode: '([\w.-]+)'/g))
          expect(Object.keys(codes)).toContain(code);
      }
    }
  });
});
