// What a hover shows: the reference of a name, and what it became in the network.

import { describe, expect, it } from 'vitest';
import { MarkupContent } from 'vscode-languageserver';
import { dataSources } from '../../engine/recipe/dataSources.ts';
import { transforms } from '../../engine/recipe/transforms.ts';
import { validationSets } from '../../engine/recipe/validationSets.ts';
import { hover } from '../../extension/language-server/hover.ts';
import { compileAtCursor } from './markedText.ts';

function hoverAt(marked: string, others?: Record<string, string>): string {
  const { compilation, position } = compileAtCursor(marked, others);
  const contents = hover(compilation, position)?.contents;
  return MarkupContent.is(contents) ? contents.value : '';
}

/** The first line: shapes and figures. */
function figuresAt(marked: string, others?: Record<string, string>): string {
  return hoverAt(marked, others).split('\n', 1)[0]!;
}

const unit = `/// Convolution and activation.
block Unit(channels, stride = 1) {
  conv(channels, 3, stride: stride, padding: same) -> relu
}
`;

describe('Hover over a layer', () => {
  it('shows shapes, parameters, multiply-adds and the receptive field, then the reference', () => {
    const text = hoverAt(
      'model M {\n  input 3x32x32\n  con|v(16, 3) -> relu\n  global_avgpool -> dense(10)\n}',
    );
    // 16 * 3 * 3 * 3 weights and 16 biases; 30 * 30 * 16 * 27 multiply-adds.
    expect(text.split('\n', 1)[0]).toBe(
      '`3x32x32 -> 16x30x30` · 448 parameters · 389 kMAC · receptive field 3x3, stride 1x1',
    );
    expect(text).toContain('conv(channels, kernel, stride = 1');
    expect(text).toContain('Convolution: every output channel');
  });

  it('does not count the layers beside it in a branch', () => {
    const text = 'model M {\n  input 3x8x8\n  concat {\n    |conv(4, 1) -> conv(5, 1)\n    identity\n  }\n}';
    expect(figuresAt(text)).toContain('`3x8x8 -> 4x8x8` · 16 parameters');
  });

  it('sums up what a loop repeats, with the span of shapes', () => {
    const text = 'model M {\n  input 3x32x32\n  for w in [8, 16] {\n    co|nv(w, 2, stride: 2)\n  }\n}';
    // 8 * 3 * 4 + 8, and 16 * 8 * 4 + 16.
    expect(figuresAt(text)).toMatch(
      /^2 times, in all: `3x32x32 … 8x16x16 -> 8x16x16 … 16x8x8` · 632 parameters/,
    );
  });

  it('tells the rounds of a loop apart where each is one use of a block', () => {
    const text = `${unit}model M {\n  input 4x8x8\n  repeat 3 { Un|it(4) }\n}`;
    // 4 * 4 * 9 + 4, three times.
    expect(figuresAt(text)).toMatch(/^3 times, in all: `4x8x8 -> 4x8x8` · 444 parameters/);
  });

  it('shows the reference alone where the layer is not part of a network', () => {
    expect(hoverAt('block B {\n  re|lu\n}')).toMatch(/^```cnn\nrelu\n```/);
  });

  it('shows an attribute with its type and default', () => {
    const text = hoverAt('model M {\n  input 3x32x32\n  conv(16, 3, str|ide: 2)\n}');
    expect(text).toContain('**stride** of `conv`');
    expect(text).toContain('Default: `1`.');
  });
});

describe('Hover over a block', () => {
  it('shows at a use what this use costs, then signature and documentation', () => {
    const text = hoverAt(`${unit}model M {\n  input 3x32x32\n  Un|it(16, stride: 2)\n  Unit(8)\n}`);
    expect(text.split('\n', 1)[0]).toMatch(/^`3x32x32 -> 16x16x16` · 448 parameters · 111 kMAC/);
    expect(text).toContain('block Unit(channels, stride = 1)');
    expect(text).toContain('Convolution and activation.');
  });

  it('shows at the declaration what all uses cost together', () => {
    const declared = unit.replace('block Unit', 'block Un|it');
    const text = `${declared}model M {\n  input 3x32x32\n  Unit(16)\n  Unit(16)\n}`;
    // 448, and 16 * 16 * 9 + 16.
    expect(figuresAt(text)).toMatch(/^2 times, in all: `3x32x32 … 16x32x32 -> 16x32x32` · 2,768 parameters/);
  });

  it('shows the documentation of an imported block', () => {
    const text = 'import "unit.cnn"\nmodel M {\n  input 3x32x32\n  Un|it(16)\n}';
    expect(hoverAt(text, { 'unit.cnn': unit })).toContain('Convolution and activation.');
  });
});

describe('Hover over other names', () => {
  it('shows the shape of a named value, where it is named and where it is used', () => {
    const declared = 'model M {\n  input 3x32x32\n  st|em = conv(8, 3) -> relu\n  relu\n}';
    expect(figuresAt(declared)).toMatch(/^`3x32x32 -> 8x30x30` · 224 parameters/);
    const used = 'model M {\n  input 3x32x32\n  stem = conv(8, 3) -> relu\n  add { st|em; relu }\n}';
    expect(figuresAt(used)).toMatch(/^`3x32x32 -> 8x30x30`/);
  });

  it('shows what a layer that was passed as a parameter became', () => {
    const text = 'model M(act = relu) {\n  input 3x5x5\n  conv(8, 5) -> a|ct\n}';
    expect(hoverAt(text)).toBe(
      '`8x1x1 -> 8x1x1` · receptive field 5x5, stride 1x1\n\n---\n\n```cnn\nparameter act = relu\n```',
    );
  });

  it('shows the totals of a model', () => {
    const text = 'model N|et {\n  input 1x28x28\n  flatten -> dense(10)\n}';
    expect(figuresAt(text)).toBe(
      '`1x28x28 -> 10` · 7,850 parameters · 7.84 kMAC · 1 weighted layer · receptive field 28x28',
    );
  });

  it('shows what an optimizer and its options do', () => {
    expect(hoverAt('train M {\n  optimizer s|gd(lr: 0.1)\n}')).toContain('sgd(');
    expect(hoverAt('train M {\n  optimizer sgd(l|r: 0.1)\n}')).toContain('**lr** of `sgd`');
    expect(hoverAt('train M {\n  opti|mizer sgd(lr: 0.1)\n}')).toContain('Default: `sgd(');
  });

  it('shows what every data source, transform and way to set images aside does, and each of its options', () => {
    const calls = [
      ...[...dataSources.values()].map((call) => ['data ', call] as const),
      ...[...validationSets.values()].map((call) => ['data digits, validation: ', call] as const),
      ...[...transforms.values()].map((call) => ['transform ', call] as const),
    ];
    for (const [before, { kind, documentation, attributes }] of calls) {
      const over = (marked: string) => hoverAt(`train M {\n  ${before}${marked}\n}`);
      const [head, ...tail] = [kind.slice(0, 1), kind.slice(1)];
      const shown = over(`${head}|${tail.join('')}`);
      expect(shown, kind).toContain(Object.keys(attributes).length === 0 ? kind : `${kind}(`);
      expect(shown, kind).toContain(documentation.split('\n')[0]);
      for (const [name, attribute] of Object.entries(attributes)) {
        const option = over(`${kind}(${name.slice(0, 1)}|${name.slice(1)}: 1)`);
        expect(option, `${kind} ${name}`).toContain(`**${name}** of \`${kind}\``);
        expect(option, `${kind} ${name}`).toContain(attribute.documentation);
      }
    }
  });

  it('shows what a figure of an assert is here', () => {
    const text =
      'model M {\n  input 1x28x28\n  flatten -> dense(10)\n  assert para|ms < 10k and output == 10\n}';
    expect(hoverAt(text)).toContain('Here: **7,850**');
    expect(hoverAt(text.replace('para|ms', 'params').replace('output', 'out|put'))).toContain('Here: **10**');
  });

  it('shows what a keyword does, and not where the word is a name', () => {
    expect(hoverAt('model M {\n  inp|ut 3x5x5\n}')).toContain('The shape of one image');
    expect(hoverAt('model M {\n  rep|eat 2 { relu }\n}')).toContain('Repeats its body');
    expect(hoverAt('model M {\n  input 3x5x5\n  in|put = relu\n}')).toContain('input = relu');
  });

  it('shows what an allowed warning means', () => {
    expect(hoverAt('model M {\n  // allow: linear-|pair\n}')).toContain('**linear-pair**: ');
  });

  it('shows nothing over numbers and blank places', () => {
    expect(hoverAt('model M {\n  conv(1|6, 3)\n}')).toBe('');
    expect(hoverAt('model M {\n |\n}')).toBe('');
  });
});
