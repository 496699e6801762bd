// Shapes at the ends of the lines that change them.
import { describe, expect, it } from 'vitest';
import { inlayHints } from '../../extension/language-server/inlayHints.ts';
import { parameterHints } from '../../extension/language-server/parameterHints.ts';
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

  it('show in a file of blocks what they become in the files that import it', () => {
    const blocks = 'block Half(channels) {\n  conv(channels, 2, stride: 2)\n  relu\n}';
    const library = 'file:///nets/blocks.cnn';
    const importer = (channels: number) =>
      compileText(`import "blocks.cnn"\nmodel M { input 3x32x32 -> Half(${channels}) }`, {
        'blocks.cnn': blocks,
      });
    const own = compileText('', { 'blocks.cnn': blocks }, library);
    expect(inlayHints(own, wholeText)).toEqual([]);
    const hints = inlayHints(own, wholeText, [importer(8), importer(16)]);
    expect(hints.map(({ position, label }) => [position.line, label])).toEqual([[1, '8x16x16 … 16x16x16']]);
  });
});

describe('Hints of parameters', () => {
  it('name what is given by its place in calls with several arguments', () => {
    const text = `block Unit(channels, stride = 1) {
  conv(channels, 3, stride: stride)
}
model M {
  input 3x32x32
  conv(6, 5x5, 2) -> relu -> maxpool(2)
  Unit(8)
  dense(max(10, 4))
}
train M {
  data digits(100, 2), validation: digits(50, 3)
  optimizer sgd(0.1, momentum: 0.9)
}`;
    const lines = text.split('\n');
    for (const { position, label } of parameterHints(compileText(text), wholeText).toReversed()) {
      const line = lines[position.line]!;
      lines[position.line] =
        `${line.slice(0, position.character)}<${label as string}>${line.slice(position.character)}`;
    }
    expect(lines.join('\n')).toBe(`block Unit(channels, stride = 1) {
  conv(channels, <kernel:>3, stride: stride)
}
model M {
  input 3x32x32
  conv(<channels:>6, <kernel:>5x5, <stride:>2) -> relu -> maxpool(2)
  Unit(<channels:>8)
  dense(max(10, 4))
}
train M {
  data digits(<count:>100, <seed:>2), validation: digits(<count:>50, <seed:>3)
  optimizer sgd(<lr:>0.1, momentum: 0.9)
}`);
  });

  it('are limited to the lines that are asked for', () => {
    const text = 'model M {\n  input 3x32x32\n  conv(6, 5)\n  conv(7, 5)\n}';
    const line = { start: { line: 3, character: 0 }, end: { line: 3, character: 9 } };
    expect(parameterHints(compileText(text), line).map(({ position }) => position.line)).toEqual([3, 3]);
  });

  it('stay away from calls of nothing that is known', () => {
    expect(parameterHints(compileText('model M {\n  what(1, 2)\n}'), wholeText)).toEqual([]);
  });
});
