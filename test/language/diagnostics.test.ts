// What the checker says about names, arguments, flow and shapes: at the exact token, once, with the numbers.

import { describe, expect, it } from 'vitest';
import { afterFix, checkDiagnostics } from './support/checkDiagnostics.ts';
import { compileText, model } from './support/compileText.ts';

describe('names', () => {
  it('suggests the layer, attribute or value that was meant, and changes to it', () => {
    const text = model(' conv(8, 3, ⟦strid⟧: 2)\n ⟦rellu⟧\n conv(⟦chanels⟧, 3)').replace(
      'M {',
      'M(channels = 4) {',
    );
    const found = checkDiagnostics(text.replace('⟦rellu⟧', '⟦rellu⟧\n conv(channels, 3)'), [
      ['unknown-attribute', '`conv` has no attribute `strid`. Did you mean `stride`?'],
      ['unknown-layer', 'There is no layer or block `rellu`. Did you mean `relu`?'],
      ['unknown-name', 'Did you mean `channels`?'],
    ]);
    expect(
      afterFix(
        model('conv(8, 3, ⟦strid⟧: 2)'),
        checkDiagnostics(model('conv(8, 3, ⟦strid⟧: 2)'), [['unknown-attribute']])[0]!,
      ),
    ).toContain('stride: 2');
    expect(found[1]?.fixes[0]?.title).toBe('Change to `relu`');
  });

  it('suggests across conventions of spelling', () => {
    checkDiagnostics(model('⟦LeakyReLU⟧\n ⟦Conv2d⟧(8, 3)\n ⟦MaxPool2d⟧(2)'), [
      ['unknown-layer', 'Did you mean `leaky_relu`?'],
      ['unknown-layer', 'Did you mean `conv`?'],
      ['unknown-layer', 'Did you mean `maxpool`?'],
    ]);
  });

  it('finds them in blocks that nothing uses', () => {
    checkDiagnostics('block B(c) { conv(c, 3, ⟦nope⟧: 1) -> ⟦gone⟧ }', [
      ['unknown-attribute', '`conv` has no attribute `nope`. It has `channels`, `kernel`'],
      [
        'unknown-layer',
        'There is no layer or block `gone`. Declare it with `block gone { … }`, or import the file that does.',
      ],
    ]);
  });

  it('tells models, merges and layers apart', () => {
    checkDiagnostics(
      `model A { input 1x8x8 -> relu }\n${model('⟦A⟧\n ⟦add⟧\n ⟦relu⟧ { tanh }\n ⟦conct⟧ { tanh; relu }')}`,
      [
        ['model-as-layer', '`A` is a model'],
        ['branches-missing', 'write `add { … }`'],
        ['unknown-merge', '`relu` takes no branches in braces'],
        ['unknown-merge', 'Did you mean `concat`?'],
      ],
    );
  });

  it('warns of names that hide others', () => {
    checkDiagnostics(
      'block ⟦relu⟧(c) { conv(c, 1) -> elu }\nmodel M(n = 1) {\n input 1x8x8\n ⟦n⟧ = relu(n)\n ⟦tanh⟧ = relu(2)\n repeat 2 as ⟦n⟧ { relu(n + 1) }\n}',
      [
        ['shadowing'],
        ['shadowing', 'parameter of that name in line 2'],
        ['shadowing', 'layer'],
        ['shadowing', 'value of that name in line 4'],
      ],
    );
  });

  it('warns of blocks and parameters that nothing uses', () => {
    checkDiagnostics(`block ⟦Lonely⟧ { relu }\nblock Unit(c, ⟦d⟧ = 2) { conv(c, 1) }\n${model('Unit(3)')}`, [
      ['unused-block', 'The block `Lonely` is never used.'],
      ['unused-parameter', 'The parameter `d` is never used.'],
    ]);
    checkDiagnostics('block Library { relu }', []);
  });

  it('reports declarations, parameters and recipes of one name', () => {
    checkDiagnostics(
      'block A { relu }\nblock ⟦A⟧ { tanh }\nblock B(c, ⟦c⟧) { conv(c, 1) }\nmodel M { input 1x28x28 -> A -> B(1) -> flatten -> dense(10) }\n' +
        'train M { data digits }\ntrain ⟦M⟧ { data digits }',
      [['duplicate-declaration', 'line 1'], ['duplicate-parameter'], ['duplicate-recipe', 'train quick for']],
    );
  });
});

describe('arguments', () => {
  it.each([
    ['⟦conv⟧(8)', 'missing-argument', '`conv` needs its attribute `kernel`, a size such as 3 or 3x3.'],
    ['⟦conv⟧', 'missing-argument', '`conv` needs its attribute `channels`'],
    ['relu(⟦3⟧)', 'too-many-arguments', '`relu` takes no arguments, and this is argument 1.'],
    ['conv(8, 3, ⟦kernel⟧: 5)', 'duplicate-argument', 'is given `kernel` twice'],
    ['conv(⟦0⟧, 3)', 'wrong-type', '`channels` must be a whole number, at least 1, not 0.'],
    ['conv(8, ⟦3x3x3⟧)', 'wrong-type', '`kernel` must be a size such as 3 or 3x3, not 3x3x3.'],
    ['conv(8, 3, padding: ⟦"sam"⟧)', 'wrong-type', '`padding` must be `same`, `valid`, a number'],
    ['conv(⟦relu⟧, 3)', 'wrong-type', '`channels` must be a whole number, at least 1, not a layer.'],
    ['dropout(⟦1.5⟧)', 'wrong-type', 'from 0 to 1, not 1.5.'],
    ['Unit(⟦x⟧: 3)', 'unknown-parameter', '`Unit` has no parameter `x`. It has `c`, `act`.'],
    ['⟦Unit⟧', 'missing-argument', '`Unit` needs its parameter `c`.'],
    ['Unit(1, relu, ⟦3⟧)', 'too-many-arguments', '`Unit` takes 2 arguments at most'],
  ])('checks %s', (statement, code, message) => {
    const block = 'block Unit(c, act = relu) { conv(c, 1) -> act }\n';
    checkDiagnostics(block + model(` Unit(1)\n ${statement}`), [[code, message]]);
  });

  it('checks the arguments of layers that are passed by name where they are written', () => {
    const block = 'block Unit(act) { act }\n';
    checkDiagnostics(block + model('Unit(leaky_relu(⟦slop⟧: 1))'), [
      ['unknown-attribute', 'Did you mean `slope`?'],
    ]);
    const [problem] = checkDiagnostics(`block Unit(act) { ⟦act⟧ }\n${model('Unit(leaky_relu("a"))')}`, [
      ['wrong-type', '`slope` must be a number, not "a".'],
    ]);
    expect(problem?.related.map(({ message }) => message)).toContain('`slope` is given here.');
  });
});

describe('flow', () => {
  it('needs an input first, and one only', () => {
    const [missing] = checkDiagnostics('model M {\n  ⟦conv⟧(8, 3)\n  relu\n}', [
      ['missing-input', '`input 3x32x32`'],
    ]);
    expect(afterFix('model M {\n  conv(8, 3)\n  relu\n}', missing!)).toBe(
      'model M {\n  input 3x32x32\n  conv(8, 3)\n  relu\n}',
    );
    checkDiagnostics(model('relu\n ⟦input⟧ 3x8x8\n conv(99, 99)'), [['input-not-first']]);
    checkDiagnostics(`block B { ⟦input⟧ 3x8x8 }\n${model('B')}`, [['input-in-block']]);
    checkDiagnostics('model M { input ⟦32x32⟧ -> relu }', [['wrong-type', 'channels x height x width']]);
  });

  it('says of an empty model how to begin it, once its text is whole', () => {
    checkDiagnostics('model ⟦M⟧ {\n}', [['missing-input', '`input 3x32x32`']]);
    checkDiagnostics('model M ⟦{⟧', [['unclosed-brace']]);
  });

  it('keeps named values at the beginning of chains', () => {
    checkDiagnostics(model('a = conv(8, 3)\n maxpool(2) -> ⟦a⟧ -> conv(99, 99)'), [['value-inside-chain']]);
    checkDiagnostics(model('a = conv(8, 3)\n a⟦(3)⟧'), [['value-with-arguments']]);
  });

  it('warns of what nothing uses', () => {
    checkDiagnostics(model('a = conv(8, 3)\n ⟦maxpool⟧(2)\n a -> flatten'), [['unused-value', '`maxpool`']]);
  });

  it('wants branches in merges, and layers in heads', () => {
    checkDiagnostics(model('⟦add⟧ { }\n conv(99, 99)'), [['empty-merge']]);
    checkDiagnostics(model('⟦add⟧ { relu }'), [['single-branch', 'one branch only']]);
    checkDiagnostics(model('⟦concat⟧ { for k in [1, 3] { conv(2, k, padding: same) -> relu } }'), [
      ['single-branch', '`concat for … { … }`'],
    ]);
    checkDiagnostics(model('relu\n head ⟦aux⟧ { }\n tanh'), [['empty-head']]);
    checkDiagnostics(model('relu\n head a { flatten -> dense(2)\n head ⟦b⟧ { relu } }\n tanh'), [
      ['head-in-head'],
    ]);
  });
});

describe('shapes', () => {
  it.each([
    [
      'maxpool(16) -> conv(8, ⟦5⟧)',
      'kernel-larger-than-input',
      'The 5x5 kernel of `conv` does not fit its input of 2x2',
    ],
    ['flatten -> ⟦conv⟧(8, 3)', 'feature-map-expected', 'its input is a vector of 3072'],
    ['⟦dense⟧(10)', 'vector-expected', 'its input is a feature map of 3x32x32'],
    [
      'conv(8, 1, groups: ⟦2⟧)',
      'groups-do-not-divide-channels',
      '2 groups do not divide the 3 input channels',
    ],
    ['maxpool(2, padding: ⟦2⟧)', 'padding-not-smaller-than-kernel', 'use at most 1'],
    ['channel_pad(⟦1⟧)', 'fewer-channels-than-input', 'from 3 to 1'],
    ['scale(2, bias: ⟦true⟧)', 'bias-needs-trainable', 'add `trainable: true`'],
  ])('checks %s, and stays quiet about what follows', (statement, code, message) => {
    const [problem] = checkDiagnostics(
      model(`${statement}\n conv(99, 99) -> dense(3)\n add { relu; conv(7, 7) }`),
      [[code, message]],
    );
    expect(problem?.related.at(0)?.message).toMatch(/gives .* here\./);
  });

  it('names the uses and rounds that lead to a problem', () => {
    const [problem] = checkDiagnostics(
      `block Down(k) { maxpool(2) -> conv(8, ⟦k⟧) -> relu }\n${model('for k in [3, 5, 7] { Down(k) }')}`,
      [['kernel-larger-than-input', 'The 7x7 kernel of `conv` does not fit its input of 1x1']],
    );
    expect(problem?.related.map(({ message }) => message)).toEqual([
      '`maxpool` gives 8x1x1 here.',
      'In this use of `Down`, whose input is 8x3x3.',
      'In round 3 of 3, where `k` is 7.',
    ]);
  });

  it('blames the pooling that drops a row, and mends it', () => {
    const text = model('⟦concat⟧ {\n  maxpool(2)\n  conv(8, 1, stride: 2)\n }', '3x33x33');
    const [problem] = checkDiagnostics(text, [
      [
        'concat-sizes-differ',
        '3x16x16',
        '8x17x17',
        '`maxpool` in line 4 drops 1 row and 1 column: use `ceil: true`.',
      ],
    ]);
    expect(problem?.related.map(({ message }) => message)).toEqual([
      'Branch 1 ends in this `maxpool` and gives 3x16x16.',
      'Branch 2 ends in this `conv` and gives 8x17x17.',
    ]);
    const fixed = afterFix(text, problem!);
    expect(fixed).toContain('maxpool(2, ceil: true)');
    checkDiagnostics(fixed, []);
  });

  it('projects the shortcut of an `add`, with the parameters of its block', () => {
    const text =
      'block Res(c, s) {\n ⟦add⟧ {\n  conv(c, 3, stride: s, padding: same, bias: false) -> bn\n  identity\n } -> relu\n}\n' +
      model('Res(8, 2)');
    const [problem] = checkDiagnostics(text, [['merge-shapes-differ', '8x16x16', '3x32x32']]);
    const fixed = afterFix(text, problem!);
    expect(fixed).toContain('\n  conv(c, 1, stride: s, bias: false) -> bn\n');
    checkDiagnostics(fixed, []);
  });

  it('projects a named value and a plain branch', () => {
    const named = model('a = conv(4, 1) -> relu\n conv(8, 1) -> relu\n ⟦add⟧ {\n  tanh\n  a\n }');
    const [first] = checkDiagnostics(named, [['merge-shapes-differ', '8x32x32', '4x32x32']]);
    expect(afterFix(named, first!)).toContain('\n  a -> conv(8, 1)\n');
    const plain = model('⟦add⟧ {\n  conv(8, 1) -> relu\n  conv(4, 1) -> tanh\n }');
    const [second] = checkDiagnostics(plain, [['merge-shapes-differ']]);
    expect(afterFix(plain, second!)).toContain('conv(4, 1) -> tanh -> conv(8, 1)\n');
  });

  it('says nothing of a merge with a broken branch', () => {
    checkDiagnostics(model('add {\n  conv(8, 3, ⟦nope⟧: 1)\n  relu\n }\n conv(99, 99)'), [
      ['unknown-attribute'],
    ]);
  });
});

describe('blocks that lead back to themselves', () => {
  it('are named, once for each circle, and never expanded', () => {
    checkDiagnostics(
      `block A(n) { relu -> ⟦A⟧(n) }\nblock B { C }\nblock C { if true { D } }\nblock D { ⟦B⟧ }\n${model('A(1)\n B\n C\n D')}`,
      [
        ['block-cycle', 'The block `A` uses itself'],
        ['block-cycle', '`B` uses `C` uses `D` uses `B`'],
      ],
    );
  });

  it('are found where they are passed by name', () => {
    const { diagnostics, models } = compileText(`block Apply(f) { f(f) }\n${model('Apply(Apply)')}`);
    expect(diagnostics.map(({ code }) => code)).toEqual(['block-cycle']);
    expect(models[0]?.valid).toBe(false);
  });
});
