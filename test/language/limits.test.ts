// Expansion ends, whatever is written: the error names the loop.

import { describe, expect, it } from 'vitest';
import { checkDiagnostics } from './support/checkDiagnostics.ts';
import { compileText, model, networkOf } from './support/compileText.ts';

describe('limits', () => {
  it('refuse a loop of a thousand million rounds', () => {
    checkDiagnostics(model('⟦repeat 1000000000 ⟧{ relu }'), [['loop-too-long', '1,000,000,000 rounds']]);
    checkDiagnostics(model('⟦for i in 0..1G ⟧{ conv(i + 1, 99) }'), [
      ['loop-too-long', '1,000,000,000 rounds'],
    ]);
  });

  it('stop nested loops and name the largest', () => {
    checkDiagnostics(model('repeat 50 { ⟦repeat 5000 ⟧{ relu } }'), [['network-too-large', '20,000 layers']]);
    checkDiagnostics(model('⟦repeat 20000 ⟧{ repeat 9999 { } }'), [['network-too-large', 'steps of work']]);
  });

  it('stop blocks that double', () => {
    const blocks = Array.from(
      { length: 40 },
      (_, index) => `block B${index} { B${index + 1} -> B${index + 1} }`,
    );
    const { diagnostics } = compileText(`${blocks.join('\n')}\nblock B40 { relu }\n${model('B0')}`);
    expect(diagnostics.map(({ code }) => code)).toEqual(['network-too-large']);
  });

  it('refuse shapes beyond any memory', () => {
    checkDiagnostics(model('⟦conv⟧(1000000000000, 1) -> conv(99, 99)'), [['network-too-large', 'numbers']]);
  });

  it('allow networks of thousands of layers', () => {
    expect(networkOf(model('repeat 2500 { relu -> tanh }')).layers).toHaveLength(5001);
  });
});
