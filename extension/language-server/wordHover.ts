// Hover over the words of the language: keywords, and the figures that an assert speaks of.

import { formatShape } from '../../engine/network/shape.ts';
import type { Compilation } from '../language/compilation.ts';
import type { TextRange } from '../language/diagnostic.ts';
import { assertMetrics, metricsOf } from '../language/elaboration/metrics.ts';
import type { Value } from '../language/elaboration/value.ts';
import { childrenOf } from '../language/syntax/children.ts';
import type { Declaration, SyntaxNode, SyntaxTree } from '../language/syntax/tree.ts';
import { codes, isCode } from '../language/validation/codes.ts';
import { allowedCodes } from '../language/validation/silenced.ts';
import { declarationWords, statementWords } from './completionWords.ts';
import { grouped } from './quantity.ts';
import { contains } from './sourceText.ts';

export interface WordHover {
  readonly range: TextRange;
  /** Markdown. */
  readonly text: string;
}

export function wordHover(compilation: Compilation, tree: SyntaxTree, offset: number): WordHover | undefined {
  return allowedHover(tree, offset) ?? metricHover(compilation, tree, offset) ?? keywordHover(tree, offset);
}

/** A code in a comment that allows it. */
function allowedHover(tree: SyntaxTree, offset: number): WordHover | undefined {
  const allowed = allowedCodes(tree).find((range) => contains(range, offset));
  if (allowed === undefined || !isCode(allowed.code)) return undefined;
  return { range: allowed, text: `**${allowed.code}**: ${codes[allowed.code].summary}` };
}

function metricHover(compilation: Compilation, tree: SyntaxTree, offset: number): WordHover | undefined {
  const declaration = tree.file.declarations.find((node) => contains(node, offset));
  const path = declaration === undefined ? [] : pathTo(declaration, offset);
  const name = path.at(-1);
  if (name?.kind !== 'name' || !path.some(({ kind }) => kind === 'assert')) return undefined;
  const meaning = assertMetrics.get(name.text);
  if (meaning === undefined) return undefined;
  const figure = figureOf(compilation, declaration, name.text);
  const here = figure === undefined ? '' : `\n\nHere: **${figure}**`;
  return { range: name, text: `**${name.text}**: ${meaning}${here}` };
}

function pathTo(node: SyntaxNode, offset: number): readonly SyntaxNode[] {
  const child = childrenOf(node).find((candidate) => contains(candidate, offset));
  return child === undefined ? [node] : [node, ...pathTo(child, offset)];
}

function figureOf(
  compilation: Compilation,
  declaration: Declaration | undefined,
  metric: string,
): string | undefined {
  const model = compilation.models.find(({ name }) => {
    return declaration?.kind === 'model' && declaration.name?.text === name;
  });
  // Of a network with errors the figures would be too small.
  if (
    model?.network === undefined ||
    model.network.layers.some(({ outputShape }) => outputShape === undefined)
  ) {
    return undefined;
  }
  return figureText(metricsOf(model.network).get(metric));
}

function figureText(value: Value | undefined): string | undefined {
  if (typeof value === 'number') return grouped(value);
  return typeof value === 'object' && value.type === 'size' ? formatShape(value.extents) : undefined;
}

const words: ReadonlyMap<string, string> = new Map(
  [...declarationWords, ...statementWords].map(([word, , documentation]) => [word, documentation]),
);

function keywordHover(tree: SyntaxTree, offset: number): WordHover | undefined {
  const index = tree.tokens.findIndex((token) => token.kind === 'identifier' && contains(token, offset));
  const token = tree.tokens[index];
  if (token === undefined) return undefined;
  const word = tree.text.slice(token.start, token.end);
  const documentation = words.get(word);
  const next = tree.tokens[index + 1]?.kind;
  // Before these the word is a name.
  const isName = next === '=' || next === '->' || next === '.' || next === ':';
  const before = tree.tokens[index - 1];
  const begins = token.startsLine || before === undefined || ['{', '}', ';'].includes(before.kind);
  if (documentation === undefined || isName || !begins) return undefined;
  return { range: token, text: `**${word}**: ${documentation}` };
}
