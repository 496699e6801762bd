// Tokens: nothing of a text is lost, and each spelling is read as it is meant.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lex } from '../../extension/language/syntax/lexer.ts';
import { numberValue } from '../../extension/language/syntax/parser/numbers.ts';

function kinds(text: string): readonly string[] {
  return lex(text)
    .tokens.slice(0, -1)
    .map(({ kind, start, end }) => `${kind} ${text.slice(start, end)}`);
}

describe('the lexer', () => {
  it('gives every character to a token, a comment or white space', () => {
    const pieces = fc.constantFrom(
      'conv',
      '3x3',
      '1.5M',
      '30%',
      '"a\\"b"',
      '"open',
      '->',
      '..',
      '//',
      '/* c */',
      '/*',
      '{',
      '}',
      '(',
      ')',
      '\n',
      ' ',
      '\r\n',
      '§',
      'é',
      '2x',
      '== ',
      '=',
      '\u{1f600}',
      '\t',
      '%',
      '/',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
        const text = parts.join('');
        const { tokens, comments } = lex(text);
        const spans = [...tokens, ...comments].sort((a, b) => a.start - b.start || a.end - b.end);
        let position = 0;
        for (const { start, end } of spans) {
          expect(text.slice(position, start).trim()).toBe('');
          expect(start).toBeGreaterThanOrEqual(position);
          position = end;
        }
        expect(position).toBe(text.length);
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it('reads sizes, numbers with suffixes and ranges', () => {
    expect(kinds('3x3 3x224x224 1.5M 30% 5e-4 0..4 4.1G 2k')).toEqual([
      'size 3x3',
      'size 3x224x224',
      'number 1.5M',
      'number 30%',
      'number 5e-4',
      'number 0',
      '.. ..',
      'number 4',
      'number 4.1G',
      'number 2k',
    ]);
  });

  it.each([
    ['300k', 300_000],
    ['1.5M', 1_500_000],
    ['4.1G', 4_100_000_000],
    ['2T', 2_000_000_000_000],
    ['30%', 0.3],
    ['5e-4', 0.0005],
    ['1E3', 1000],
    ['0.3k', 300],
    ['7', 7],
  ])('values %s as %d exactly', (text, value) => {
    expect(numberValue(text)).toBe(value);
  });

  it('takes `%` after a number for a percentage unless an operand touches it', () => {
    expect(kinds('1% of')).toEqual(['number 1%', 'identifier of']);
    expect(kinds('10%3')).toEqual(['number 10', '% %', 'number 3']);
    expect(kinds('n % 3')).toEqual(['identifier n', '% %', 'number 3']);
  });

  it('reports what begins like a number and is none', () => {
    const { problems } = lex('conv(2x, 3K, 1x2y, 5e)');
    expect(problems.map(({ message }) => message)).toEqual([
      '`2x` is no number: a size is written `2x2`.',
      '`3K` is no number: did you mean `3k`?',
      expect.stringContaining('`1x2y` is no number'),
      expect.stringContaining('`5e` is no number'),
    ]);
  });

  it.each([
    ['conv(width // 2, 3)', '//'],
    ['conv(width * (i + 1) // 2)', '//'],
    ['[n // 2]', '//'],
    ['repeat n // 2 { relu }', '//'],
    ['if n // 2 == 1 { relu }', '//'],
    ['assert params < n // 2', '//'],
    ['conv(in.channels // max(2, n))', '//'],
  ])('reads `//` in %s as division', (text) => {
    const { tokens, comments } = lex(text);
    expect(tokens.some(({ kind }) => kind === '//')).toBe(true);
    expect(comments).toEqual([]);
  });

  it.each([
    'conv(6) // the first layer',
    'conv(6, // channels\n 5)',
    'conv(6 // channels of the first layer\n, 5)',
    'epochs 60 // long enough',
    'repeat 3 { // three',
    'assert params == 61706 // LeCun et al., 1998',
    'input 1x28x28 // 2',
    '// 3',
  ])('reads `//` in %s as a comment', (text) => {
    const { tokens, comments } = lex(text);
    expect(tokens.some(({ kind }) => kind === '//')).toBe(false);
    expect(comments).toHaveLength(1);
  });

  it('says what to write for signs that stand in prose', () => {
    const { problems } = lex('1×28 → −1');
    expect(problems.map(({ message }) => message)).toEqual([
      '`×` has no meaning here: write `x`.',
      '`→` has no meaning here: write `->`.',
      '`−` has no meaning here: write `-`.',
    ]);
  });

  it('tells documentation from comments', () => {
    const { comments } = lex('/// a\n// b\n//// c\n/* d */');
    expect(comments.map(({ kind }) => kind)).toEqual(['documentation', 'line', 'line', 'block']);
  });
});
