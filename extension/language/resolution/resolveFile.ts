// Every name of a file to what it stands for; reports names and arguments that stand for nothing.

import { type Declared, findDeclared, type SourceFile } from '../elaboration/program.ts';
import type { BlockNode, ModelNode, TrainNode } from '../syntax/tree.ts';
import { declaredDefinition, parameterDefinition } from './declaredDefinition.ts';
import type { Resolution } from './definition.ts';
import { NameTable } from './nameTable.ts';
import { resolveBody } from './resolveBody.ts';
import { resolveExpression } from './resolveExpression.ts';
import type { Resolving } from './resolving.ts';

const resolutions = new WeakMap<SourceFile, Resolution>();

/** The names of a file; resolved once. */
export function resolutionOf(file: SourceFile): Resolution {
  return resolutions.get(file) ?? resolveFile(file, () => {});
}

export function resolveFile(file: SourceFile, report: Resolving['report']): Resolution {
  const names = new NameTable(file.name);
  const resolving: Resolving = { file, names, report };
  for (const declaration of file.tree.file.declarations) {
    if (declaration.kind === 'train') resolveTrain(resolving, declaration);
    else if (declaration.kind !== 'import') resolveDeclaration(resolving, declaration);
  }
  resolutions.set(file, names);
  return names;
}

function resolveDeclaration(resolving: Resolving, node: BlockNode | ModelNode): void {
  const { file, names } = resolving;
  const first = node.name === undefined ? undefined : file.declared.get(node.name.text);
  const declared: Declared = first?.node === node ? first : { node, file };
  const definition = declaredDefinition(declared);
  if (definition !== undefined) names.definitions.push(definition);
  names.inScope(node, () => {
    const seen = new Set<string>();
    for (const parameter of node.parameters) {
      const { name } = parameter;
      if (parameter.default !== undefined) resolveExpression(resolving, parameter.default);
      if (seen.has(name.text)) {
        resolving.report(
          name,
          'duplicate-parameter',
          `Two parameters are named \`${name.text}\`: rename one of them.`,
        );
      } else {
        seen.add(name.text);
        names.define(parameterDefinition(declared, parameter));
      }
    }
    resolveBody(resolving, node.body);
  });
}

/** Names of models and arguments are checked where the recipe is elaborated. */
function resolveTrain(resolving: Resolving, node: TrainNode): void {
  const { file, names } = resolving;
  const name = node.name ?? node.model;
  if (name !== undefined) {
    names.definitions.push({ kind: 'recipe', name, file: file.name, node, owner: undefined });
  }
  const declared = node.model === undefined ? undefined : findDeclared(file, node.model.text);
  const target = declared === undefined ? undefined : declaredDefinition(declared);
  if (declared === undefined || target === undefined || node.model === undefined) return;
  names.refer(node.model, target);
  for (const { name: argument, value } of node.arguments?.items ?? []) {
    resolveExpression({ ...resolving, report: () => {} }, value);
    const parameter = declared.node.parameters.find((candidate) => candidate.name.text === argument?.text);
    if (argument !== undefined && parameter !== undefined)
      names.refer(argument, parameterDefinition(declared, parameter));
  }
}
