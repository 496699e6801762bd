// The outline and what can be folded.

import { describe, expect, it } from 'vitest';
import type { DocumentSymbol } from 'vscode-languageserver';
import { documentSymbols } from '../../extension/language-server/documentSymbols.ts';
import { foldingRanges } from '../../extension/language-server/foldingRanges.ts';
import { compileText } from './markedText.ts';

const text = `import "a.cnn"
import "b.cnn"

/// Two lines
/// of documentation.
block Unit(channels, stride = 1) {
  add {
    { inner = conv(channels, 3) }
    identity
  }
}
model Net(classes = 10) {
  input 3x32x32
  stem = Unit(16,
              stride: 2)
  head aux(weight: 0.3) { out = dense(classes) }
  if classes > 2 { big = relu } else { small = tanh }
}
train quick for Net {
  data digits; epochs 3
}
train Net { epochs 10 }
`;

function outline(symbols: readonly DocumentSymbol[], depth = 0): string[] {
  return symbols.flatMap(({ name, detail, children }) => [
    `${'  '.repeat(depth)}${name} ${detail}`.trimEnd(),
    ...outline(children ?? [], depth + 1),
  ]);
}

describe('The outline', () => {
  it('lists blocks, models and recipes with what they name', () => {
    expect(outline(documentSymbols(compileText(text)))).toEqual([
      'Unit (channels, stride = 1)',
      '  inner conv(channels, 3)',
      'Net (classes = 10)',
      '  stem Unit(16, stride: 2)',
      '  aux head',
      '    out dense(classes)',
      '  big relu',
      '  small tanh',
      'quick train, Net',
      '  data digits',
      '  epochs 3',
      'Net train',
      '  epochs 10',
    ]);
  });

  it('selects within what it reveals', () => {
    const inOrder = (a: { line: number; character: number }, b: typeof a) =>
      a.line < b.line || (a.line === b.line && a.character <= b.character);
    const visit = (symbol: DocumentSymbol) => {
      expect(inOrder(symbol.range.start, symbol.selectionRange.start)).toBe(true);
      expect(inOrder(symbol.selectionRange.end, symbol.range.end)).toBe(true);
      symbol.children?.forEach(visit);
    };
    documentSymbols(compileText(text)).forEach(visit);
  });

  it('lists what is there of a broken text', () => {
    expect(outline(documentSymbols(compileText('block {\nmodel Net {\n  a = \n')))).toContain('Net');
  });
});

describe('Folding', () => {
  it('folds imports, comments and brackets of several lines, and leaves the closing bracket visible', () => {
    const lines = foldingRanges(compileText(text)).map(
      ({ startLine, endLine, kind }) => `${startLine}-${endLine}${kind === undefined ? '' : ` ${kind}`}`,
    );
    expect(lines).toEqual(['0-1 imports', '3-4 comment', '5-9', '6-8', '11-16', '18-19']);
  });

  it('folds a run of line comments, but not a comment behind a statement', () => {
    const ranges = foldingRanges(compileText('// one\n// two\nmodel M { relu } // three\n// four\n'));
    expect(ranges).toEqual([{ startLine: 0, endLine: 1, kind: 'comment' }]);
  });
});
