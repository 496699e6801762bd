// Where a link of a chain stands in a text: its chain, and whether the chain is a branch of a merge.

import type { TextRange } from '../diagnostic.ts';
import { childrenOf } from '../syntax/children.ts';
import type { ChainNode, Element, SyntaxNode, SyntaxTree } from '../syntax/tree.ts';

export interface LocatedElement {
  readonly element: Element;
  readonly chain: ChainNode;
  /** A statement right below a merge: another statement beside it would be another branch. */
  readonly isBranch: boolean;
}

/** The outermost element that stands exactly in a range, as the `origin` of a layer or a group tells it. */
export function locateElement(tree: SyntaxTree, range: TextRange): LocatedElement | undefined {
  const element = locateNode(tree, range, isElement);
  const [statement, body, owner] = element ? nodesAround(tree, element).toReversed() : [];
  if (element === undefined || statement?.kind !== 'chain') return undefined;
  return { element, chain: statement, isBranch: body?.kind === 'body' && owner?.kind === 'merge' };
}

/** The outermost node of a kind that stands exactly in a range. */
export function locateNode<N extends SyntaxNode>(
  tree: SyntaxTree,
  range: TextRange,
  isWanted: (node: SyntaxNode) => node is N,
): N | undefined {
  const visit = (node: SyntaxNode): N | undefined => {
    if (range.start < node.start || node.end < range.end) return undefined;
    if (node.start === range.start && node.end === range.end && isWanted(node)) return node;
    for (const child of childrenOf(node)) {
      const found = visit(child);
      if (found) return found;
    }
    return undefined;
  };
  return visit(tree.file);
}

/** What a node of the tree stands in, from the file inwards. */
export function nodesAround(tree: SyntaxTree, inner: SyntaxNode): readonly SyntaxNode[] {
  const visit = (node: SyntaxNode, above: readonly SyntaxNode[]): readonly SyntaxNode[] | undefined => {
    if (node === inner) return above;
    if (inner.start < node.start || node.end < inner.end) return undefined;
    for (const child of childrenOf(node)) {
      const found = visit(child, [...above, node]);
      if (found) return found;
    }
    return undefined;
  };
  return visit(tree.file, []) ?? [];
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
