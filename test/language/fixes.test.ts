// Quick fixes: what each leaves of the text, and that the text is then right.

import { describe, expect, it } from 'vitest';
import { afterFix, readMarks } from './support/checkDiagnostics.ts';
import { compileText, mainFile, model } from './support/compileText.ts';

/** The text after the fix with this title, which must be offered for exactly one problem. */
function fixed(text: string, title: string): string {
  const offered = compileText(text).diagnostics.filter(({ file, fixes }) => {
    return file === mainFile && fixes.some((fix) => fix.title === title);
  });
  expect(offered).toHaveLength(1);
  const [diagnostic] = offered;
  const fixes = diagnostic!.fixes.filter((fix) => fix.title === title);
  return afterFix(readMarks(text).text, { ...diagnostic!, fixes });
}

/** As `fixed`, of a text in which nothing is wrong any more. */
function cured(text: string, title: string): string {
  const result = fixed(text, title);
  expect(compileText(result).diagnostics).toEqual([]);
  return result;
}

describe('what is not used', () => {
  it('is removed: a block with its comments and the line behind it', () => {
    const before = 'block A { relu }\n\n';
    const rest = 'model M { input 1x8x8 -> A -> flatten -> dense(2) }';
    expect(
      cured(`${before}/// Lonely.\nblock B(c) {\n  conv(c, 1)\n}\n\n${rest}`, 'Remove the block `B`'),
    ).toBe(`${before}${rest}`);
    expect(cured(`block B { relu } block A { relu }\n${rest}`, 'Remove the block `B`')).toBe(
      `block A { relu }\n${rest}`,
    );
  });

  it('is removed: a last parameter that no call gives', () => {
    const text = (parameters: string) =>
      `block B(${parameters}) { conv(c, 1) -> relu }\nmodel M { input 1x8x8 -> B(4) -> flatten -> dense(2) }`;
    expect(cured(text('c, d = 2'), 'Remove the parameter `d`')).toBe(text('c'));
    const others = [text('d = 2, c = 4'), text('c, d = 2').replace('B(4)', 'B(4, 5)')];
    for (const other of others)
      expect(compileText(other).diagnostics.map(({ code, fixes }) => [code, fixes])).toEqual([
        ['unused-parameter', []],
      ]);
  });

  it('is removed: a statement of the model', () => {
    const text = (statement: string) =>
      `model M {\n  input 1x8x8\n  a = conv(4, 3) -> relu\n${statement}  a -> flatten -> dense(2)\n}`;
    expect(cured(text('  b = conv(8, 3) -> relu // unused\n'), 'Remove the statement')).toBe(text(''));
  });
});

describe('what is too much', () => {
  it.each([
    ['relu(3)', 'relu'],
    ['conv(4, 3, kernel: 5)', 'conv(4, 3)'],
    ['conv(4, channels: 5, kernel: 3)', 'conv(4, kernel: 3)'],
  ])('is removed from %s', (call, left) => {
    expect(cured(model(call), 'Remove the argument')).toBe(model(left));
  });

  it('is removed: arguments of a named value, and the second entry of a kind', () => {
    expect(cured(model('a = conv(4, 3)\n relu\n add { a(2); identity }'), 'Remove the arguments')).toBe(
      model('a = conv(4, 3)\n relu\n add { a; identity }'),
    );
    const text = (entries: string) =>
      `model M { input 1x28x28 -> flatten -> dense(10) }\ntrain M {${entries}}`;
    expect(cured(text('\n  data digits\n  batch 8\n  batch 16 // more\n'), 'Remove this `batch`')).toBe(
      text('\n  data digits\n  batch 8\n'),
    );
    expect(cured(text(' data digits; batch 8; batch 16; epochs 2 '), 'Remove this `batch`')).toBe(
      text(' data digits; batch 8; epochs 2 '),
    );
  });

  it.each([
    ['input 3x8x8 -> relu', 'relu'],
    ['input 3x8x8\n relu', ' relu'],
    ['relu -> input 3x8x8', 'relu'],
  ])('is removed: the input of a block that begins with %s', (body, left) => {
    const text = (inner: string) => `block B {\n${inner}\n}\n${model('B')}`;
    expect(cured(text(body), 'Remove the `input`')).toBe(text(left));
  });
});

describe('shapes', () => {
  it('flatten a feature map before a dense layer', () => {
    expect(fixed('model M { input 1x8x8 -> conv(2, 3) -> dense(10) }', 'Add `flatten ->`')).toBe(
      'model M { input 1x8x8 -> conv(2, 3) -> flatten -> dense(10) }',
    );
  });

  it('keep the size where a kernel is larger than the input', () => {
    expect(cured('model M { input 1x4x4 -> conv(2, 5) }', 'Set `padding: same`')).toBe(
      'model M { input 1x4x4 -> conv(2, 5, padding: same) }',
    );
    const [pooling] = compileText('model M { input 1x4x4 -> maxpool(5) }').diagnostics;
    expect([pooling?.code, pooling?.fixes]).toEqual(['kernel-larger-than-input', []]);
  });
});

describe('recipes', () => {
  const recipe = (net: string, entries: string) =>
    `model M(classes = 10) {\n  ${net}\n}\ntrain M {${entries}}`;
  const flat = (shape: string) => `input ${shape} -> flatten -> dense(classes)`;

  it('get data', () => {
    expect(cured(recipe(flat('1x28x28'), '\n  epochs     2\n'), 'Add `data digits(12000)`')).toBe(
      recipe(flat('1x28x28'), '\n  data       digits(12000)\n  epochs     2\n'),
    );
    expect(cured(recipe(flat('1x28x28'), ' epochs 2 '), 'Add `data digits(12000)`')).toBe(
      recipe(flat('1x28x28'), ' data   digits(12000); epochs 2 '),
    );
  });

  it('pad the images, or change the input', () => {
    const text = recipe(flat('1x32x32'), '\n  data       digits\n  epochs     2\n');
    expect(cured(text, 'Add `transform pad(2)`')).toBe(
      recipe(flat('1x32x32'), '\n  data       digits\n  transform  pad(2)\n  epochs     2\n'),
    );
    expect(cured(text, 'Change the input to `1x28x28`')).toBe(text.replace('1x32x32', '1x28x28'));
    const inline = recipe(flat('1x30x32'), ' data digits ');
    expect(cured(inline, 'Add `transform pad(1x2)`')).toContain('{ data digits; transform pad(1x2) }');
  });

  it('resize, crop and grey the images, before they are normalised', () => {
    const colour = recipe(flat('1x28x28'), ' data cifar10("c"); transform normalize ');
    expect(cured(colour, 'Add `transform resize(28), grayscale`')).toBe(
      colour.replace('normalize', 'resize(28), grayscale, normalize'),
    );
    expect(cured(colour, 'Add `transform center_crop(28), grayscale`')).toContain(
      'transform center_crop(28), grayscale, normalize }',
    );
    const sized = recipe(flat('3x24x20'), ' data images("i", size: 32); transform normalize, pad(1) ');
    expect(cured(sized.replace('classes = 10', 'classes = 2'), 'Add `transform resize(24x20)`')).toContain(
      'transform normalize, pad(1), resize(24x20) }',
    );
    const grey = recipe(flat('1x32x32'), '\n  data   shapes\n  epochs 2\n');
    expect(cured(grey, 'Add `transform grayscale`')).toBe(
      grey.replace('shapes\n', 'shapes\n  transform grayscale\n'),
    );
    const larger = recipe(flat('3x47x32'), ' data shapes ');
    expect(cured(larger, 'Add `transform pad([7, 0, 8, 0])`')).toContain('transform pad([7, 0, 8, 0])');
    expect(cured(larger, 'Add `transform resize(47x32)`')).toContain('transform resize(47x32)');
  });

  it('change the input alone where grey images would need colours', () => {
    const text = recipe(flat('3x28x28'), ' data digits ');
    const [diagnostic] = compileText(text).diagnostics;
    expect(diagnostic!.fixes.map(({ title }) => title)).toEqual(['Change the input to `1x28x28`']);
    expect(diagnostic!.message).toContain("change the model's `input` to 1x28x28, or choose other data");
  });

  it('give the classifier as many outputs as there are classes', () => {
    const text = recipe(flat('1x28x28'), ' data digits ');
    expect(cured(text.replace('= 10', '= 12'), 'Set `classes` to 10')).toBe(text);
    expect(
      cured(text.replace('dense(classes)', 'dense(12)').replace('(classes = 10)', ''), 'Set `units` to 10'),
    ).toContain('dense(10)');
  });

  it('get a classifier behind a feature map', () => {
    const text = recipe('input 1x28x28 -> conv(8, 3) -> relu', ' data digits ').replace('(classes = 10)', '');
    expect(fixed(text, 'Add `global_avgpool -> dense(10)`')).toContain(
      'conv(8, 3) -> relu -> global_avgpool -> dense(10)\n',
    );
  });

  it('crop to the size of the images', () => {
    const text = recipe(flat('1x28x28'), ' data digits; augment crop(24, padding: 4) ');
    expect(cured(text, 'Change to `28`')).toBe(text.replace('24', '28'));
  });
});

describe('advice', () => {
  it('puts an activation between two linear layers, behind what belongs to the first', () => {
    expect(
      cured(model('a = conv(8, 3, bias: false) -> bn\n conv(16, 3)'), 'Add `-> relu` behind the first one'),
    ).toBe(model('a = conv(8, 3, bias: false) -> bn -> relu\n conv(16, 3)'));
  });

  it('corrects a code that is misspelt', () => {
    expect(
      cured(model('// allow: bias-befor-bn\n conv(8, 3) -> bn'), 'Change to `bias-before-bn`'),
    ).toContain('// allow: bias-before-bn\n');
  });

  it('puts the sign that the language has between a name and its value', () => {
    expect(cured(model('conv(8, 3, stride = 2)'), 'Change to `:`')).toBe(model('conv(8, 3, stride: 2)'));
    const text = 'block B(c: 4) { conv(c, 3) }\nmodel M { input 1x8x8 -> B }';
    expect(cured(text, 'Change to `=`')).toBe(text.replace('c: 4', 'c = 4'));
  });
});
