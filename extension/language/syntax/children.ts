// The parts of a syntax node, in the order of the text.

import type { SyntaxNode } from './tree.ts';

/** The nodes right below `node`, names included. */
export function childrenOf(node: SyntaxNode): readonly SyntaxNode[] {
  switch (node.kind) {
    case 'file':
      return node.declarations;
    case 'import':
      return present(node.path);
    case 'block':
    case 'model':
      return present(node.name, ...node.parameters, node.body);
    case 'parameter':
      return present(node.name, node.default);
    case 'train':
      return present(node.name, node.model, node.arguments, ...node.entries);
    case 'entry':
      return [node.keyword, ...node.arguments];
    case 'body':
      return node.statements;
    case 'chain':
      return present(node.name, ...node.elements);
    case 'head':
      return present(node.name, node.arguments, node.body);
    case 'assert':
      return [node.condition];
    default:
      return childrenOfElement(node);
  }
}

type Inner = Exclude<
  SyntaxNode,
  {
    kind:
      | 'file'
      | 'import'
      | 'block'
      | 'model'
      | 'parameter'
      | 'train'
      | 'entry'
      | 'body'
      | 'chain'
      | 'head'
      | 'assert';
  }
>;

function childrenOfElement(node: Inner): readonly SyntaxNode[] {
  switch (node.kind) {
    case 'use':
      return present(node.name, node.arguments);
    case 'input':
      return [node.keyword, node.shape];
    case 'merge':
      return present(node.name, node.arguments, node.branches);
    case 'group':
      return [node.body];
    case 'repeat':
      return present(node.count, node.variable, node.body);
    case 'for':
      return present(node.variable, node.list, node.body);
    case 'if':
      return present(node.condition, node.then, node.otherwise);
    case 'arguments':
      return node.items;
    case 'argument':
      return present(node.name, node.value);
    default:
      return childrenOfExpression(node);
  }
}

type Leafward = Exclude<
  Inner,
  { kind: 'use' | 'input' | 'merge' | 'group' | 'repeat' | 'for' | 'if' | 'arguments' | 'argument' }
>;

function childrenOfExpression(node: Leafward): readonly SyntaxNode[] {
  switch (node.kind) {
    case 'nameExpression':
      return [node.name];
    case 'member':
      return present(node.object, node.property);
    case 'call':
      return [node.name, node.arguments];
    case 'list':
      return node.items;
    case 'index':
      return [node.list, node.index];
    case 'range':
      return [node.from, node.to];
    case 'unary':
      return [node.operand];
    case 'binary':
      return [node.left, node.right];
    case 'within':
      return [node.value, node.tolerance, node.target];
    case 'conditional':
      return [node.value, node.condition, node.otherwise];
    case 'parenthesized':
      return [node.inner];
    case 'name':
    case 'number':
    case 'size':
    case 'string':
    case 'boolean':
    case 'missing':
      return [];
  }
}

function present(...nodes: readonly (SyntaxNode | undefined)[]): readonly SyntaxNode[] {
  return nodes.filter((node) => node !== undefined);
}
