// Compiles texts in memory for the tests of editor features; `|` marks the cursor.
import type { Position, Range } from 'vscode-languageserver';
import type { Compilation } from '../../extension/language/compilation.ts';
import { compile } from '../../extension/language/compile.ts';
import { resolveUri } from '../../extension/language-server/fileUri.ts';

export interface MarkedText {
  readonly compilation: Compilation;
  readonly position: Position;
}

export const mainFile = 'file:///nets/main.cnn';

/**
 * Compiles the main text with other files beside it, named relative to it; or, of these, the one named
 * `main`.
 */
export function compileText(
  text: string,
  others: Readonly<Record<string, string>> = {},
  main: string = mainFile,
): Compilation {
  const files = new Map([[mainFile, text]]);
  for (const [name, content] of Object.entries(others)) files.set(resolveUri(mainFile, name), content);
  return compile(main, { read: (file) => files.get(file), resolve: resolveUri });
}

/** Takes the `|` out of a text and compiles the rest. */
export function compileAtCursor(marked: string, others: Readonly<Record<string, string>> = {}): MarkedText {
  const offset = marked.indexOf('|');
  if (offset < 0) throw new Error('The text has no cursor mark.');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  const before = marked.slice(0, offset).split('\n');
  const position = { line: before.length - 1, character: before.at(-1)!.length };
  return { compilation: compileText(text, others), position };
}

/** The text in a range. */
export function textIn(text: string, { start, end }: Range): string {
  const lines = text.split('\n');
  if (start.line === end.line) return lines[start.line]!.slice(start.character, end.character);
  const inner = lines.slice(start.line + 1, end.line);
  return [lines[start.line]!.slice(start.character), ...inner, lines[end.line]!.slice(0, end.character)].join(
    '\n',
  );
}

/** `line:character` of a place, from zero. */
export function placeOf({ line, character }: Position): string {
  return `${line}:${character}`;
}

export const wholeText: Range = { start: { line: 0, character: 0 }, end: { line: 100_000, character: 0 } };
