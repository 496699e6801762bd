// What may be written at an offset, read off the tokens before it; works in texts that do not parse.

import type { Token } from '../language/syntax/tokens.ts';
import type { SyntaxTree } from '../language/syntax/tree.ts';
import { commentAt, stringAt, tokenBeingWritten, tokensBefore } from './cursorTokens.ts';

export type CursorContext =
  /** Inside a comment, or where a new name is made up. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'importPath'; readonly typed: string; readonly start: number }
  /** In the text of a recipe's data source, which names a folder. */
  | { readonly kind: 'dataPath'; readonly typed: string; readonly start: number }
  /** In the text of `custom("…")` that names an operator. */
  | { readonly kind: 'operatorName' }
  | { readonly kind: 'declaration' }
  /** After `train` or `train NAME for`. */
  | { readonly kind: 'modelName' }
  /** Where a statement of a block or model may begin. */
  | { readonly kind: 'statement' }
  /** After `->`, or after `name =`: a layer, a block or a named value. */
  | { readonly kind: 'element' }
  | { readonly kind: 'expression' }
  | { readonly kind: 'assertion' }
  /** After `in.` or `name.`. */
  | { readonly kind: 'member' }
  /** Where an entry of a recipe may begin. */
  | { readonly kind: 'entry' }
  | { readonly kind: 'entryValue'; readonly keyword: string; readonly first: boolean }
  | { readonly kind: 'argument'; readonly call: CallContext }
  /** In a comment that allows warnings, behind `allow:`. */
  | { readonly kind: 'allowedCode' };

/** The innermost call around the cursor. */
export interface CallContext {
  readonly callee: string;
  /** The entry of a recipe in which the call stands. */
  readonly entry: string | undefined;
  /** Offset of the callee's name. */
  readonly start: number;
  /** Names of the arguments that are given by name. */
  readonly given: readonly string[];
  /** Arguments before the cursor's. */
  readonly index: number;
  /** The name before the colon, where the cursor is behind one. */
  readonly named: string | undefined;
  /** Nothing of the argument stands before the cursor. */
  readonly begins: boolean;
}

interface Frame {
  readonly bracket: '(' | '[' | '{';
  /** Index of the opening token; -1 for the file itself. */
  readonly open: number;
  /** A `train` body, a block's or model's body, a parameter list, a call, or a list. */
  readonly role: 'file' | 'recipe' | 'body' | 'parameters' | 'call' | 'list';
}

export function cursorContext(tree: SyntaxTree, offset: number): CursorContext {
  const comment = commentAt(tree, offset);
  if (comment !== undefined) {
    const written = tree.text.slice(comment.start, offset);
    return /^\/[/*]+\s*allow:[\w\s,-]*$/.test(written) ? { kind: 'allowedCode' } : { kind: 'nothing' };
  }
  const string = stringAt(tree, offset);
  if (string !== undefined) return pathContext(tree, string, offset);
  const writing = tokenBeingWritten(tree, offset);
  if (writing?.kind === 'number' || writing?.kind === 'size') return { kind: 'nothing' };
  return readerAt(tree, offset).context();
}

/** The innermost call whose parentheses hold the offset, wherever in its arguments that is. */
export function callAround(tree: SyntaxTree, offset: number): CallContext | undefined {
  return commentAt(tree, offset) !== undefined ? undefined : readerAt(tree, offset).call();
}

function readerAt(tree: SyntaxTree, offset: number): Reader {
  const { tokens, startsLine } = tokensBefore(tree, offset);
  return new Reader(tokens, (token) => tree.text.slice(token.start, token.end), startsLine);
}

function pathContext(tree: SyntaxTree, string: Token, offset: number): CursorContext {
  const path = { typed: tree.text.slice(string.start + 1, offset), start: string.start + 1 };
  const opener = tree.tokens.findLast(({ start }) => start < string.start);
  if (opener !== undefined && tree.text.slice(opener.start, opener.end) === 'import')
    return { kind: 'importPath', ...path };
  const call = readerAt(tree, string.start).call();
  const { entry } = call ?? {};
  if (call?.callee === 'custom' && (call.named ?? (call.index === 0 ? 'operator' : '')) === 'operator')
    return { kind: 'operatorName' };
  return entry === 'data' || entry === 'validation' ? { kind: 'dataPath', ...path } : { kind: 'nothing' };
}

const openers: ReadonlySet<string> = new Set(['(', '[', '{']);
const closers: ReadonlySet<string> = new Set([')', ']', '}']);
const declarations: ReadonlySet<string> = new Set(['import', 'block', 'model', 'train']);
/** After these an operand follows. */
const operators: ReadonlySet<string> = new Set([
  ...['+', '-', '*', '/', '//', '%', '==', '!=', '<', '<=', '>', '>=', '..', '=', ':', ',', '(', '['],
]);
const operatorWords: ReadonlySet<string> = new Set(['and', 'or', 'not', 'if', 'else', 'in', 'within', 'of']);

class Reader {
  constructor(
    private readonly tokens: readonly Token[],
    private readonly text: (token: Token) => string,
    /** Whether a line begins between the last token and the cursor. */
    private readonly startsLine: boolean,
  ) {}

  context(): CursorContext {
    const last = this.tokens.at(-1);
    if (last?.kind === '.') return { kind: 'member' };
    const frames = this.frames();
    const frame = frames.at(-1)!;
    switch (frame.role) {
      case 'file':
        return this.inFile();
      case 'recipe':
        return this.inRecipe(frame);
      case 'body':
        return this.inBody(frame);
      case 'parameters':
        return this.expectsOperand() && last?.kind !== '(' && last?.kind !== ','
          ? { kind: 'expression' }
          : { kind: 'nothing' };
      case 'list':
        return this.operand();
      case 'call':
        return this.inCall(frames, frame);
    }
  }

  /** The brackets that are open at the cursor, outermost first. */
  private frames(): readonly Frame[] {
    const frames: Frame[] = [{ bracket: '{', open: -1, role: 'file' }];
    let declaration = '';
    this.tokens.forEach((token, index) => {
      const { kind } = token;
      if (frames.length === 1 && kind === 'identifier' && declarations.has(this.text(token))) {
        declaration = this.text(token);
      }
      if (openers.has(kind)) {
        const bracket = kind as Frame['bracket'];
        frames.push({ bracket, open: index, role: this.roleOf(bracket, index, frames, declaration) });
      } else if (closers.has(kind) && frames.length > 1) frames.pop();
    });
    return frames;
  }

  private roleOf(
    bracket: Frame['bracket'],
    index: number,
    frames: readonly Frame[],
    declaration: string,
  ): Frame['role'] {
    const top = frames.length === 1;
    if (bracket === '{') return top && declaration === 'train' ? 'recipe' : 'body';
    if (bracket === '[') return 'list';
    if (top && declaration !== 'train') return 'parameters';
    return this.tokens[index - 1]?.kind === 'identifier' ? 'call' : 'list';
  }

  private word(index: number): string {
    const token = this.tokens.at(index);
    return token?.kind === 'identifier' ? this.text(token) : '';
  }

  private inFile(): CursorContext {
    if (this.word(-1) === 'train' || (this.word(-1) === 'for' && this.word(-3) === 'train')) {
      return { kind: 'modelName' };
    }
    const last = this.tokens.at(-1);
    const ended = last === undefined || last.kind === '}' || (last.kind === 'string' && this.startsLine);
    return ended ? { kind: 'declaration' } : { kind: 'nothing' };
  }

  /**
   * Index of the first token of the statement in which the cursor stands; the count of tokens where one
   * begins.
   */
  private statementStart(frame: Frame): number {
    let start = this.tokens.length;
    if (this.startsLine && !this.continues(this.tokens.length - 1)) return start;
    for (let index = this.tokens.length - 1; index > frame.open; index -= 1) {
      const { kind, startsLine } = this.tokens[index]!;
      if (kind === ';') break;
      start = index;
      if (startsLine && !this.continues(index - 1) && kind !== '->') break;
    }
    return start;
  }

  /** Whether the statement goes on behind the token, over a line end. */
  private continues(index: number): boolean {
    const kind = this.tokens[index]?.kind;
    return kind === ',' || kind === '->' || kind === '=' || kind === ':';
  }

  private inRecipe(frame: Frame): CursorContext {
    const start = this.statementStart(frame);
    if (start === this.tokens.length) return { kind: 'entry' };
    const keyword = this.text(this.tokens[start]!);
    const last = this.tokens.length - 1;
    const first = start === last;
    const { kind } = this.tokens[last]!;
    if (first || kind === ',' || kind === ':') {
      const named = kind === ':' ? this.word(-2) : keyword;
      return { kind: 'entryValue', keyword: named === '' ? keyword : named, first };
    }
    return { kind: 'nothing' };
  }

  private inBody(frame: Frame): CursorContext {
    const last = this.tokens.at(-1)!;
    if (last.kind === '->') return { kind: 'element' };
    const start = this.statementStart(frame);
    if (start === this.tokens.length || last.kind === '{' || last.kind === ';') return { kind: 'statement' };
    if (last.kind === '}') return { kind: 'statement' };
    if (last.kind === '=' && start === this.tokens.length - 2) return { kind: 'element' };
    const head = this.text(this.tokens[start]!);
    if (head === 'assert')
      return this.expectsOperand() || start === this.tokens.length - 1
        ? { kind: 'assertion' }
        : { kind: 'nothing' };
    return this.operand(start === this.tokens.length - 1 ? head : '');
  }

  /** `head` is the statement's first word, where the cursor stands right behind it. */
  private operand(head = ''): CursorContext {
    const opens = head === 'repeat' || head === 'if' || head === 'input';
    return opens || this.expectsOperand() ? { kind: 'expression' } : { kind: 'nothing' };
  }

  private expectsOperand(): boolean {
    const last = this.tokens.at(-1);
    if (last === undefined) return false;
    return last.kind === 'identifier' ? operatorWords.has(this.text(last)) : operators.has(last.kind);
  }

  private inCall(frames: readonly Frame[], frame: Frame): CursorContext {
    const call = this.callOf(frames, frame);
    const colon = this.tokens.at(-1)?.kind === ':';
    return call.begins || colon || this.expectsOperand() ? { kind: 'argument', call } : { kind: 'nothing' };
  }

  /** The innermost call around the cursor, also from inside a list in its arguments. */
  call(): CallContext | undefined {
    const frames = this.frames();
    const frame = frames.findLast(({ role }) => role !== 'list');
    return frame?.role === 'call' ? this.callOf(frames, frame) : undefined;
  }

  private callOf(frames: readonly Frame[], frame: Frame): CallContext {
    const callee = this.tokens[frame.open - 1]!;
    const recipe = frames.find(({ role }) => role === 'recipe');
    return {
      callee: this.text(callee),
      start: callee.start,
      entry: recipe && this.entryBefore(recipe, frame.open),
      ...this.argumentsBefore(frame),
    };
  }

  private argumentsBefore(frame: Frame): Pick<CallContext, 'given' | 'index' | 'named' | 'begins'> {
    const given: string[] = [];
    let [index, depth, argument] = [0, 0, frame.open + 1];
    for (let at = frame.open + 1; at < this.tokens.length; at += 1) {
      const { kind } = this.tokens[at]!;
      if (openers.has(kind)) depth += 1;
      else if (closers.has(kind)) depth -= 1;
      else if (depth === 0 && kind === ',') [index, argument] = [index + 1, at + 1];
      else if (depth === 0 && kind === ':') given.push(this.text(this.tokens[at - 1]!));
    }
    const isNamed = this.tokens[argument + 1]?.kind === ':';
    const named = isNamed ? this.text(this.tokens[argument]!) : undefined;
    return { given, index, named, begins: argument === this.tokens.length };
  }

  /**
   * The recipe's keyword before a token: the last one that begins a line or follows `{`, `;`, or is
   * `validation:`.
   */
  private entryBefore(recipe: Frame, before: number): string | undefined {
    for (let index = before - 1; index > recipe.open; index -= 1) {
      const token = this.tokens[index]!;
      if (token.kind !== 'identifier') continue;
      const previous = this.tokens[index - 1]?.kind;
      const begins = previous === '{' || previous === ';' || (token.startsLine && previous !== ',');
      const validation = this.text(token) === 'validation' && this.tokens[index + 1]?.kind === ':';
      if (begins || validation) return this.text(token);
    }
    return undefined;
  }
}
