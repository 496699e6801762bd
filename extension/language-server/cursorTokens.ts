// The tokens and comments around a cursor.

import type { Comment, Token } from '../language/syntax/tokens.ts';
import type { SyntaxTree } from '../language/syntax/tree.ts';

/** The tokens before the cursor, without a word that is being written there. */
export function tokensBefore(
  tree: SyntaxTree,
  offset: number,
): {
  readonly tokens: readonly Token[];
  /** Whether a line begins between the last of them and the cursor. */
  readonly startsLine: boolean;
} {
  const writing = tokenBeingWritten(tree, offset);
  const tokens = tree.tokens.filter(({ kind, end }) => kind !== 'end' && end <= (writing?.start ?? offset));
  const startsLine = writing?.startsLine ?? lineBreakBetween(tree, tokens.at(-1)?.end ?? 0, offset);
  return { tokens, startsLine };
}

/** A word that the cursor touches from the right is being written: what stands before it counts. */
export function tokenBeingWritten({ tokens }: SyntaxTree, offset: number): Token | undefined {
  return tokens.find(
    (token) => token.start < offset && (offset < token.end || (offset === token.end && isWord(token))),
  );
}

function isWord({ kind }: Token): boolean {
  return kind === 'identifier' || kind === 'number' || kind === 'size';
}

/** The comment that the cursor is in. */
export function commentAt({ comments, text }: SyntaxTree, offset: number): Comment | undefined {
  return comments.find(({ kind, start, end }) => {
    if (offset <= start) return false;
    const closed = kind === 'block' && text.slice(start, end).endsWith('*/');
    return closed ? offset < end : offset <= end;
  });
}

/** The text in quotes that the cursor is in. */
export function stringAt({ tokens, text }: SyntaxTree, offset: number): Token | undefined {
  return tokens.find(({ kind, start, end }) => {
    if (kind !== 'string' || offset <= start) return false;
    const closed = end > start + 1 && text[end - 1] === '"';
    return closed ? offset < end : offset <= end;
  });
}

function lineBreakBetween({ text }: SyntaxTree, start: number, end: number): boolean {
  return start === 0 || /[\r\n]/.test(text.slice(start, end));
}
