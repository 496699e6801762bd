// How a declaration reads in one line: `block Basic(channels, stride = 1)`.

import type { Compilation } from '../language/compilation.ts';
import type { ParameterNode } from '../language/syntax/tree.ts';
import type { Declared } from './definition.ts';

export function declarationSignature(compilation: Compilation, declared: Declared): string {
  const { file, name, kind } = declared;
  const text = ({ start, end }: { readonly start: number; readonly end: number }) =>
    (compilation.trees.get(file)?.text.slice(start, end) ?? '').replace(/\s+/g, ' ');
  switch (kind) {
    case 'block':
    case 'model':
      return `${kind} ${name.text}${parameterList(declared.node.parameters, text)}`;
    case 'recipe':
      return `train ${name.text} for ${declared.node.model?.text ?? '?'}`;
    case 'parameter':
      return `parameter ${text(declared.node)}`;
    case 'value':
      return shortened(text(declared.node));
    case 'variable':
      return declared.node.kind === 'for'
        ? `for ${name.text} in ${text(declared.node.list)}`
        : `repeat ${text(declared.node.count)} as ${name.text}`;
    case 'head':
      return `head ${name.text}`;
  }
}

function parameterList(parameters: readonly ParameterNode[], text: (node: ParameterNode) => string): string {
  return parameters.length === 0 ? '' : `(${parameters.map(text).join(', ')})`;
}

function shortened(text: string): string {
  return text.length > 100 ? `${text.slice(0, 99)}…` : text;
}
