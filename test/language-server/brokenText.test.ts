// Editor features answer on any text, however broken, at any place.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Position } from 'vscode-languageserver';
import type { Compilation } from '../../extension/language/compilation.ts';
import { codeActions } from '../../extension/language-server/codeActions.ts';
import { completion } from '../../extension/language-server/completion.ts';
import { diagnosticsByFile } from '../../extension/language-server/diagnostics.ts';
import { documentSymbols } from '../../extension/language-server/documentSymbols.ts';
import { foldingRanges } from '../../extension/language-server/foldingRanges.ts';
import { formatting } from '../../extension/language-server/formatting.ts';
import { hover } from '../../extension/language-server/hover.ts';
import { inlayHints } from '../../extension/language-server/inlayHints.ts';
import { definition, references, rename } from '../../extension/language-server/navigation.ts';
import { diagramAnswer, layersAt, recipeAnswers } from '../../extension/language-server/networkQueries.ts';
import { semanticTokens } from '../../extension/language-server/semanticTokens.ts';
import { signatureHelp } from '../../extension/language-server/signatureHelp.ts';
import { compileText, mainFile, wholeText } from './markedText.ts';

const sources = ['../../models/lenet5.cnn', '../grammar/fixtures/everyForm.cnn'].map((path) =>
  readFileSync(new URL(path, import.meta.url), 'utf8'),
);

const scraps = [
  '{',
  '}',
  '(',
  ')',
  '[',
  '"',
  '/*',
  '//',
  '->',
  ':',
  '=',
  '.',
  'in',
  'for',
  'train ',
  '\n',
  '😀',
  '3x',
];

/** A source with a piece cut out and a scrap put in its place. */
const brokenText = fc
  .record({
    source: fc.constantFrom(...sources),
    start: fc.nat(4000),
    length: fc.nat(80),
    scrap: fc.constantFrom('', ...scraps),
  })
  .map(({ source, start, length, scrap }) => {
    const from = start % (source.length + 1);
    return { text: source.slice(0, from) + scrap + source.slice(from + length), offset: from + scrap.length };
  });

function askEverything(compilation: Compilation, position: Position): void {
  completion(compilation, position);
  hover(compilation, position);
  signatureHelp(compilation, position);
  definition(compilation, position);
  references(compilation, position, [], true);
  rename(compilation, position, 'renamed', []);
  layersAt(compilation, position, undefined);
  codeActions(compilation, mainFile, { start: position, end: position });
}

function askForWhole(compilation: Compilation): void {
  diagnosticsByFile(compilation);
  documentSymbols(compilation);
  foldingRanges(compilation);
  formatting(compilation);
  inlayHints(compilation, wholeText);
  semanticTokens(compilation);
  diagramAnswer(compilation, undefined);
  recipeAnswers(compilation);
}

describe('Broken texts', () => {
  it('leave every feature able to answer', () => {
    const property = fc.property(brokenText, ({ text, offset }) => {
      const compilation = compileText(text);
      const lines = compilation.trees.get(mainFile)!.lines;
      expect(() => {
        askEverything(compilation, lines.positionAt(offset));
        askForWhole(compilation);
      }).not.toThrow();
    });
    fc.assert(property, { seed: 11, numRuns: 300 });
  });

  it('give semantic tokens in order, without overlap', () => {
    const property = fc.property(brokenText, ({ text }) => {
      const { data } = semanticTokens(compileText(text));
      for (let index = 5; index < data.length; index += 5) {
        const [line, distance] = [data[index]!, data[index + 1]!];
        if (line === 0) expect(distance).toBeGreaterThanOrEqual(data[index - 3]!);
        else expect(line).toBeGreaterThan(0);
      }
    });
    fc.assert(property, { seed: 12, numRuns: 100 });
  });

  it('leave completion open for the whole of a statement that is being written', () => {
    const text = 'model M {\n  input 3x32x32\n  ';
    const statement = 'conv(16, 3, stride: 2) -> relu';
    // Behind each of these something follows, with nothing closed after the cursor.
    for (const typed of [
      '',
      'con',
      'conv(',
      'conv(16, ',
      'conv(16, 3, stride: ',
      'conv(16, 3, stride: 2) -> ',
    ]) {
      expect(statement.startsWith(typed)).toBe(true);
      const position = { line: 2, character: 2 + typed.length };
      expect([typed, completion(compileText(text + typed), position).length > 10]).toEqual([typed, true]);
    }
  });
});
