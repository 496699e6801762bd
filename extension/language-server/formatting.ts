// Formats a text: only white space changes, and never a line break inside a statement.

import type { TextEdit } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Compilation } from '../language/compilation.ts';
import { lex } from '../language/syntax/lexer.ts';
import type { Comment, Token } from '../language/syntax/tokens.ts';
import type { SyntaxTree } from '../language/syntax/tree.ts';
import { mainTree, toRange } from './sourceText.ts';
import { spaceBetween } from './tokenSpacing.ts';

const indentWidth = 2;

type Item = Token | Comment;

/**
 * The edits that format the compiled text; none where it does not parse, since its nesting is then unknown.
 */
export function formatting(compilation: Compilation): TextEdit[] {
  const tree = mainTree(compilation);
  if (tree === undefined || tree.problems.length > 0) return [];
  const edits = new Formatter(tree).edits();
  // `//` divides or begins a comment by what is around it: should white space ever change that, nothing is
  // touched.
  const document = TextDocument.create(compilation.file, 'cnn', 0, tree.text);
  return sameContent(tree, TextDocument.applyEdits(document, edits)) ? edits : [];
}

function sameContent({ text, tokens, comments }: SyntaxTree, formatted: string): boolean {
  const after = lex(formatted);
  const texts = (source: string, items: readonly Item[]) =>
    items.map(({ start, end }) => source.slice(start, end));
  const equal = (a: readonly string[], b: readonly string[]) =>
    a.length === b.length && a.every((item, index) => item === b[index]);
  return (
    equal(texts(text, tokens), texts(formatted, after.tokens)) &&
    equal(texts(text, comments), texts(formatted, after.comments))
  );
}

class Formatter {
  private readonly items: readonly Item[];
  /** For each item, the last token before it. */
  private readonly tokenBefore: readonly (Token | undefined)[];
  private readonly newLine: string;
  /** Spaces behind the keyword of each entry that begins a line, by the keyword's offset. */
  private readonly entryGaps: ReadonlyMap<number, number>;
  private braces = 0;
  private brackets = 0;
  /** Column of the statement's first line, as it was and as it will be. */
  private statement = { before: 0, after: 0 };

  constructor(private readonly tree: SyntaxTree) {
    const tokens = tree.tokens.filter(({ kind }) => kind !== 'end');
    this.items = [...tokens, ...tree.comments].sort((a, b) => a.start - b.start);
    let last: Token | undefined;
    this.tokenBefore = this.items.map((item) => {
      const before = last;
      if (!isComment(item)) last = item;
      return before;
    });
    this.newLine = /\r\n/.test(tree.text) ? '\r\n' : '\n';
    this.entryGaps = alignedEntries(tree);
  }

  edits(): TextEdit[] {
    const edits: TextEdit[] = [];
    let end = 0;
    this.items.forEach((item, index) => {
      this.replace(edits, end, item.start, this.gapBefore(index, this.tree.text.slice(end, item.start)));
      if (item.kind === '{') this.braces += 1;
      else if (item.kind === '}') this.braces -= 1;
      else if (item.kind === '(' || item.kind === '[') this.brackets += 1;
      else if (item.kind === ')' || item.kind === ']') this.brackets -= 1;
      ({ end } = item);
    });
    this.replace(edits, end, this.tree.text.length, end === 0 ? '' : this.newLine);
    return edits;
  }

  private replace(edits: TextEdit[], start: number, end: number, newText: string): void {
    if (this.tree.text.slice(start, end) === newText) return;
    edits.push({ range: toRange(this.tree, { start, end }), newText });
  }

  private gapBefore(index: number, gap: string): string {
    const item = this.items[index]!;
    const lines = gap.split(/\r\n|\r|\n/).length - 1;
    if (index === 0) return this.indent(index, gap);
    if (lines > 0) return this.newLine.repeat(Math.min(lines, 2)) + this.indent(index, gap);
    const previous = this.items[index - 1]!;
    // Comments behind code keep their column, as tables of them are aligned by hand.
    if (isComment(item) || isComment(previous)) return gap === '' ? ' ' : gap;
    const aligned = this.entryGaps.get(previous.start);
    return aligned === undefined
      ? spaceBetween(this.tree.text, this.tokenBefore[index - 1], previous, item)
      : ' '.repeat(aligned);
  }

  /** White space at the beginning of the line that an item begins. */
  private indent(index: number, gap: string): string {
    const item = this.items[index]!;
    const column = columnsOf(gap.split(/\r\n|\r|\n/).at(-1)!);
    if (this.continues(index)) {
      const closes = item.kind === ')' || item.kind === ']';
      const relative = column - this.statement.before;
      const shift = relative > 0 ? relative : closes ? 0 : indentWidth;
      return ' '.repeat(this.statement.after + shift);
    }
    const after = Math.max(0, this.braces - this.leadingClosers(index)) * indentWidth;
    this.statement = { before: column, after };
    return ' '.repeat(after);
  }

  /** Whether the line goes on with a statement: inside brackets, or beside an arrow, a comma, `=` or `:`. */
  private continues(index: number): boolean {
    if (this.brackets > 0) return true;
    const item = this.items[index]!;
    if (item.kind === '->') return true;
    const before = this.tokenBefore[index]?.kind;
    return before === '->' || before === ',' || before === '=' || before === ':';
  }

  private leadingClosers(index: number): number {
    let count = 0;
    while (this.items[index + count]?.kind === '}') count += 1;
    return Math.min(count, 1);
  }
}

function isComment(item: Item): item is Comment {
  return item.kind === 'line' || item.kind === 'block' || item.kind === 'documentation';
}

/** A tab is as wide as one level. */
function columnsOf(space: string): number {
  return [...space].reduce((columns, character) => columns + (character === '\t' ? indentWidth : 1), 0);
}

/** Values of a recipe stand in one column, two spaces behind the longest keyword. */
function alignedEntries(tree: SyntaxTree): ReadonlyMap<number, number> {
  const gaps = new Map<number, number>();
  for (const declaration of tree.file.declarations) {
    if (declaration.kind !== 'train') continue;
    const keywords = declaration.entries.map(({ keyword }) => keyword);
    const starters = keywords.filter(({ start }) => beginsLine(tree, start));
    const width = Math.max(0, ...starters.map(({ text }) => text.length)) + 2;
    for (const { start, text } of starters) gaps.set(start, width - text.length);
  }
  return gaps;
}

function beginsLine(tree: SyntaxTree, offset: number): boolean {
  const start = tree.lines.lineStart(tree.lines.lineAt(offset));
  return tree.text.slice(start, offset).trim() === '';
}
