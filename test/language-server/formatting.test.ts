// The formatter changes white space and nothing else.
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { lex } from '../../extension/language/syntax/lexer.ts';
import { formatting } from '../../extension/language-server/formatting.ts';
import { compileText, mainFile } from './markedText.ts';

function format(text: string): string {
  return TextDocument.applyEdits(
    TextDocument.create(mainFile, 'cnn', 1, text),
    formatting(compileText(text)),
  );
}

const models = new URL('../../models/', import.meta.url);
const modelFiles = readdirSync(models).filter((name) => name.endsWith('.cnn'));

/** Tokens and comments without the white space between them. */
function contentOf(text: string): string[] {
  const { tokens, comments } = lex(text);
  return [...tokens, ...comments]
    .toSorted((a, b) => a.start - b.start)
    .map(({ start, end }) => text.slice(start, end));
}

describe('The formatter', () => {
  it('indents by nesting, spaces tokens evenly and ends the file with one line break', () => {
    const text = `


block   B( channels ,stride=1){
conv(channels,3 ,stride:stride)->bn
      add{ {relu
 tanh}
identity }
if stride!=1 or in . channels==-2{ relu }else{tanh}
}



model M {
	input 3x32x32   // kept
	B (16, stride:(1+2)//3)
	   -> relu
	repeat (2) {}
}`;
    expect(format(text)).toBe(`block B(channels, stride = 1) {
  conv(channels, 3, stride: stride) -> bn
  add { { relu
      tanh }
    identity }
  if stride != 1 or in.channels == -2 { relu } else { tanh }
}

model M {
  input 3x32x32   // kept
  B(16, stride: (1 + 2) // 3)
     -> relu
  repeat (2) {}
}
`);
  });

  it('puts the values of a recipe into one column', () => {
    expect(
      format('train M {\ndata digits,\n     validation: digits(2)\noptimizer sgd\nepochs 3; seed 2\n}\n'),
    ).toBe(`train M {
  data       digits,
       validation: digits(2)
  optimizer  sgd
  epochs     3; seed 2
}
`);
  });

  it('keeps what stands aligned inside of parentheses', () => {
    const text = 'model M {\n  conv(16,\n       3,\n       stride: 2)\n}\n';
    expect(format(text)).toBe(text);
    expect(format(text.replaceAll(/^ {2}/gm, '      '))).toBe(text);
  });

  it('leaves a text that does not parse as it is', () => {
    expect(format('model M {\nconv(16')).toBe('model M {\nconv(16');
  });

  it.each(modelFiles)('leaves %s, which ships, as it is', (name) => {
    const text = readFileSync(new URL(name, models), 'utf8');
    expect(format(text)).toBe(text);
  });

  it('keeps every token and comment, and has nothing to do twice, however a text is spaced', () => {
    const source = readFileSync(new URL('lenet5.cnn', models), 'utf8');
    const { tokens, comments } = lex(source);
    const items = [...tokens, ...comments]
      .filter(({ end, start }) => end > start)
      .toSorted((a, b) => a.start - b.start);
    const spaces = fc.array(fc.constantFrom('', ' ', '  ', '\t'), {
      minLength: items.length,
      maxLength: items.length,
    });
    const property = fc.property(spaces, (gaps) => {
      let [text, end] = ['', 0];
      items.forEach((item, index) => {
        const gap = source.slice(end, item.start);
        // White space grows and shrinks, but a space that parts two tokens stays.
        text += /\n/.test(gap) ? gap + gaps[index] : gap === '' ? '' : ` ${gaps[index]}`;
        text += source.slice(item.start, item.end);
        ({ end } = item);
      });
      const once = format(text);
      expect(contentOf(once)).toEqual(contentOf(text));
      expect(format(once)).toBe(once);
    });
    fc.assert(property, { seed: 7, numRuns: 50 });
  });
});
