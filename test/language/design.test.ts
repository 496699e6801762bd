// Advice from the theory: where it is given, where it is not, and how it is silenced.

import { describe, expect, it } from 'vitest';
import { afterFix, checkDiagnostics } from './support/checkDiagnostics.ts';
import { compileText, model } from './support/compileText.ts';

describe('a bias right before bn', () => {
  it('is redundant, and the fix leaves it out', () => {
    const text = model('⟦conv⟧(8, 3) -> bn -> relu\n ⟦conv⟧(8, 3, bias: true) -> bn');
    const [first, second] = checkDiagnostics(text, [['bias-before-bn'], ['bias-before-bn']]);
    expect(afterFix(text, first!)).toContain('conv(8, 3, bias: false) -> bn');
    expect(afterFix(text, second!)).toContain('conv(8, 3, bias: false) -> bn');
  });

  it('is not where something else reads the convolution too', () => {
    checkDiagnostics(model('a = conv(8, 3)\n bn\n add { relu; a }'), []);
    checkDiagnostics(model('conv(8, 3, bias: false) -> bn'), []);
  });
});

describe('dropout right before bn', () => {
  it('falsifies what bn tracks', () => {
    checkDiagnostics(model('⟦dropout⟧(0.5) -> bn\n relu -> ⟦spatial_dropout⟧(0.1) -> bn'), [
      ['dropout-before-bn'],
      ['dropout-before-bn'],
    ]);
    checkDiagnostics(model('bn -> dropout(0.5) -> conv(4, 3)'), []);
  });
});

describe('two weighted layers in a row', () => {
  it('are one, also through bn and dropout', () => {
    checkDiagnostics(model('conv(8, 3) -> ⟦conv⟧(8, 3)'), [['linear-pair']]);
    checkDiagnostics(model('conv(8, 3, bias: false) -> bn -> dropout(0.1) -> ⟦conv⟧(8, 3)'), [
      ['linear-pair'],
    ]);
    checkDiagnostics(model('flatten -> dense(100) -> ⟦dense⟧(10)'.replace('100', '4000')), [['linear-pair']]);
  });

  it('are more where they factor one', () => {
    checkDiagnostics(model('conv(16, 1) -> relu -> conv(4, 1) -> conv(32, 1)'), []);
    checkDiagnostics(model('conv(8, 1x7) -> conv(8, 7x1)'), []);
    checkDiagnostics(model('conv(8, 1) -> conv(8, 3, groups: 8)'), []);
    checkDiagnostics(model('conv(8, 3) -> maxpool(2) -> conv(8, 3)'), []);
  });
});

describe('depth', () => {
  const plain = (n: number, name = 'M') =>
    `model ${name} {\n input 3x32x32\n repeat ${n} { conv(8, 3, padding: same) -> relu }\n}`;

  it('wants shortcuts beyond twenty layers', () => {
    checkDiagnostics(plain(20), []);
    checkDiagnostics(plain(21, '⟦M⟧'), [['deep-without-shortcut', '21 weighted layers in a row']]);
    checkDiagnostics(model('repeat 30 { add { conv(3, 3, padding: same) -> relu; identity } }'), []);
  });
});

describe('the receptive field', () => {
  it('should hold the whole input before a global pooling', () => {
    checkDiagnostics(model('conv(8, 5) -> relu -> ⟦global_avgpool⟧ -> dense(10)'), [
      ['receptive-field-too-small', 'each unit sees 5x5 of the 32x32 input'],
    ]);
    checkDiagnostics(model('conv(8, 5) -> relu -> flatten -> dense(10)'), []);
    checkDiagnostics(model('conv(8, 32) -> relu -> global_avgpool -> dense(10)'), []);
  });
});

describe('dense layers', () => {
  it('should not hold most of a million parameters', () => {
    checkDiagnostics(
      model('conv(64, 3, padding: same) -> relu -> flatten\n ⟦dense⟧(100) -> relu -> dense(10)'),
      [['dense-holds-most-parameters', '(100%)']],
    );
    checkDiagnostics(model('conv(8, 3) -> relu -> flatten -> dense(100)'), []);
  });
});

describe('a pooling', () => {
  it('should look at every pixel', () => {
    const text = model('conv(8, 2) -> relu -> ⟦maxpool⟧(2)');
    const [problem] = checkDiagnostics(text, [
      ['pooling-drops-pixels', 'the last 1 row and 1 column of its input of 31x31'],
    ]);
    checkDiagnostics(afterFix(text, problem!), []);
    checkDiagnostics(model('conv(8, 2) -> relu -> maxpool(3, stride: 2, padding: 1)'), []);
  });
});

describe('a comment', () => {
  it('allows a code on its line or the line below', () => {
    checkDiagnostics(model('conv(8, 3) -> bn  // allow: bias-before-bn'), []);
    checkDiagnostics(model('// allow: bias-before-bn, linear-pair\n conv(8, 3) -> bn -> conv(8, 1)'), []);
    checkDiagnostics(model('conv(8, 3) -> relu  // allow: bias-before-bn\n ⟦conv⟧(8, 3) -> bn'), [
      ['bias-before-bn'],
    ]);
  });

  it('cannot allow errors, nor what does not exist', () => {
    checkDiagnostics(model('⟦rellu⟧  // allow: ⟦unknown-layer⟧'), [
      ['unknown-layer'],
      ['unknown-code', 'is an error'],
    ]);
    checkDiagnostics(model('relu  // allow: ⟦linear-par⟧'), [
      ['unknown-code', 'Did you mean `linear-pair`?'],
    ]);
  });

  it('leaves LeNet-like networks without any advice', () => {
    const { diagnostics } = compileText(
      'model M {\n input 1x28x28\n conv(6, 5, padding: same) -> relu -> maxpool(2)\n conv(16, 5) -> relu -> maxpool(2)\n flatten -> dense(120) -> relu -> dense(84) -> relu -> dense(10)\n}',
    );
    expect(diagnostics).toEqual([]);
  });
});
