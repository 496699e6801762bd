// Values of expressions, seen through the networks that they make.

import { describe, expect, it } from 'vitest';
import { compileText, model, outputOf } from './support/compileText.ts';

/** The value of a whole-number expression, as the channels of a convolution. */
function value(expression: string): number {
  return Number(outputOf(`s = conv(6, 5)\n conv(${expression}, 1)`)?.split('x')[0]);
}

describe('expressions', () => {
  it.each([
    ['1 + 2 * 3', 7],
    ['7 // 2', 3],
    ['7 % 4', 3],
    ['-7 % 4', 1],
    ['-7 // -2', 3],
    ['10 / 2', 5],
    ['2 if 1 < 2 else 3', 2],
    ['2 if not 1 < 2 else 3', 3],
    ['2 if 1 > 2 and 1 // 0 == 1 else 3', 3],
    ['max(3, 9, 4)', 9],
    ['min([3, 9, 4])', 3],
    ['floor(3.7)', 3],
    ['ceil(3.2)', 4],
    ['round(2.5)', 3],
    ['sqrt(16)', 4],
    ['len([1, 2, 3])', 3],
    ['len(0..7)', 7],
    ['len(3x3)', 2],
    ['in.channels * 2', 12],
    ['s.height', 28],
    ['in.width // 3', 9],
    ['1k', 1000],
    ['200 * 30%', 60],
    ['2 if 3x3 == [3, 3] else 1', 2],
    ['2 if "a" == "a" else 1', 2],
    ['2 if relu == relu and relu != tanh else 1', 2],
  ])('evaluates %s to %d', (expression, expected) => {
    expect(value(expression)).toBe(expected);
  });

  it('counts ranges up to, but without, their end', () => {
    expect(outputOf('for i in 2..5 { conv(i, 1) }')).toBe('4x32x32');
  });

  it('counts rounds from 0', () => {
    expect(outputOf('repeat 3 as i { conv(10 + i, 1) }')).toBe('12x32x32');
  });

  it.each([
    ['conv(1 // 0, 1)', 'division-by-zero', '`//` divides 1 by zero here.'],
    ['conv(1 + true, 1)', 'wrong-type', '`+` takes numbers, not true or false (true).'],
    ['conv(1 < "a", 1)', 'wrong-type', '`<` compares numbers, not a text ("a").'],
    ['conv(2 if 3 else 4, 1)', 'wrong-type', 'A condition must be true or false, not a number (3).'],
    ['conv(sqrt(0 - 1), 1)', 'wrong-type', '`sqrt` takes a number of 0 or more, not -1.'],
    ['conv(max(), 1)', 'wrong-type', '`max` takes numbers, or one list of numbers.'],
    ['conv(1e308 * 10, 1)', 'number-too-large', 'The result is larger than any number.'],
    ['conv(in.depth, 1)', 'unknown-member', 'A value has `channels`, `height` and `width`, but no `depth`.'],
    [
      'conv(widht, 1)',
      'unknown-name',
      'Nothing here is named `widht`. Write a value (a number, a size, a text in quotes), or in a body the name of a ' +
        'parameter, a layer or a block.',
    ],
    [
      'conv(nope.channels, 1)',
      'unknown-name',
      'No value is named `nope` here. Write `in` for the current value, or name one before, as in `nope = …`.',
    ],
    [
      'conv(pow(2, 3), 1)',
      'unknown-name',
      'There is no function, layer or block `pow`. The functions are `min`, `max`, `floor`, `ceil`, `round`, `sqrt` and `len`.',
    ],
    [
      'stem = relu\n repeat 2 as i { conv(8, depth) }',
      'unknown-name',
      'Nothing here is named `depth`. Write a value (a number, a size, a text in quotes), or a name that is known here: `i` ' +
        'and `stem`.',
    ],
    [
      'relu\n assert speed < 3',
      'unknown-name',
      'Nothing here is named `speed`. Write a value (a number, a size, a text in quotes), or a name that is known here: ' +
        '`params`, `macs`, `flops`, `memory`, `receptive_field`, `depth`, `neurons`, `connections` and `output`.',
    ],
    [
      'conv(8, 3, padding: mirror)',
      'unknown-name',
      'Nothing here is named `mirror`: the words for this place are `same` and `valid`. Write a value (a number, a size, a ' +
        'text in quotes), or in a body the name of a parameter, a layer or a block.',
    ],
    ['repeat 1.5 { relu }', 'wrong-type', '`repeat` takes a whole number of rounds, 0 or more, not 1.5.'],
    ['repeat 0 - 1 { relu }', 'wrong-type', '`repeat` takes a whole number of rounds, 0 or more, not -1.'],
    [
      'for x in 3 { relu }',
      'wrong-type',
      '`for` takes a list such as [16, 32] or a range such as 0..4, not 3.',
    ],
  ])('says what is wrong with %s, once', (statement, code, message) => {
    const { diagnostics } = compileText(model(statement));
    expect(diagnostics.map((diagnostic) => [diagnostic.code, diagnostic.message])).toEqual([[code, message]]);
  });
});
