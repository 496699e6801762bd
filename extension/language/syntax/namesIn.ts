// The names that an expression mentions.

import { childrenOf } from './children.ts';
import type { Name, SyntaxNode } from './tree.ts';

/** Names that stand for values, without those of arguments and members' properties. */
export function namesIn(node: SyntaxNode): readonly Name[] {
  switch (node.kind) {
    case 'nameExpression':
      return [node.name];
    case 'member':
      return [node.object];
    case 'call':
      return [node.name, ...namesIn(node.arguments)];
    case 'argument':
      return namesIn(node.value);
    default:
      return childrenOf(node).flatMap(namesIn);
  }
}
