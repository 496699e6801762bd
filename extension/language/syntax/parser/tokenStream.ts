// The parser's place among the tokens, and the problems that it meets.

import type { TextRange } from '../../diagnostic.ts';
import { declarationKeywords, type Token, type TokenKind } from '../tokens.ts';
import type { Name, SyntaxProblem } from '../tree.ts';

/** Brackets, bodies and operators may nest so deep; deeper texts are refused, as they are never meant. */
const deepestNesting = 200;

export class TokenStream {
  readonly problems: SyntaxProblem[] = [];
  private index = 0;
  private nesting = 0;
  /** Open brackets around the place: within them line ends mean nothing. */
  private brackets = 0;
  private lastProblemAt = -1;
  private abandoned = false;

  constructor(
    readonly text: string,
    private readonly tokens: readonly Token[],
  ) {}

  get token(): Token {
    return this.tokens[this.index]!;
  }

  /** Where the token before ends. */
  get previousEnd(): number {
    return this.tokens[this.index - 1]?.end ?? 0;
  }

  get ended(): boolean {
    return this.token.kind === 'end';
  }

  /** Whether the place is the first of a line, outside brackets. */
  get atLineStart(): boolean {
    return this.token.startsLine && this.brackets === 0;
  }

  peek(distance: number): Token {
    return this.tokens[Math.min(this.index + distance, this.tokens.length - 1)]!;
  }

  textOf(token: TextRange): string {
    return this.text.slice(token.start, token.end);
  }

  at(kind: TokenKind): boolean {
    return this.token.kind === kind;
  }

  atWord(word: string): boolean {
    return this.token.kind === 'identifier' && this.textOf(this.token) === word;
  }

  /** A declaration begins here: its keyword starts a line, and what must follow it follows. */
  atDeclaration(): boolean {
    const { token } = this;
    if (token.kind !== 'identifier' || !(token.startsLine || this.index === 0)) return false;
    const word = this.textOf(token);
    if (!declarationKeywords.some((keyword) => keyword === word)) return false;
    const next = this.peek(1);
    return !next.startsLine && next.kind === (word === 'import' ? 'string' : 'identifier');
  }

  /** Nothing of a statement can stand here: its body, or the file, ends. */
  atBodyEnd(): boolean {
    return this.at('}') || this.ended || this.atDeclaration();
  }

  take(): Token {
    const { token } = this;
    if (token.kind !== 'end') this.index += 1;
    return token;
  }

  takeIf(kind: TokenKind): Token | undefined {
    return this.at(kind) ? this.take() : undefined;
  }

  takeName(): Name {
    const { start, end } = this.take();
    return { kind: 'name', text: this.text.slice(start, end), start, end };
  }

  /** Reads what stands between brackets. */
  inBrackets<T>(read: () => T): T {
    this.brackets += 1;
    try {
      return read();
    } finally {
      this.brackets -= 1;
    }
  }

  /** Reads a body, in which lines count again. */
  inBraces<T>(read: () => T): T {
    const { brackets } = this;
    this.brackets = 0;
    try {
      return read();
    } finally {
      this.brackets = brackets;
    }
  }

  /**
   * Reads one level deeper; beyond the limit says so, gives up the rest of the text and returns `fallback()`.
   */
  nested<T>(read: () => T, fallback: () => T): T {
    if (this.nesting >= deepestNesting) {
      this.abandon();
      return fallback();
    }
    this.nesting += 1;
    try {
      return read();
    } finally {
      this.nesting -= 1;
    }
  }

  /** Says that the text nests too deep and passes over the rest of it. */
  abandon(): void {
    this.report(
      'nesting-too-deep',
      this.token,
      `This nests deeper than ${deepestNesting} levels: name its parts.`,
    );
    this.abandoned = true;
    this.index = this.tokens.length - 1;
  }

  /** Reports once for each place: what follows from the first problem there stays unsaid. */
  report(code: string, range: TextRange, message: string, insertion?: SyntaxProblem['insertion']): void {
    if (this.abandoned || range.start <= this.lastProblemAt) return;
    this.lastProblemAt = Math.max(this.lastProblemAt, this.token.start, range.start);
    const problem = { code, range: { start: range.start, end: range.end }, message };
    this.problems.push(insertion === undefined ? problem : { ...problem, insertion });
  }

  /** Says that `what` is missing: at the token that stands there instead, or where the line ends. */
  reportMissing(what: string, insertion?: SyntaxProblem['insertion']): void {
    const { token } = this;
    const found =
      this.atLineStart || token.kind === 'end' || this.atBodyEnd() ? '' : `, not \`${this.shown(token)}\``;
    this.report(
      'syntax',
      found === '' ? this.lastCharacter() : token,
      `${what} must stand here${found}.`,
      insertion,
    );
  }

  /** Passes over the rest of a statement that makes no sense. */
  skipStatement(): void {
    while (!this.ended && !this.at(';') && !this.at('{') && !this.at('}') && !this.token.startsLine)
      this.take();
  }

  shown(token: Token): string {
    const text = this.textOf(token);
    return text.length > 30 ? `${text.slice(0, 30)}…` : text;
  }

  private lastCharacter(): TextRange {
    return { start: Math.max(0, this.previousEnd - 1), end: this.previousEnd };
  }
}
