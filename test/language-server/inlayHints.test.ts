// Shapes at the ends of the lines that change them.
import { describe, expect, it } from 'vitest';
import { inlayHints } from '../../extension/language-server/inlayHints.ts';
import { compileText, wholeText } from './markedText.ts';

/** The text with each hint in angle brackets at its place. */
function withHints(text: string, range = wholeText): string {
  const lines = text.split('\n');
  for (const { position, label } of inlayHints(compileText(text), range)) {
    const line = lines[position.line]!;
    const [before, after] = [line.slice(0, position.character), line.slice(position.character)];
    lines[position.line] = `${before} <${label as string}>${after}`;
  }
  return lines.join('\n');
}

describe('Inlay hints', () => {
  it('show the shape behind each line that changes it, and no other', () => {
    expect(
      withHints(`model M {
  input 3x32x32
  c1 = conv(6, 5x5) -> relu   // kept behind the code
  relu
  maxpool(2); flatten
  dense(10)
}`),
    ).toBe(`model M {
  input 3x32x32
  c1 = conv(6, 5x5) -> relu <6x28x28>   // kept behind the code
  relu
  maxpool(2); flatten <1176>
  dense(10) <10>
}`);
  });

  it('show the span of shapes where a line is repeated', () => {
    expect(
      withHints(`block Half(channels) {
  conv(channels, 2, stride: 2) -> relu
}
model M {
  input 3x32x32
  for w in [8, 16, 32] {
    Half(w)
    repeat 2 { relu }
  }
  Half(32)
}`),
    ).toBe(`block Half(channels) {
  conv(channels, 2, stride: 2) -> relu <8x16x16 … 32x2x2>
}
model M {
  input 3x32x32
  for w in [8, 16, 32] {
    Half(w) <8x16x16 … 32x4x4>
    repeat 2 { relu }
  }
  Half(32) <32x2x2>
}`);
  });

  it('show the shape of a merge where it ends, and those of its branches', () => {
    expect(
      withHints(`model M {
  input 3x32x32
  concat {
    conv(8, 1)
    { maxpool(3, stride: 1, padding: 1)
      conv(4, 1) }
  } -> relu
  add {
    identity
    relu
  }
}`),
    ).toBe(`model M {
  input 3x32x32
  concat {
    conv(8, 1) <8x32x32>
    { maxpool(3, stride: 1, padding: 1)
      conv(4, 1) } <4x32x32>
  } -> relu <12x32x32>
  add {
    identity
    relu
  }
}`);
  });

  it('stand behind what closes on the line', () => {
    const text = 'model M { input 3x8x8; repeat 1 { conv(4, 3) } }';
    expect(withHints(text)).toBe(`${text} <4x6x6>`);
  });

  it('are limited to the lines that are asked for', () => {
    const text = 'model M {\n  input 3x32x32\n  conv(6, 5)\n  conv(7, 5)\n}';
    const line = { start: { line: 3, character: 0 }, end: { line: 3, character: 9 } };
    expect(withHints(text, line)).toBe('model M {\n  input 3x32x32\n  conv(6, 5)\n  conv(7, 5) <7x24x24>\n}');
  });

  it('stay away where a mistake makes the shape unknown', () => {
    const text = 'model M {\n  input 3x32x32\n  conv(6, 50)\n  conv(7, 5)\n}';
    expect(withHints(text)).toBe(text);
  });
});
