// Recipes of one model: equal arguments make one network, different ones different networks.

import { describe, expect, it } from 'vitest';
import { elaborateModel } from '../../extension/language/compile.ts';
import { compileText } from './support/compileText.ts';

const declared = `
model M(n = 2, widths = [8, 16], act = relu) {
  input 1x28x28
  for width in widths { conv(width, 3, padding: same) -> act }
  repeat n { conv(16, 3, padding: same) -> act }
  global_avgpool -> dense(10)
}
`;

function networks(...recipes: readonly string[]) {
  const trains = recipes.map((given, index) => `train r${index} for M${given} { data digits(100) }`);
  const { models, recipes: compiled, diagnostics } = compileText(declared + trains.join('\n'));
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return [models[0]?.network, ...compiled.map(({ network }) => network)];
}

describe('the networks of recipes', () => {
  it('are the model itself where the arguments are its defaults', () => {
    const [model, ...recipes] = networks('', '(n: 2)', '(1 + 1, [8, 16])', '(widths: [8, 16])');
    for (const network of recipes) expect(network).toBe(model);
  });

  it('are one where their arguments are equal', () => {
    const [model, first, second, other] = networks(
      '(n: 4, widths: [16])',
      '(widths: [16], n: 2 * 2)',
      '(n: 5)',
    );
    expect(second).toBe(first);
    expect(first).not.toBe(model);
    expect(other).not.toBe(first);
    expect(other?.arguments['n']).toBe(5);
  });

  it('differ where a layer is handed on', () => {
    const [, first, second] = networks('(act: leaky_relu(0.1))', '(act: leaky_relu(0.2))');
    const slopes = [first, second].map((network) => network?.layers[2]?.attributes['slope']);
    expect(slopes).toEqual([0.1, 0.2]);
  });

  it('tell every recipe of a mistake that its arguments make', () => {
    const text = `${declared}train a for M(n: "x") { data digits(100) }\ntrain b for M(n: "x") { data digits(100) }`;
    expect(compileText(text).recipes.map(({ valid }) => valid)).toEqual([false, false]);
  });
});

describe('arguments from outside', () => {
  it('are looked at beside those of the text, also for a model without parameters', () => {
    const compilation = compileText(
      'model M { input 1x28x28 -> flatten -> dense(10) }\ntrain M { data digits(100) }',
    );
    for (const name of ['width', 'depth']) {
      const { diagnostics } = elaborateModel(compilation, 'M', { [name]: '3' });
      const messages = diagnostics
        .map(({ message }) => message)
        .filter((message) => message.includes('takes none'));
      expect(messages).toEqual([`In \`${name} = 3\`: \`M\` has no parameter \`${name}\`. It takes none.`]);
    }
  });
});
