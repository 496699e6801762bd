// Damaged networks: compiling ends with diagnostics, and every feature of the editor answers.
//
// ROBUSTNESS_MUTATIONS=100000 tries as many damaged texts and every beginning of every model, holds each to a second of
// the processor and the heap to a bound, and names the slowest.

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../engine/random.ts';
import type { Compilation } from '../../extension/language/compilation.ts';
import { limits } from '../../extension/language/elaboration/limits.ts';
import { codeActions } from '../../extension/language-server/codeActions.ts';
import { completion } from '../../extension/language-server/completion.ts';
import { diagnosticsByFile } from '../../extension/language-server/diagnostics.ts';
import { documentSymbols } from '../../extension/language-server/documentSymbols.ts';
import { foldingRanges } from '../../extension/language-server/foldingRanges.ts';
import { formatting } from '../../extension/language-server/formatting.ts';
import { hover } from '../../extension/language-server/hover.ts';
import { inlayHints } from '../../extension/language-server/inlayHints.ts';
import { definition, documentHighlights, prepareRename } from '../../extension/language-server/navigation.ts';
import { diagramAnswer, layersAt, recipeAnswers } from '../../extension/language-server/networkQueries.ts';
import { semanticTokens } from '../../extension/language-server/semanticTokens.ts';
import { signatureHelp } from '../../extension/language-server/signatureHelp.ts';
import { compileText, mainFile } from './support/compileText.ts';
import { mutateText } from './support/mutateText.ts';

const asked = Number(process.env['ROBUSTNESS_MUTATIONS'] ?? 0);
const heapBound = 1e9;

const folder = new URL('../../models/', import.meta.url);
const models = readdirSync(folder)
  .filter((name) => name.endsWith('.cnn'))
  .map((name) => readFileSync(new URL(name, folder), 'utf8'));
const texts = [...models, readFileSync(new URL('./fixtures/everyForm.cnn', import.meta.url), 'utf8')];

let slowest = { milliseconds: 0, text: '' };

/** Compiles and checks what comes out; in the long mode also what that took. */
function compileSoundly(text: string): Compilation {
  const start = process.cpuUsage();
  const compilation = compileText(text);
  const { diagnostics } = compilation;
  const { user, system } = process.cpuUsage(start);
  const milliseconds = (user + system) / 1000;
  if (milliseconds > slowest.milliseconds) slowest = { milliseconds, text };
  const wrong = diagnostics.filter(
    ({ file, range, message }) =>
      file !== mainFile ||
      !(range.start >= 0 && range.start <= range.end && range.end <= text.length) ||
      message.length === 0,
  );
  if (wrong.length > 0 || diagnostics.length > 3 * limits.diagnostics)
    expect({ text, wrong }).toBeUndefined();
  return compilation;
}

/** Asks everything that an editor asks about a text and one place in it. */
function askEverything(compilation: Compilation, text: string, offset: number): void {
  const position = compilation.trees.get(mainFile)!.lines.positionAt(offset);
  const range = { start: { line: 0, character: 0 }, end: { line: 1000, character: 0 } };
  diagnosticsByFile(compilation);
  inlayHints(compilation, range);
  semanticTokens(compilation);
  documentSymbols(compilation);
  foldingRanges(compilation);
  completion(compilation, position);
  signatureHelp(compilation, position);
  hover(compilation, position);
  definition(compilation, position);
  documentHighlights(compilation, position);
  prepareRename(compilation, position);
  codeActions(compilation, mainFile, range);
  diagramAnswer(compilation, undefined);
  recipeAnswers(compilation);
  layersAt(compilation, position, undefined);
  const edits = formatting(compilation);
  if (edits.some(({ newText }) => newText.trim() !== '')) expect({ text, edits }).toBeUndefined();
}

describe('damaged networks', () => {
  it('are compiled, and the editor is answered', () => {
    const random = randomStream(1, 'mutations');
    const count = Math.max(200, asked);
    for (let run = 0; run < count; run += 1) {
      const text = mutateText(random, texts[run % texts.length]!, texts);
      const compilation = compileSoundly(text);
      // The features are slower than the compiler: in the long mode each tenth text is enough.
      if (asked === 0 || run % 10 === 0) askEverything(compilation, text, random.integer(text.length + 1));
      if (asked > 0 && run % 1000 === 0) expect(process.memoryUsage().heapUsed).toBeLessThan(heapBound);
    }
    if (asked > 0) console.log(`slowest: ${slowest.milliseconds.toFixed(0)} ms for\n${slowest.text}`);
    if (asked > 0) expect(slowest.milliseconds).toBeLessThan(1000);
  }, 3_600_000);

  it('are answered about wherever they break off', () => {
    for (const text of texts) {
      const step = asked > 0 ? 1 : Math.max(1, Math.floor(text.length / 40));
      for (let end = 0; end <= text.length; end += step) {
        const compilation = compileSoundly(text.slice(0, end));
        if (asked === 0 || end % 10 === 0) askEverything(compilation, text.slice(0, end), end);
      }
    }
    if (asked > 0) expect(slowest.milliseconds).toBeLessThan(1000);
  }, 3_600_000);
});
