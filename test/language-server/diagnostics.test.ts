// Diagnostics as the editor gets them, and their quick fixes.

import { describe, expect, it } from 'vitest';
import { DiagnosticSeverity } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { codeActions } from '../../extension/language-server/codeActions.ts';
import { diagnosticsByFile } from '../../extension/language-server/diagnostics.ts';
import { compileText, mainFile, textIn } from './markedText.ts';

function diagnosticsOf(text: string, others?: Record<string, string>) {
  return diagnosticsByFile(compileText(text, others));
}

/** A network without anything to advise. */
const right = 'model M {\n  input 3x5x5\n  conv(16, 5) -> relu\n  global_avgpool -> dense(10)\n}';

describe('Diagnostics', () => {
  it('stand at the mistake, with code and severity', () => {
    const text = 'model M {\n  input 3x32x32\n  cnov(16, 3)\n  global_avgpool -> dense(10)\n}';
    const found = diagnosticsOf(text).get(mainFile) ?? [];
    expect(
      found.map(({ range, code, severity, source }) => [textIn(text, range), code, severity, source]),
    ).toEqual([['cnov', 'unknown-layer', DiagnosticSeverity.Error, 'netwright']]);
  });

  it('of an imported file are given with that file, and refer back to the use', () => {
    const library = 'block Big {\n  conv(16, 9)\n}\n';
    const text = 'import "big.cnn"\nmodel M {\n  input 3x4x4\n  Big\n}';
    const found = diagnosticsOf(text, { 'big.cnn': library }).get('file:///nets/big.cnn') ?? [];
    expect(found.map(({ code }) => code)).toEqual(['kernel-larger-than-input']);
    const places = (found[0]?.relatedInformation ?? []).map(({ location }) => location.uri);
    expect(places).toContain(mainFile);
  });

  it('link their codes to the page that explains them', () => {
    const compilation = compileText('model M {\n  cnov\n}');
    const [first] = diagnosticsByFile(compilation, 'file:///docs/diagnostics.md').get(mainFile) ?? [];
    expect(first?.codeDescription?.href).toBe(`file:///docs/diagnostics.md#${first?.code}`);
  });

  it('of a right text are an empty list, so that older ones vanish', () => {
    expect(diagnosticsOf(right).get(mainFile)).toEqual([]);
  });
});

describe('Quick fixes', () => {
  const text = 'model M {\n  input 3x32x32\n  cnov(16, 3)\n  global_avgpool -> dense(10)\n}';
  const at = (line: number, character: number) => ({ start: { line, character }, end: { line, character } });

  it('replace a misspelt layer', () => {
    const [action] = codeActions(compileText(text), mainFile, at(2, 4));
    const edits = action?.edit?.changes?.[mainFile] ?? [];
    expect(edits.map(({ range, newText }) => [textIn(text, range), newText])).toEqual([['cnov', 'conv']]);
    expect(action?.kind).toBe('quickfix');
    expect(action?.isPreferred).toBe(true);
    expect(action?.diagnostics?.map(({ code }) => code)).toEqual(['unknown-layer']);
  });

  it('allow a warning by a comment above its line', () => {
    const unused = `block Unused {\n  relu\n}\n${right}`;
    const [warning] = diagnosticsOf(unused).get(mainFile) ?? [];
    expect(warning?.code).toBe('unused-block');
    const actions = codeActions(compileText(unused), mainFile, warning!.range);
    const allow = actions.find(({ title }) => title === 'Allow `unused-block` here');
    const edited = TextDocument.applyEdits(
      TextDocument.create(mainFile, 'cnn', 1, unused),
      allow?.edit?.changes?.[mainFile] ?? [],
    );
    expect(edited).toContain('// allow: unused-block\nblock Unused');
    expect(diagnosticsOf(edited).get(mainFile)).toEqual([]);
  });

  it('are offered where the mistake is, and nowhere else', () => {
    expect(codeActions(compileText(text), mainFile, at(1, 4))).toEqual([]);
  });
});
