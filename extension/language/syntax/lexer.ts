// Text to tokens: fast, lossless, and never failing; what no token begins with becomes an `unknown` token.

import type { TextRange } from '../diagnostic.ts';
import {
  codeUnit,
  isDigit,
  isIdentifierPart,
  isIdentifierStart,
  isLineBreak,
  isSpace,
} from './characters.ts';
import { type Comment, isReserved, type Punctuation, type Token, type TokenKind } from './tokens.ts';

export interface LexicalProblem {
  readonly range: TextRange;
  readonly code: 'invalid-number' | 'unclosed-string' | 'unclosed-comment' | 'unexpected-character';
  readonly message: string;
}

export interface Lexed {
  readonly tokens: readonly Token[];
  readonly comments: readonly Comment[];
  readonly problems: readonly LexicalProblem[];
}

/** `place` says whether the text is a file, or an expression as between brackets. */
export function lex(text: string, place: 'file' | 'expression' = 'file'): Lexed {
  return new Lexer(text, place === 'file' ? 0 : 1).run();
}

const doubled: ReadonlySet<string> = new Set(['..', '->', '==', '!=', '<=', '>=']);
const single: ReadonlySet<string> = new Set('{}()[],:;.=<>+-*/%');
const escapes: ReadonlySet<string> = new Set(['"', '\\', 'n', 't']);

class Lexer {
  private readonly tokens: Token[] = [];
  private readonly comments: Comment[] = [];
  private readonly problems: LexicalProblem[] = [];
  private position = 0;
  private startsLine = true;
  /** Open `(` and `[` since the last brace. */
  private depth: number;
  /** The first word of the statement that is being read. */
  private statement = '';
  private statementBegins = true;

  constructor(
    private readonly text: string,
    depth: number,
  ) {
    this.depth = depth;
  }

  run(): Lexed {
    while (this.position < this.text.length) this.readNext();
    this.push('end', this.position);
    return { tokens: this.tokens, comments: this.comments, problems: this.problems };
  }

  private readNext(): void {
    const code = this.text.charCodeAt(this.position);
    if (isLineBreak(code)) {
      this.position += 1;
      this.startsLine = true;
      if (this.depth === 0) this.statementBegins = true;
    } else if (isSpace(code)) this.position += 1;
    else if (isIdentifierStart(code)) this.readWord();
    else if (isDigit(code)) this.readNumber();
    else if (code === codeUnit.quote) this.readString();
    else if (code === codeUnit.slash && this.text.charCodeAt(this.position + 1) === codeUnit.star) {
      this.readBlockComment();
    } else if (code === codeUnit.slash && this.text.charCodeAt(this.position + 1) === codeUnit.slash) {
      if (this.divides()) this.readPunctuation('//');
      else this.readLineComment();
    } else this.readOther();
  }

  private push(kind: TokenKind, end: number): void {
    this.tokens.push({ kind, start: this.position, end, startsLine: this.startsLine });
    if (this.statementBegins) {
      this.statement = kind === 'identifier' ? this.text.slice(this.position, end) : '';
      this.statementBegins = false;
    }
    this.position = end;
    this.startsLine = false;
  }

  private readWord(): void {
    let end = this.position + 1;
    while (isIdentifierPart(this.text.charCodeAt(end))) end += 1;
    this.push('identifier', end);
  }

  /** `12`, `0.5`, `5e-4`, `1.5M`, `30%`, and sizes such as `3x3`. */
  private readNumber(): void {
    const { text } = this;
    let end = this.digitsFrom(this.position);
    const size = this.sizeFrom(end);
    if (size !== undefined) {
      this.push('size', size);
      return;
    }
    if (text[end] === '.' && isDigit(text.charCodeAt(end + 1))) end = this.digitsFrom(end + 1);
    end = this.exponentFrom(end);
    if ('kMGT'.includes(text[end] ?? ' ') && !isIdentifierPart(text.charCodeAt(end + 1))) end += 1;
    else if (text[end] === '%' && this.percentAt(end)) end += 1;
    if (isIdentifierPart(text.charCodeAt(end))) {
      while (isIdentifierPart(text.charCodeAt(end))) end += 1;
      this.report('invalid-number', this.position, end, invalidNumber(text.slice(this.position, end)));
    }
    this.push('number', end);
  }

  private digitsFrom(start: number): number {
    let end = start;
    while (isDigit(this.text.charCodeAt(end))) end += 1;
    return end;
  }

  private sizeFrom(firstEnd: number): number | undefined {
    let end = firstEnd;
    while (this.text[end] === 'x' && isDigit(this.text.charCodeAt(end + 1))) end = this.digitsFrom(end + 1);
    return end > firstEnd && !isIdentifierPart(this.text.charCodeAt(end)) ? end : undefined;
  }

  private exponentFrom(start: number): number {
    if (this.text[start] !== 'e' && this.text[start] !== 'E') return start;
    const sign = this.text[start + 1];
    const digits = sign === '+' || sign === '-' ? start + 2 : start + 1;
    return isDigit(this.text.charCodeAt(digits)) ? this.digitsFrom(digits) : start;
  }

  /** `%` after a number is a percentage unless an operand touches it: `10%3` is a remainder. */
  private percentAt(position: number): boolean {
    const next = this.text.charCodeAt(position + 1);
    return !isIdentifierPart(next) && next !== codeUnit.openParenthesis;
  }

  private readString(): void {
    let end = this.position + 1;
    while (end < this.text.length) {
      const code = this.text.charCodeAt(end);
      if (isLineBreak(code)) break;
      if (code === codeUnit.backslash && !isLineBreak(this.text.charCodeAt(end + 1))) {
        if (!escapes.has(this.text[end + 1] ?? '')) this.reportEscape(end);
        end += 2;
        continue;
      }
      end += 1;
      if (code !== codeUnit.quote) continue;
      this.push('string', end);
      return;
    }
    end = Math.min(end, this.text.length);
    this.report(
      'unclosed-string',
      this.position,
      end,
      'This text does not end: close it with `"` on the same line.',
    );
    this.push('string', end);
  }

  private reportEscape(start: number): void {
    if (start + 1 >= this.text.length) return;
    const message = 'Only `\\"`, `\\\\`, `\\n` and `\\t` may follow a backslash in a text.';
    this.report('unexpected-character', start, start + 2, message);
  }

  private readBlockComment(): void {
    const close = this.text.indexOf('*/', this.position + 2);
    const end = close === -1 ? this.text.length : close + 2;
    if (close === -1) {
      const opening = this.position + 2;
      this.report(
        'unclosed-comment',
        this.position,
        opening,
        'This comment does not end: close it with `*/`.',
      );
    }
    this.comments.push({ kind: 'block', start: this.position, end });
    for (let index = this.position; index < end; index += 1) {
      if (!isLineBreak(this.text.charCodeAt(index))) continue;
      this.startsLine = true;
      if (this.depth === 0) this.statementBegins = true;
    }
    this.position = end;
  }

  private readLineComment(): void {
    let end = this.position;
    while (end < this.text.length && !isLineBreak(this.text.charCodeAt(end))) end += 1;
    const documents = this.text[this.position + 2] === '/' && this.text[this.position + 3] !== '/';
    this.comments.push({ kind: documents ? 'documentation' : 'line', start: this.position, end });
    this.position = end;
  }

  /**
   * Whether `//` divides or begins a comment. It divides inside brackets, and in the heads of statements that
   * take an expression, when it stands between two operands of one line and the second is followed by what goes
   * on or closes.
   */
  private divides(): boolean {
    const before = this.tokens.at(-1);
    if (before === undefined || this.startsLine || !this.endsOperand(before)) return false;
    if (this.depth === 0 && !/^(repeat|for|if|else|assert)$/.test(this.statement)) return false;
    let start = this.position + 2;
    while (this.text[start] === ' ' || this.text[start] === '-') start += 1;
    const code = this.text.charCodeAt(start);
    if (code === codeUnit.openParenthesis) return true;
    if (!isIdentifierPart(code)) return false;
    let end = start;
    while (
      isIdentifierPart(this.text.charCodeAt(end)) ||
      (this.text[end] === '.' && this.text[end + 1] !== ' ')
    )
      end += 1;
    while (this.text[end] === ' ') end += 1;
    return this.continuesAfterDivisor(end, isDigit(code));
  }

  private endsOperand({ kind, start, end }: Token): boolean {
    if (kind === 'identifier') return !isReserved(this.text.slice(start, end));
    return kind === 'number' || kind === ')' || kind === ']';
  }

  private continuesAfterDivisor(position: number, isNumber: boolean): boolean {
    const next = this.text[position] ?? '\n';
    if (next === '\n' || next === '\r') return isNumber;
    if (this.depth === 0)
      return (
        '{<>=!+-*/%)'.includes(next) || /^(and|or|if|else)\b/.test(this.text.slice(position, position + 5))
      );
    return (
      ',)]<>=!+-*/%('.includes(next) || /^(and|or|if|else)\b/.test(this.text.slice(position, position + 5))
    );
  }

  private readOther(): void {
    const { text, position } = this;
    const pair = text.slice(position, position + 2);
    const character = text[position]!;
    if (doubled.has(pair)) this.readPunctuation(pair as Punctuation);
    else if (single.has(character)) this.readPunctuation(character as Punctuation);
    else this.readUnknown();
  }

  private readUnknown(): void {
    const { text, position } = this;
    let end = position;
    do end += 1;
    while (end < text.length && this.beginsNothing(end));
    this.report('unexpected-character', position, end, unexpected(text.slice(position, end)));
    this.push('unknown', end);
  }

  private beginsNothing(position: number): boolean {
    const code = this.text.charCodeAt(position);
    if (isSpace(code) || isLineBreak(code) || isIdentifierPart(code) || code === codeUnit.quote) return false;
    return !single.has(this.text[position]!);
  }

  private readPunctuation(kind: Punctuation): void {
    if (kind === '(' || kind === '[') this.depth += 1;
    else if (kind === ')' || kind === ']') this.depth = Math.max(0, this.depth - 1);
    else if (kind === '{' || kind === '}') this.depth = 0;
    this.push(kind, this.position + kind.length);
    if (kind === '{' || kind === '}' || (kind === ';' && this.depth === 0)) this.statementBegins = true;
  }

  private report(code: LexicalProblem['code'], start: number, end: number, message: string): void {
    this.problems.push({ code, range: { start, end }, message });
  }
}

function invalidNumber(text: string): string {
  const twice = /^(\d+)x$/.exec(text);
  if (twice) return `\`${text}\` is no number: a size is written \`${twice[1]}x${twice[1]}\`.`;
  const suffix = /^([\d.]+)(K|m|g|t)$/.exec(text);
  const known = { K: 'k', m: 'M', g: 'G', t: 'T' }[suffix?.[2] ?? ''];
  if (suffix && known) return `\`${text}\` is no number: did you mean \`${suffix[1]}${known}\`?`;
  return (
    `\`${text}\` is no number: write digits, a size such as \`3x3\`, or a suffix \`k\`, \`M\`, ` +
    '`G`, `T` or `%`.'
  );
}

function unexpected(text: string): string {
  const shown = text.length > 20 ? `${text.slice(0, 20)}…` : text;
  if (text === "'") return 'Texts stand in double quotes: `"…"`.';
  if (text === '#') return '`#` has no meaning here: a comment begins with `//`.';
  const typed = { '×': 'x', '→': '->', '⇒': '->', '–': '-', '−': '-', '“': '"', '”': '"' }[text];
  if (typed !== undefined) return `\`${text}\` has no meaning here: write \`${typed}\`.`;
  return `\`${shown}\` has no meaning here: names are made of letters a to z, digits and \`_\`.`;
}
