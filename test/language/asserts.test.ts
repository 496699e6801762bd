// Asserts: figures of the network against what the text says.

import { describe, expect, it } from 'vitest';
import { checkDiagnostics } from './support/checkDiagnostics.ts';
import { compileText, model } from './support/compileText.ts';

/** 6 * 25 + 6 weights, 6 * 784 outputs, then 4704 * 10 + 10. */
const net = ' input 1x28x28\n conv(6, 5, padding: same) -> relu\n flatten -> dense(10)\n';

describe('asserts', () => {
  it.each([
    'params == 47206',
    'params < 300k and params >= 47k',
    'params within 1% of 47.3k',
    'macs == 6 * 784 * 25 + 47040',
    'connections == macs + 6 * 784 + 10',
    'neurons == 6 * 784 + 10',
    'flops > 2 * macs',
    'memory < 1M',
    'receptive_field >= 28',
    'depth == 2',
    'output == 10',
    'output.channels == 10 or true',
    'classes == 10',
  ])('hold: %s', (condition) => {
    expect(
      compileText(
        `model M(classes = 10) {\n${net} output = relu\n assert ${condition}\n}`,
      ).diagnostics.filter(({ code }) => code !== 'unused-parameter'),
    ).toEqual([]);
  });

  it.each([
    ['⟦params < 300⟧', '`params` is 47,206: the text asserts that it is less than 300.'],
    ['⟦params == 47200⟧', '`params` is 47,206, 6 too many: the text asserts that it is 47,200.'],
    ['params > 1 and ⟦depth >= 20⟧', '`depth` is 2, 18 too few: the text asserts that it is at least 20.'],
    [
      '⟦params within 1% of 50k⟧',
      '`params` is 47,206, 5.59% away: the text asserts that it is within 1% of 50,000.',
    ],
    ['⟦output == 1000⟧', '`output` is 10: the text asserts that it is 1,000.'],
    ['⟦not params > 1⟧', 'This does not hold: `not params > 1`.'],
  ])('fail with the figure and the limit: %s', (condition, message) => {
    checkDiagnostics(`model M {\n${net} assert ${condition}\n}`, [['assert-failed', message]]);
  });

  it('suggest figures', () => {
    checkDiagnostics(`model M {\n${net} assert ⟦parms⟧ < 3\n}`, [['unknown-name', 'Did you mean `params`?']]);
    checkDiagnostics(`model M {\n${net} assert ⟦params⟧\n}`, [['wrong-type', 'compare it with something']]);
  });

  it('stay quiet in a network with errors', () => {
    checkDiagnostics(model(' conv(6, ⟦99⟧)\n assert params < 1'), [['kernel-larger-than-input']]);
  });

  it('of a block speak of its own values, at each use', () => {
    const block = 'block Half(c) {\n assert ⟦c % 2 == 0⟧\n conv(c // 2, 1)\n}\n';
    checkDiagnostics(block + model('Half(4) -> relu\n Half(3)'), [['assert-failed', '`c % 2` is 1']]);
    checkDiagnostics(`block B {\n assert ⟦params⟧ < 3\n relu\n}\n${model('B')}`, [
      ['assert-in-block', '`params`'],
    ]);
  });
});
