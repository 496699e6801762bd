// Where a link of a chain stands in a text: its chain, and whether the chain is a branch of a merge.

import type { TextRange } from '../diagnostic.ts';
import { childrenOf } from '../syntax/children.ts';
import type {
  ChainNode,
  Element,
  ForNode,
  RepeatNode,
  Statement,
  SyntaxNode,
  SyntaxTree,
} from '../syntax/tree.ts';

export interface LocatedElement {
  readonly element: Element;
  readonly chain: ChainNode;
  /** A statement right below a merge: another statement beside it would be another branch. */
  readonly isBranch: boolean;
  /** The loop that has this statement alone. */
  readonly onlyIn?: RepeatNode | ForNode;
}

/** The outermost element that stands exactly in a range, as the `origin` of a layer or a group tells it. */
export function locateElement(tree: SyntaxTree, range: TextRange): LocatedElement | undefined {
  let chain: ChainNode | undefined;
  let isBranch = false;
  let parents: readonly SyntaxNode[] = [];
  const visit = (node: SyntaxNode, above: readonly SyntaxNode[]): Element | undefined => {
    if (range.start < node.start || node.end < range.end) return undefined;
    if (node.kind === 'chain') {
      chain = node;
      parents = above;
    }
    if (node.start === range.start && node.end === range.end && isElement(node)) return node;
    for (const child of childrenOf(node)) {
      const found = visit(child, [...above, node]);
      if (found) return found;
    }
    return undefined;
  };
  const element = visit(tree.file, []);
  if (element === undefined || chain === undefined) return undefined;
  isBranch = parents.at(-1)?.kind === 'body' && parents.at(-2)?.kind === 'merge';
  if (!chain.elements.includes(element)) return undefined;
  const [around, body] = parents.slice(-2);
  const isLoop = around?.kind === 'repeat' || around?.kind === 'for';
  const isAlone = isLoop && body?.kind === 'body' && body.statements.length === 1;
  return { element, chain, isBranch, ...(isAlone ? { onlyIn: around } : {}) };
}

/** The chain or head that stands exactly in a range. */
export function locateStatement(tree: SyntaxTree, range: TextRange): Statement | undefined {
  const visit = (node: SyntaxNode): Statement | undefined => {
    if (range.start < node.start || node.end < range.end) return undefined;
    const isStatement = node.kind === 'chain' || node.kind === 'head';
    if (isStatement && node.start === range.start && node.end === range.end) return node;
    for (const child of childrenOf(node)) {
      const found = visit(child);
      if (found) return found;
    }
    return undefined;
  };
  return visit(tree.file);
}

function isElement(node: SyntaxNode): node is Element {
  switch (node.kind) {
    case 'use':
    case 'input':
    case 'merge':
    case 'group':
    case 'repeat':
    case 'for':
    case 'if':
      return true;
    default:
      return false;
  }
}
