// Whatever a text is, compiling it ends and says what is wrong: it never throws.

import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Compilation } from '../../extension/language/compilation.ts';
import { elaborateRecipe } from '../../extension/language/compile.ts';
import { codes } from '../../extension/language/validation/codes.ts';
import { compileText } from './support/compileText.ts';

const folder = new URL('../../models/', import.meta.url);
const models = readdirSync(folder)
  .filter((name) => name.endsWith('.cnn'))
  .map((name) => ({ name, text: readFileSync(new URL(name, folder), 'utf8') }));

const everyForm = readFileSync(new URL('./fixtures/everyForm.cnn', import.meta.url), 'utf8');
const texts = [...models, { name: 'everyForm.cnn', text: everyForm }];

/** What must hold of any compilation. */
function checkSound({ trees, diagnostics, models: compiled, recipes, file }: Compilation): void {
  for (const { file: place, range, code, message, related, fixes } of diagnostics) {
    const length = trees.get(place)?.text.length ?? 0;
    expect(range.start).toBeGreaterThanOrEqual(0);
    expect(range.end).toBeGreaterThanOrEqual(range.start);
    expect(range.end).toBeLessThanOrEqual(length);
    expect(Object.hasOwn(codes, code)).toBe(true);
    expect(message).toMatch(/\S[.?:…`]$/);
    for (const cause of related) expect(trees.has(cause.file)).toBe(true);
    for (const { edits } of fixes) for (const edit of edits) expect(trees.has(edit.file)).toBe(true);
  }
  const errors = diagnostics.some(({ severity, file: place }) => severity === 'error' && place === file);
  for (const { valid, network } of [...compiled, ...recipes]) {
    if (!valid) continue;
    expect(network?.layers.every(({ outputShape }) => outputShape !== undefined)).toBe(true);
    const paths = network?.layers.map(({ path }) => path);
    expect(new Set(paths).size).toBe(paths?.length);
  }
  if (!errors) for (const { network, valid } of compiled) expect(valid).toBe(network !== undefined);
}

describe('compiling', () => {
  it.each(texts)('goes through every beginning of $name', ({ text }) => {
    // The long ones take longer for each beginning: a hundred of theirs, and hundreds of the others'.
    const step = Math.max(1, Math.floor(text.length / (text.length > 1500 ? 100 : 400)));
    for (let end = 0; end <= text.length; end += step) checkSound(compileText(text.slice(0, end)));
  });

  it('goes through thousands of changed texts', () => {
    const pieces = [
      '{',
      '}',
      '(',
      ')',
      '[',
      ']',
      '->',
      '\n',
      ',',
      ':',
      '=',
      'repeat 3 {',
      'for x in [1, 2] {',
      'if true {',
      'else',
      'add {',
      'head h {',
      'assert ',
      'input 1x9x9',
      '3x3',
      '-1',
      '1e9',
      '"',
      '//',
      '/*',
      '///',
      'in.channels',
      'train M {',
      'model M {',
      'block B(a) {',
      'import "x"',
      '..',
      ' as i ',
      'same',
      'relu',
      '%',
      '0',
      'and',
      'not',
      '§',
      '\u{1f600}',
      'concat ',
      'B(B)',
    ];
    const edit = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      remove: fc.integer({ min: 0, max: 12 }),
      insert: fc.constantFrom('', ...pieces),
    });
    const short = texts.filter(({ text }) => text.length < 3000).map(({ text }) => text);
    const base = fc.constantFrom(...short);
    fc.assert(
      fc.property(base, fc.array(edit, { minLength: 1, maxLength: 4 }), (text, edits) => {
        const changed = edits.reduce((result, { at, remove, insert }) => {
          const start = Math.floor(at * result.length);
          return result.slice(0, start) + insert + result.slice(start + remove);
        }, text);
        checkSound(compileText(changed));
      }),
      { seed: 20, numRuns: 2000 },
    );
  });

  it('goes through texts made of nothing but pieces', () => {
    const piece = fc.constantFrom(
      'model M',
      'block B',
      'train M',
      '{',
      '}',
      '(',
      ')',
      'conv',
      'add',
      'relu',
      '8',
      ',',
      '3',
      '->',
      '\n',
      'input 3x8x8\n',
      '=',
      'x',
      'repeat',
      'for',
      'in',
      'if',
      'else',
      'B',
      '2',
      ':',
      'head',
      'assert',
      'params',
      '<',
      'M',
      ' ',
      'data',
      'digits',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (parts) => checkSound(compileText(parts.join(' ')))),
      { seed: 21, numRuns: 1000 },
    );
  });

  it('goes through any characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => checkSound(compileText(text))),
      { seed: 22, numRuns: 1000 },
    );
  });

  it('goes through any text from outside', () => {
    const compilation = compileText(
      'model M(n = 1) { input 1x28x28 -> flatten -> dense(9 + n) }\ntrain M { data digits }',
    );
    fc.assert(
      fc.property(fc.string({ maxLength: 30 }), fc.constantFrom('n', 'epochs', 'data'), (text, key) => {
        const given = { [key]: text };
        const changes = key === 'n' ? { arguments: given, entries: {} } : { arguments: {}, entries: given };
        const { diagnostics } = elaborateRecipe(compilation, { name: 'M', model: undefined }, changes);
        for (const { file } of diagnostics) expect(compilation.trees.has(file)).toBe(true);
      }),
      { seed: 23, numRuns: 1000 },
    );
  });

  it('says the same again', () => {
    for (const { text } of texts)
      expect(compileText(text).diagnostics).toEqual(compileText(text).diagnostics);
  });
});
