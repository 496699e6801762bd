// What stands over models and recipes: figures, change since the last commit, actions.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compile } from '../../extension/language/compile.ts';
import { codeLenses } from '../../extension/language-server/codeLenses.ts';
import { HeadCompilations } from '../../extension/language-server/headCompilations.ts';
import {
  changeInPercent,
  parameterText,
  signedParameters,
} from '../../extension/language-server/quantity.ts';
import { compileText, mainFile, textIn } from './markedText.ts';

const net = (body: string, rest = '') =>
  `model Net(classes = 10) {\n  input 1x28x28\n  ${body}\n  flatten -> dense(classes)\n}\n${rest}`;

/** Each lens as one line: the name that it stands over, figures, difference, actions. */
function shown(text: string, head?: string): string[] {
  const before = head === undefined ? undefined : compileText(head);
  return codeLenses(compileText(text), before).map(({ range, figures, difference, actions, recipe }) =>
    [
      textIn(text, range),
      figures,
      difference,
      ...actions.map((action) => (action === 'train' ? `train ${recipe ?? '?'}` : action)),
    ].join(' | '),
  );
}

describe('Code lenses', () => {
  it("show LeNet-5's parameters and multiply-adds, its diagram and its training", () => {
    const text = readFileSync('models/lenet5.cnn', 'utf8');
    // 61,706 parameters and 416,520 multiply-adds: counted by hand from the paper's table.
    expect(shown(text)).toEqual([
      'LeNet5 | 61,706 parameters, 417 kMAC |  | diagram | train LeNet5 | profile',
      'LeNet5 |  |  | train LeNet5',
    ]);
  });

  it('offer no training over a model without a recipe', () => {
    expect(shown(net('conv(4, 5) -> relu'))).toEqual([
      'Net | 23,154 parameters, 80.6 kMAC |  | diagram | profile',
    ]);
  });

  it('leave the choice to the user where a model has several recipes and none bears its name', () => {
    const recipes = 'train a for Net { data digits }\ntrain b for Net(classes: 10) { data digits }\n';
    expect(shown(net('relu', recipes)).map((line) => line.split(' | ').slice(3).join())).toEqual([
      'diagram,train ?,profile',
      'train a',
      'train b',
    ]);
    expect(shown(net('relu', `${recipes}train Net { data digits }\n`))[0]).toContain('train Net');
  });

  it('show figures over a recipe that gives the model other arguments', () => {
    const text = net(
      'conv(4, 28) -> relu',
      'train Net(classes: 10) { data digits }\ntrain x for Net(classes: 20) { data digits }',
    );
    expect(
      shown(text)
        .slice(1)
        .map((line) => line.split(' | ')[1]),
    ).toEqual(['', '3,240 parameters, 3.22 kMAC']);
  });

  it('keep the actions and drop the figures of a model with errors', () => {
    expect(shown(net('conv(4, 50)'), net('relu'))).toEqual(['Net |  |  | diagram']);
  });

  it('tell the difference from the last commit', () => {
    const [before, after] = [net('conv(4, 5, padding: same)'), net('conv(2, 5, padding: same)')];
    // 4 * 26 + 10 * (4 * 784 + 1) = 31,474 and 2 * 26 + 10 * (2 * 784 + 1) = 15,742 parameters;
    // each channel costs 784 * 25 + 784 * 10 multiply-adds, so half as many channels cost half.
    expect(shown(after, before)).toEqual([
      'Net | 15,742 parameters, 54.9 kMAC | -15,732 parameters, -50 % MACs since HEAD | diagram | profile',
    ]);
    expect(shown(before, after)[0]).toContain('| +15,732 parameters, +100 % MACs since HEAD |');
    // Without padding there are fewer places to compute, and a smaller dense layer.
    expect(shown(net('conv(4, 1)'), net('conv(4, 1, bias: false)'))[0]).toContain(
      '| +4 parameters since HEAD |',
    );
    expect(shown(net('maxpool(2)\n  conv(1, 1)'), net('conv(1, 1)\n  maxpool(2)'))[0]).toContain(
      'MACs since HEAD',
    );
  });

  it('say nothing of models that did not change, that are new, or that had errors', () => {
    const text = net('conv(4, 5)');
    for (const head of [text, '', net('conv(4, 5').replace(')', ''), text.replace('Net', 'Other')])
      expect(shown(text, head)[0]?.split(' | ')[2]).toBe('');
  });
});

describe('Texts of the last commit', () => {
  const importing = 'import "blocks.cnn"\nmodel M { input 1x8x8 -> B -> flatten -> dense(10) }';
  const blocks = 'file:///nets/blocks.cnn';

  it('are asked for, imports one after another', () => {
    const heads = new HeadCompilations(compile);
    expect(heads.of(mainFile, {})).toEqual({ compilation: undefined, missing: [mainFile] });
    expect(heads.of(mainFile, { [mainFile]: importing })).toEqual({
      compilation: undefined,
      missing: [blocks],
    });
    const { compilation, missing } = heads.of(mainFile, {
      [mainFile]: importing,
      [blocks]: 'block B { relu }',
    });
    expect(missing).toEqual([]);
    expect(compilation?.models[0]?.valid).toBe(true);
  });

  it('are compiled once', () => {
    const heads = new HeadCompilations(compile);
    const texts = { [mainFile]: 'model M { input 1x8x8 -> flatten }' };
    const first = heads.of(mainFile, texts);
    expect(heads.of(mainFile, { ...texts })).toBe(first);
    expect(heads.of(mainFile, { [mainFile]: 'model M { input 1x8x8 -> relu }' })).not.toBe(first);
  });

  it('give nothing to compare with where the file is new', () => {
    expect(new HeadCompilations(compile).of(mainFile, { [mainFile]: null })).toEqual({
      compilation: undefined,
      missing: [],
    });
  });
});

describe('Quantities', () => {
  it.each([
    [61_706, '61,706 parameters'],
    [1, '1 parameter'],
    [99_999, '99,999 parameters'],
    [100_000, '100 k parameters'],
    [25_557_032, '25.6 M parameters'],
  ])('write %i parameters as %s', (count, text) => {
    expect(parameterText(count)).toBe(text);
  });

  it.each([
    [1_200_000, '+1.20 M parameters'],
    [-650, '-650 parameters'],
  ])('write the difference %i as %s', (difference, text) => {
    expect(signedParameters(difference)).toBe(text);
  });

  it.each([
    [100, 92, '-8 %'],
    [1000, 1002.5, '+0.25 %'],
    [1000, 1096, '+9.6 %'],
    [1, 3, '+200 %'],
    [100_000, 99_999, '-0.001 %'],
  ])('write the change from %d to %d as %s', (before, after, text) => {
    expect(changeInPercent(before, after)).toBe(text);
  });
});
