// What the design of the language promises of its checker, beyond one message for each code (everyMessage.test.ts).

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { codes } from '../../extension/language/validation/codes.ts';
import { everyMessage } from './everyMessage.ts';
import { afterFix, checkDiagnostics, readMarks } from './support/checkDiagnostics.ts';
import { compileText, model } from './support/compileText.ts';

/** Checks the only diagnostic of a text in full, and returns the text after its first fix. */
function checkOne(text: string, code: string, message: string): string {
  const [problem] = checkDiagnostics(text, [[code]]);
  expect(problem?.message).toBe(message);
  return afterFix(text, problem!);
}

describe('the example of the design', () => {
  const text = readFileSync(new URL('./fixtures/resnetCifar.cnn', import.meta.url), 'utf8');

  it('works as written, without a warning', () => {
    const { diagnostics, models, recipes } = compileText(text, { '/blocks.cnn': 'block Other { relu }' });
    expect(diagnostics).toEqual([]);
    expect(models.map(({ name, valid }) => [name, valid])).toEqual([['ResNetCifar', true]]);
    expect(recipes.map(({ name, valid, recipe }) => [name, valid, recipe?.data.kind])).toEqual([
      ['ResNetCifar', true, 'images'],
      ['quick', true, 'shapes'],
    ]);
  });
});

describe('branches that do not fit', () => {
  it('because a pooling drops a row are mended by `ceil: true`, in `add` too', () => {
    const text = model(
      '⟦add⟧ {\n  conv(8, 2, stride: 2, padding: [0, 0, 1, 1])\n  maxpool(2) -> conv(8, 1)\n }',
      '8x55x55',
    );
    const mended = checkOne(
      text,
      'merge-shapes-differ',
      'The branches of `add` must have equal shapes, and branch 1 gives 8x28x28 where branch 2 gives 8x27x27: check the ' +
        'strides, the paddings and the `ceil` of the layers before, as rows or columns differ. `maxpool` in line 5 drops 1 row and 1 column: use ' +
        '`ceil: true`.',
    );
    expect(mended).toContain('maxpool(2, ceil: true) -> conv(8, 1)');
    checkDiagnostics(mended, []);
  });

  it('for their channels alone are mended by a 1x1 projection', () => {
    const mended = checkOne(
      model('⟦add⟧ {\n  conv(8, 3, padding: same) -> relu\n  identity\n }'),
      'merge-shapes-differ',
      'The branches of `add` must have equal shapes, and branch 1 gives 8x32x32 where branch 2 gives 3x32x32: bring one to ' +
        'the channels of the other with a 1x1 `conv`.',
    );
    expect(mended).toContain('\n  conv(8, 1)\n');
    checkDiagnostics(mended, []);
  });
});

describe('what does not fit', () => {
  it.each([
    [
      'maxpool(⟦40⟧)',
      'kernel-larger-than-input',
      'The 40x40 kernel of `maxpool` does not fit its input of 32x32: use a smaller kernel, more padding, or less ' +
        'downsampling before it.',
    ],
    [
      'conv(6, 1, groups: ⟦4⟧)',
      'groups-do-not-divide-channels',
      '4 groups do not divide the 6 output channels of `conv`: choose a divisor of 6.',
    ],
    [
      'Unit(⟦chanels⟧: 3)',
      'unknown-parameter',
      '`Unit` has no parameter `chanels`. Did you mean `channels`?',
    ],
    [
      'conv(8, 3, ⟦strde⟧: 2)',
      'unknown-attribute',
      '`conv` has no attribute `strde`. Did you mean `stride`?',
    ],
    ['conv(8, ⟦"3"⟧)', 'wrong-type', '`kernel` must be a size such as 3 or 3x3, not "3".'],
  ])('is told once, and what follows stays quiet: %s', (statement, code, message) => {
    const block = 'block Unit(channels = 4) { conv(channels, 1) -> relu }\n';
    checkOne(block + model(` Unit -> ${statement}\n conv(99, 99)`), code, message);
  });
});

describe('circles and depth', () => {
  it('of blocks are told with the whole circle', () => {
    checkOne(
      `block A { B }\nblock B { relu -> ⟦A⟧ }\n${model('A')}`,
      'block-cycle',
      'These blocks lead back to themselves: `A` uses `B` uses `A`.',
    );
  });

  it('of blocks within blocks end at a limit that names the block', () => {
    const blocks = Array.from(
      { length: 70 },
      (_, index) => `block B${index} { ${index === 63 ? '⟦' : ''}B${index + 1}${index === 63 ? '⟧' : ''} }`,
    );
    checkOne(
      `${blocks.join('\n')}\nblock B70 { relu }\n${model('B0')}`,
      'network-too-large',
      '`B64` stands more than 64 blocks and loops deep: use fewer within one another.',
    );
  });

  it.each([
    [
      '⟦for i in 0..1G ⟧{ relu }',
      'This `for` has 1,000,000,000 rounds; 20,000 is the limit.',
      'loop-too-long',
    ],
    [
      '⟦repeat 20000 ⟧{ repeat 9999 { } }',
      'This `repeat` makes more than 300,000 steps of work: no network is meant to be so large.',
      'network-too-large',
    ],
  ])('of loops name the loop: %s', (statement, message, code) => {
    checkOne(model(statement), code, message);
  });
});

describe('every warning', () => {
  const marked = Object.entries(everyMessage).filter(([code]) => {
    return codes[code as keyof typeof codes].severity === 'warning';
  });

  it.each(marked)('%s is silenced by a comment in the line above', (code, text) => {
    const { text: plain, ranges } = readMarks(text);
    const start = plain.lastIndexOf('\n', ranges[0]!.start) + 1;
    const allowed = `${plain.slice(0, start)}// allow: ${code}\n${plain.slice(start)}`;
    const found = (source: string) => compileText(source).diagnostics.map((diagnostic) => diagnostic.code);
    expect(found(plain)).toContain(code);
    expect(found(allowed)).toEqual(found(plain).filter((other) => other !== code));
  });
});

describe('every figure', () => {
  /** 6 * 25 + 6 weights, 6 * 784 outputs, then 4704 * 10 + 10. */
  const net = ' input 1x28x28\n conv(6, 5, padding: same) -> relu\n flatten -> dense(10)\n';

  it.each([
    ['params < 47k', '`params` is 47,206: the text asserts that it is less than 47,000.'],
    ['macs <= 100k', '`macs` is 164,640, 64,640 too many: the text asserts that it is at most 100,000.'],
    ['flops == 333994', '`flops` is 338,698, 4,704 too many: the text asserts that it is 333,994.'],
    ['memory < 1k', '`memory` is 226,456: the text asserts that it is less than 1,000.'],
    ['receptive_field == 28', '`receptive_field` is 32, 4 too many: the text asserts that it is 28.'],
    ['depth != 2', '`depth` is 2: the text asserts that it is not 2.'],
    ['neurons > 4714', '`neurons` is 4,714: the text asserts that it is more than 4,714.'],
    ['connections == 169350', '`connections` is 169,354, 4 too many: the text asserts that it is 169,350.'],
    ['output == 12', '`output` is 10: the text asserts that it is 12.'],
    [
      'params within 0.1% of 47.3k',
      '`params` is 47,206, 0.2% away: the text asserts that it is within 0.1% of 47,300.',
    ],
    [
      'macs within 5% of 150k',
      '`macs` is 164,640, 9.76% away: the text asserts that it is within 5% of 150,000.',
    ],
  ])('that an assert is wrong about is told: %s', (condition, message) => {
    checkOne(`model M {\n${net} assert ⟦${condition}⟧\n}`, 'assert-failed', message);
  });
});
