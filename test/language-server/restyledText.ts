// The same network as another hand might write it: comments anywhere, branches in one line, tabs, CRLF.

import type { RandomStream } from '../../engine/random.ts';
import { childrenOf } from '../../extension/language/syntax/children.ts';
import { parse } from '../../extension/language/syntax/parser/parse.ts';
import type { BodyNode, SyntaxNode, SyntaxTree } from '../../extension/language/syntax/tree.ts';

interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Comments are numbered, so that each can be missed. */
export function restyled(text: string, random: RandomStream): string {
  const chance = (share: number) => random.next() < share;
  let count = 0;
  const words = () => {
    count += 1;
    return `${count} für Σx 箭 🙂 "q" { -> }`;
  };
  let styled = changed(text, (tree) =>
    bodiesOf(tree.file).flatMap((body) => (chance(0.25) ? oneLine(tree, body) : [])),
  );
  styled = changed(styled, (tree) => arrows(tree, () => (chance(0.3) ? arrow(random, words) : undefined)));
  styled = changed(styled, (tree) =>
    lineEnds(tree).flatMap((end) => {
      if (chance(0.1)) return [{ start: end, end, text: ` // ${words()}` }];
      if (chance(0.05)) return [{ start: end, end, text: `  \n    /* ${words()} */` }];
      return chance(0.1) ? [{ start: end, end, text: ' \n' }] : [];
    }),
  );
  if (chance(0.3)) styled = styled.replaceAll(/^( {2})+/gm, (indent) => '\t'.repeat(indent.length / 2));
  if (chance(0.3)) styled = styled.replaceAll('\n', '\r\n');
  return chance(0.2) ? styled.trimEnd() : styled;
}

/** Later places first, so that earlier ones stay where they are; what overlaps is left out. */
function changed(text: string, plan: (tree: SyntaxTree) => readonly Replacement[]): string {
  let [result, end] = [text, text.length + 1];
  for (const change of plan(parse(text)).toSorted((a, b) => b.start - a.start)) {
    if (change.end > end) continue;
    result = result.slice(0, change.start) + change.text + result.slice(change.end);
    end = change.start;
  }
  return result;
}

function bodiesOf(node: SyntaxNode): readonly BodyNode[] {
  const inside = childrenOf(node).flatMap(bodiesOf);
  return node.kind === 'body' ? [node, ...inside] : inside;
}

/** `{ a; b }` where nothing but space parts the statements. */
function oneLine({ text }: SyntaxTree, { start, end, statements }: BodyNode): readonly Replacement[] {
  const bounds = [start + 1, ...statements.flatMap((statement) => [statement.start, statement.end]), end - 1];
  const gaps = bounds.flatMap((from, place) =>
    place % 2 === 0 ? [{ start: from, end: bounds[place + 1]!, text: ' ' }] : [],
  );
  if (gaps.some((gap) => text.slice(gap.start, gap.end).trim() !== '')) return [];
  return gaps.map((gap, place) => (place > 0 && place < gaps.length - 1 ? { ...gap, text: '; ' } : gap));
}

function arrows({ text, tokens }: SyntaxTree, write: () => string | undefined): readonly Replacement[] {
  return tokens.flatMap((token, place) => {
    const [before, next] = [tokens[place - 1], tokens[place + 1]];
    if (token.kind !== '->' || !before || !next) return [];
    const gap = { start: before.end, end: next.start, text: '' };
    if (text.slice(gap.start, gap.end).trim() !== '->') return [];
    const written = write();
    return written === undefined ? [] : [{ ...gap, text: written }];
  });
}

function arrow(random: RandomStream, words: () => string): string {
  switch (random.integer(6)) {
    case 0:
      return ' ->\n      ';
    case 1:
      return '\n      -> ';
    case 2:
      return `  /* ${words()} */  ->  `;
    case 3:
      return ` // ${words()}\n    // ${words()}\n    -> `;
    case 4:
      return ` -> // ${words()}\n      `;
    default:
      return '->';
  }
}

/** Where a line can end with a comment: behind statements and braces. */
function lineEnds({ text, tokens, lines }: SyntaxTree): readonly number[] {
  return tokens.flatMap((token, place) => {
    const next = tokens[place + 1];
    const end = lines.lineEnd(lines.lineAt(token.end));
    const isLast = next === undefined || next.start >= end;
    return isLast && text.slice(token.end, end).trim() === '' ? [end] : [];
  });
}
