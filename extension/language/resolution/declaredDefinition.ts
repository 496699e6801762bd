// The definitions of blocks, models and their parameters, as other files mention them too.

import type { Declared } from '../elaboration/program.ts';
import type { ParameterNode } from '../syntax/tree.ts';
import type { Definition } from './definition.ts';

/** Undefined for a declaration without a name. */
export function declaredDefinition({ node, file }: Declared): Definition | undefined {
  if (node.name === undefined) return undefined;
  return { kind: node.kind, name: node.name, file: file.name, node, owner: undefined };
}

export function parameterDefinition({ node, file }: Declared, parameter: ParameterNode): Definition {
  return { kind: 'parameter', name: parameter.name, file: file.name, node: parameter, owner: node };
}
