// Texts that would grow without end, or are no texts at all: each ends with a diagnostic that says so.

import { describe, expect, it, vi } from 'vitest';
import { limits } from '../../extension/language/elaboration/limits.ts';
import { Scope } from '../../extension/language/elaboration/scope.ts';
import { compileText, model } from './support/compileText.ts';

const depth = 10_000;

function codesOf(text: string): readonly string[] {
  const { diagnostics, models, recipes } = compileText(text);
  for (const severity of ['error', 'warning', 'info']) {
    const count = diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
    expect(count).toBeLessThanOrEqual(limits.diagnostics);
  }
  for (const { message } of diagnostics) expect(message.length).toBeLessThanOrEqual(1001);
  const layers = [...models, ...recipes].map(({ network }) => network?.layers.length ?? 0);
  expect(Math.max(0, ...layers)).toBeLessThanOrEqual(limits.layers);
  return [...new Set(diagnostics.map(({ code }) => code))];
}

/** Blocks `B0` to `B<count - 1>`, each made of what `body` makes of the next one's name. */
function blockRow(count: number, body: (next: string) => string, last: string, parameters = ''): string {
  return Array.from({ length: count }, (_, index) => {
    const inside = index === count - 1 ? last : body(`B${index + 1}`);
    return `block B${index}(${parameters}) { ${inside} }\n`;
  }).join('');
}

const nest = (open: string, inside: string, close: string, levels = depth) =>
  open.repeat(levels) + inside + close.repeat(levels);

describe('growth', () => {
  it.each([
    ['a loop of 10^9 rounds', model('repeat 1000000000 { relu }'), 'loop-too-long'],
    ['a range of 10^9', model('for i in 0..1000000000 { relu }'), 'loop-too-long'],
    ['loops in loops', model(nest('repeat 1000 { ', 'relu', ' }', 10)), 'network-too-large'],
    ['loops in loops of nothing', model(nest('repeat 20000 { ', '', ' }', 3)), 'network-too-large'],
    ['a block of itself', `block A() { A() }\n${model('A()')}`, 'block-cycle'],
    ['blocks of one another', `${blockRow(3, (next) => `${next}()`, 'B0()')}${model('B0()')}`, 'block-cycle'],
    ['a block that is given itself', `block A(f) { f(f) -> f(f) }\n${model('A(A)')}`, 'block-cycle'],
    [
      '2^40 layers',
      `${blockRow(40, (next) => `${next}()\n${next}()`, 'relu')}${model('B0()')}`,
      'network-too-large',
    ],
    [
      '2^40 times nothing',
      `${blockRow(40, (next) => `${next}()\n${next}()`, 'identity')}${model('B0()')}`,
      'network-too-large',
    ],
    [
      'a list of 2^60 numbers',
      `${blockRow(60, (next) => `${next}([a, a])`, 'conv(a, 1)', 'a')}${model('B0(1)')}`,
      'network-too-large',
    ],
    ['2^60 channels', model('concat { identity; identity }\n'.repeat(60)), 'network-too-large'],
    ['a range for an attribute', model('conv(0..1000000000, 3)'), 'wrong-type'],
    [
      'a long row of blocks',
      `${blockRow(5000, (next) => `${next}()`, 'relu')}${model('B0()')}`,
      'network-too-large',
    ],
    [
      'models by the hundred',
      Array.from({ length: 200 }, (_, index) => `model M${index} { input 8; repeat 15000 { relu } }\n`).join(
        '',
      ),
      'network-too-large',
    ],
    [
      'recipes by the hundred',
      `model M(n = 1) { input 8; repeat n { relu } }\n${Array.from(
        { length: 200 },
        (_, index) => `train t${index} for M(n: ${10_000 + index}) { data shapes(10) }\n`,
      ).join('')}`,
      'network-too-large',
    ],
  ])('%s', (_, text, code) => {
    expect(codesOf(text)).toContain(code);
  });

  it('takes a range of any length as a default', () => {
    const { models } = compileText('model M(r = 0..1000000000) { input 8; dense(len(r) // 100000000) }');
    expect(models[0]?.network?.arguments).toEqual({ r: '0..1000000000' });
  });
});

describe('mistakes in loops', () => {
  it.each([
    ['layer', 'cnv(8)'],
    ['name', 'conv(chanels, 3)'],
    ['value', 'conv(vlue.channels, 3)'],
  ])('that name an unknown %s are looked into once', (_, statement) => {
    const names = vi.spyOn(Scope.prototype, 'names');
    compileText(model(`repeat 5000 { ${statement} }`)).diagnostics.forEach(({ code }) => {
      expect(code).toMatch(/^unknown-/);
    });
    expect(names.mock.calls.length).toBeLessThan(10);
    names.mockRestore();
  });
});

describe('depth', () => {
  it.each([
    ['braces', model(nest('{', 'relu', '}'))],
    ['open braces', model('{'.repeat(depth))],
    ['parentheses', model(`conv(${nest('(', '8', ')')}, 3)`)],
    ['open parentheses', model(`conv(${'('.repeat(depth)}`)],
    ['lists', model(`conv(${nest('[', '8', ']')}, 3)`)],
    ['calls', model(`conv(${nest('max(', '8', ', 1)')}, 3)`)],
    ['signs', model(`conv(${'-'.repeat(depth)}8, 3)`)],
    ['sums', model(`conv(${'1 + '.repeat(depth)}8, 3)`)],
    ['conditions', model(`conv(${'1 if true else '.repeat(depth)}8, 3)`)],
    ['ifs', model(nest('if true { ', 'relu', ' }'))],
    ['elses', model(`if false { relu } ${'else if false { relu } '.repeat(depth)}`)],
    ['loops', model(nest('repeat 1 { ', 'relu', ' }'))],
    ['merges', model(nest('add { identity\n', 'relu', '}'))],
  ])('of %s', (_, text) => {
    expect(codesOf(text)).toContain('nesting-too-deep');
  });

  it('is none in a long chain', () => {
    expect(codesOf(model(`relu${' -> relu'.repeat(depth)}`))).toEqual([]);
  });
});

describe('size', () => {
  it.each([
    ['a file of 5 MB', model('conv(8, 3, padding: same) -> bn -> relu\n'.repeat(125_000)), 'text-too-long'],
    ['5 MB of braces', '{'.repeat(5_000_000), 'text-too-long'],
    ['mistakes by the thousand', model('cnv(8, 3) -> bnn -> rlu\n'.repeat(20_000)), 'unknown-layer'],
    ['arrows', model('->'.repeat(200_000)), 'syntax'],
    ['documentation', `${'/// doc\n'.repeat(100_000)}${model('relu')}`, undefined],
    ['comments that allow', `${'// allow: foo, bar\n'.repeat(40_000)}${model('relu')}`, 'unknown-code'],
    [
      'unused blocks',
      `${'block A(a, b) { relu }\n'.repeat(20_000)}${model('relu')}`,
      'duplicate-declaration',
    ],
    ['a text of 10^6 characters', model(`custom("${'a'.repeat(900_000)}")`), undefined],
    ['a name of 10^6 characters', model('a'.repeat(900_000)), 'unknown-layer'],
    ['a number of 10^6 digits', model(`conv(${'9'.repeat(900_000)}, 3)`), undefined],
    ['a size of 10^5 parts', model('relu', `3${'x3'.repeat(100_000)}`), 'wrong-type'],
    ['large numbers', model('conv(1e308, 3)\nconv(1e308 * 1e308, 3)\nconv(-1e308, 3)'), 'number-too-large'],
    ['large kernels', model('conv(3, 999999999x9)'), 'kernel-larger-than-input'],
    ['large paddings', model('conv(3, 3, padding: 999999999)'), 'network-too-large'],
    ['large inputs', model('relu', '999999999x9x999999999'), 'wrong-type'],
    ['nothing', '', undefined],
    ['zeros', '\0'.repeat(900_000), 'unexpected-character'],
    ['quotes', '"'.repeat(900_000), 'syntax'],
    ['beginnings of comments', '/*'.repeat(400_000), 'unclosed-comment'],
  ])('of %s', (_, text, code) => {
    const found = codesOf(text);
    if (code !== undefined) expect(found).toContain(code);
  });

  it('of any bytes', () => {
    // A linear congruential generator (Numerical Recipes).
    let state = 1;
    const bytes = Uint8Array.from({ length: 500_000 }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state >>> 24;
    });
    expect(codesOf(Buffer.from(bytes).toString('utf8'))).toContain('unexpected-character');
    expect(codesOf(Buffer.from(bytes).toString('latin1'))).toContain('unexpected-character');
    expect(codesOf(Buffer.from(bytes).toString('utf16le'))).toContain('unexpected-character');
  });
});
