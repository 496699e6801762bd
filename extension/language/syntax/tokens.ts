// The words of the language: token kinds and keywords.

import type { TextRange } from '../diagnostic.ts';

export const punctuations = [
  '{', '}', '(', ')', '[', ']', ',', ':', ';', '.', '..', '->', '=', '==', '!=', '<', '<=', '>', '>=',
  '+', '-', '*', '/', '//', '%',
] as const; // biome-ignore format: a table

export type Punctuation = (typeof punctuations)[number];

/** `unknown` is a run of characters that begin nothing; `end` stands once, after the last token. */
export type TokenKind = 'identifier' | 'number' | 'size' | 'string' | Punctuation | 'unknown' | 'end';

/**
 * What stands between two tokens is white space and comments, so tokens and comments together give the whole
 * text back.
 */
export interface Token extends TextRange {
  readonly kind: TokenKind;
  /** A line end stands between the token before and this one. */
  readonly startsLine: boolean;
}

export interface Comment extends TextRange {
  /** `///` documents what follows. */
  readonly kind: 'line' | 'block' | 'documentation';
}

/** Words that begin a declaration at the top of a file. */
export const declarationKeywords = ['import', 'block', 'model', 'train'] as const;

/** Words that begin a statement in a body. Where `=`, `->` or `.` follows, they are names. */
export const statementKeywords = ['input', 'repeat', 'for', 'if', 'head', 'assert'] as const;

/** Words of expressions, which are never names. */
export const expressionKeywords = ['and', 'or', 'not', 'if', 'else', 'in', 'true', 'false'] as const;

/** What may stand in a `train` body. */
export const recipeKeywords = [
  'data',
  'validation',
  'transform',
  'augment',
  'optimizer',
  'schedule',
  'loss',
  'batch',
  'accumulate',
  'clip',
  'average',
  'epochs',
  'early_stopping',
  'recompute',
  'seed',
  'device',
] as const;

export type RecipeKeyword = (typeof recipeKeywords)[number];

const reserved: ReadonlySet<string> = new Set(expressionKeywords);

/** Whether a word can never name anything. */
export function isReserved(word: string): boolean {
  return reserved.has(word);
}
