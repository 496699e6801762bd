// Turns offsets of a compiled text into lines and characters, and back.

import type { Location as LspLocation, Position, Range } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Compilation } from '../language/compilation.ts';
import type { Location, TextRange } from '../language/diagnostic.ts';

const documents = new WeakMap<object, TextDocument>();

/** The text of one file as a compilation saw it; undefined for a file that it did not read. */
export function sourceText(compilation: Compilation, file: string): TextDocument | undefined {
  const tree = compilation.trees.get(file);
  if (tree === undefined) return undefined;
  const known = documents.get(tree);
  if (known !== undefined) return known;
  const document = TextDocument.create(file, 'cnn', 0, tree.text);
  documents.set(tree, document);
  return document;
}

/** The text of the file that was compiled. */
export function mainText(compilation: Compilation): TextDocument {
  return sourceText(compilation, compilation.file) ?? TextDocument.create(compilation.file, 'cnn', 0, '');
}

export function toRange(text: TextDocument, range: TextRange): Range {
  return { start: text.positionAt(range.start), end: text.positionAt(range.end) };
}

export function toOffset(text: TextDocument, position: Position): number {
  return text.offsetAt(position);
}

/** A place in any file of the compilation; undefined for a file that it did not read. */
export function toLocation(compilation: Compilation, location: Location): LspLocation | undefined {
  const text = sourceText(compilation, location.file);
  return text && { uri: location.file, range: toRange(text, location.range) };
}
