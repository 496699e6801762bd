// `xs[i]`: items of lists, sizes and ranges, what is wrong with an index, and where a `[` is none.

import { describe, expect, it } from 'vitest';
import { elaborateModel } from '../../extension/language/compile.ts';
import { parse, parseLoneExpression } from '../../extension/language/syntax/parser/parse.ts';
import { checkDiagnostics } from './support/checkDiagnostics.ts';
import { compileText, layerLines, networkOf } from './support/compileText.ts';

/** The channels of a convolution whose width is the expression. */
function channelsOf(expression: string): number | undefined {
  const text = `model M(widths = [16, 32, 64]) {\n  input 3x8x8\n  conv(${expression}, 1)\n  assert len(widths) == 3\n}\n`;
  return networkOf(text).layers.at(-1)?.outputShape?.[0];
}

describe('an item', () => {
  it.each([
    ['widths[0]', 16],
    ['widths[2]', 64],
    ['widths[len(widths) - 1]', 64],
    ['2 * widths[1] + 1', 65],
    ['[5, 6, 7][1]', 6],
    ['[[1, 2], [3, 4]][1][0]', 3],
    ['(widths)[1]', 32],
    ['5x7[1]', 7],
    ['(4..9)[3]', 7],
    ['[8, 9][1 if widths[0] == 16 else 0]', 9],
    ['widths[\n    1\n  ]', 32],
  ])('of %s is counted from 0', (expression, channels) => {
    expect(channelsOf(expression)).toBe(channels);
  });

  it('may be a block, which is then passed on', () => {
    const text = `
block Wide(channels, unit) { unit(channels, 3, padding: same) }
model M {
  input 3x8x8
  for stage in 0..2 { Wide([4, 8][stage], [conv, depthwise_conv][0]) }
}
`;
    expect(networkOf(text).layers.map(({ outputShape }) => outputShape)).toEqual([
      [3, 8, 8],
      [4, 8, 8],
      [8, 8, 8],
    ]);
  });

  it('counts rounds and comes from arguments outside of the text', () => {
    const text = `model M(depths = [1, 2]) {
  input 3x8x8
  for stage in 0..2 { repeat depths[stage] { conv(4, 1) -> relu } }
}
`;
    const compilation = compileText(text);
    expect(compilation.diagnostics).toEqual([]);
    const { network } = elaborateModel(compilation, 'M', { depths: '[3, 0]' });
    expect(network && layerLines(network).filter((line) => line.includes('conv'))).toHaveLength(3);
  });
});

describe('what is wrong with an index', () => {
  const model = (expression: string) =>
    `model M(widths = [16, 32, 64]) {\n  input 3x8x8\n  conv(${expression}, 1)\n  assert len(widths) == 3\n}\n`;

  it('says how many items there are', () => {
    checkDiagnostics(model('widths[⟦3⟧]'), [
      ['index-out-of-range', 'no item 3', '[16, 32, 64]', '3 items', 'from 0 to 2'],
    ]);
    checkDiagnostics(model('widths[⟦-1⟧]'), [['index-out-of-range', 'no item -1', 'from 0 to 2']]);
    checkDiagnostics(model('[7][⟦1⟧]'), [['index-out-of-range', '1 item', 'only the index 0']]);
    checkDiagnostics(model('[][⟦0⟧]'), [['index-out-of-range', 'is empty']]);
    checkDiagnostics(model('(4..4)[⟦0⟧]'), [['index-out-of-range', 'is empty']]);
  });

  it('names the round of the loop in which it fails', () => {
    const [diagnostic] = checkDiagnostics(
      'model M {\n  input 3x8x8\n  for stage in 0..3 { conv([4, 8][⟦stage⟧], 1) -> relu }\n}\n',
      [['index-out-of-range', 'no item 2']],
    );
    expect(diagnostic?.related.map(({ message }) => message)).toEqual([
      'In round 3 of 3, where `stage` is 2.',
    ]);
  });

  it('says what has no items and what is no index', () => {
    checkDiagnostics(model('⟦7⟧[0]'), [['wrong-type', 'Only lists', 'a number (7)']]);
    checkDiagnostics(model('⟦in.channels⟧[0]'), [['wrong-type', 'a number (3)']]);
    checkDiagnostics(model('⟦conv⟧[0]'), [['wrong-type', 'a layer (conv)']]);
    checkDiagnostics(model('widths[⟦0.5⟧]'), [['wrong-type', 'whole number, not 0.5']]);
    checkDiagnostics(model('widths[⟦"a"⟧]'), [['wrong-type', 'whole number, not "a"']]);
  });

  it('stays quiet about what follows from an unknown name', () => {
    checkDiagnostics(model('⟦width⟧[0]'), [['unknown-name', 'widths']]);
    checkDiagnostics(model('widths[⟦stage⟧]'), [['unknown-name']]);
  });

  it('is mended where a bracket is missing', () => {
    const { problems } = parse('model M {\n  conv(widths[0, 3)\n  relu\n}\n');
    expect(problems.map(({ message }) => message)).toEqual(['`]` must stand here, not `,`.']);
    expect(problems[0]?.insertion?.text).toBe(']');
    expect(parse('model M {\n  conv(widths[], 3)\n}\n').problems[0]?.message).toBe(
      'A value must stand here, not `]`.',
    );
  });
});

describe('a bracket', () => {
  it('that begins a line never indexes, not even inside other brackets', () => {
    expect(parse('model M {\n  repeat n\n  [0] { relu }\n}\n').problems).not.toEqual([]);
    const { problems } = parse('model M(a = [[1, 2]\n  [3, 4]]) {\n  relu\n}\n');
    expect(problems[0]?.message).toBe('`,` or `]` must stand here, not `[`.');
  });

  it('nests and follows only so often', () => {
    for (const text of [`${'a['.repeat(5000)}0${']'.repeat(5000)}`, `a${'[0]'.repeat(5000)}`]) {
      const { problems } = parseLoneExpression(text);
      expect(problems.map(({ code }) => code)).toContain('nesting-too-deep');
    }
  });
});
