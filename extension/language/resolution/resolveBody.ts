// The names in statements: layers, blocks and named values in chains, and the names that they introduce.

import { findLayer } from '../../../engine/layers/registry.ts';
import { headSignature } from '../elaboration/headSignature.ts';
import { findDeclared, visibleBlocks } from '../elaboration/program.ts';
import type {
  BodyNode,
  ChainNode,
  Element,
  ForNode,
  HeadNode,
  IfNode,
  MergeNode,
  Name,
  RepeatNode,
  Statement,
  UseNode,
} from '../syntax/tree.ts';
import {
  branchesMissing,
  modelAsLayer,
  noSuchLayer,
  noSuchMerge,
  valueInsideChain,
} from '../validation/nameMessages.ts';
import type { Definition } from './definition.ts';
import { type Callee, calleeNamed, resolveArguments, resolveExpression } from './resolveExpression.ts';
import { type Resolving, reportName } from './resolving.ts';

export function resolveBody(resolving: Resolving, body: BodyNode): void {
  resolving.names.inScope(body, () => {
    for (const statement of body.statements) resolveStatement(resolving, statement);
  });
}

function resolveStatement(resolving: Resolving, statement: Statement): void {
  switch (statement.kind) {
    case 'chain':
      resolveChain(resolving, statement);
      return;
    case 'head':
      resolveHead(resolving, statement);
      return;
    case 'assert':
      resolveExpression(resolving, statement.condition, { metrics: true });
      return;
  }
}

function resolveChain(resolving: Resolving, { name, elements }: ChainNode): void {
  for (const [index, element] of elements.entries()) resolveElement(resolving, element, index > 0);
  if (name === undefined) return;
  const { names, file } = resolving;
  const hidden = names.define({ kind: 'value', name, file: file.name, node: undefined, owner: undefined });
  if (hidden !== undefined) reportHidden(resolving, name, hidden);
  else if (findLayer(name.text) !== undefined || findDeclared(file, name.text)?.node.kind === 'block') {
    const what = findDeclared(file, name.text) === undefined ? 'layer' : 'block';
    const message = `The value \`${name.text}\` hides the ${what} of that name from here on: rename it.`;
    resolving.report(name, 'shadowing', message);
  }
}

function reportHidden({ file, report }: Resolving, name: Name, hidden: Definition): void {
  const line = file.tree.lines.lineAt(hidden.name.start) + 1;
  const message = `\`${name.text}\` hides the ${hidden.kind} of that name in line ${line}: rename one of them.`;
  const related = [
    { file: hidden.file, range: hidden.name, message: `The ${hidden.kind} \`${name.text}\` is here.` },
  ];
  report(name, 'shadowing', message, { related });
}

function resolveHead(resolving: Resolving, node: HeadNode): void {
  const { names, file } = resolving;
  if (node.name !== undefined) {
    names.definitions.push({ kind: 'head', name: node.name, file: file.name, node, owner: undefined });
    const callee: Callee = { signature: headSignature, declared: undefined };
    resolveArguments(resolving, callee, { name: node.name, arguments: node.arguments });
  }
  resolveBody(resolving, node.body);
}

function resolveElement(resolving: Resolving, element: Element, inside: boolean): void {
  switch (element.kind) {
    case 'use':
      resolveUse(resolving, element, inside);
      return;
    case 'input':
      resolveExpression(resolving, element.shape);
      return;
    case 'merge':
      resolveMerge(resolving, element);
      return;
    case 'group':
      resolveBody(resolving, element.body);
      return;
    case 'repeat':
    case 'for':
      resolveLoop(resolving, element);
      return;
    case 'if':
      resolveIf(resolving, element);
      return;
  }
}

function resolveUse(resolving: Resolving, node: UseNode, inside: boolean): void {
  const { names } = resolving;
  const { name } = node;
  const local = names.find(name.text);
  if (local !== undefined && mayBeLayer(resolving, local, name)) {
    names.refer(name, local);
    if (local.kind === 'value' && inside)
      resolving.report(name, 'value-inside-chain', valueInsideChain(name.text));
    for (const { value } of node.arguments?.items ?? []) resolveExpression(resolving, value);
    return;
  }
  const callee = calleeNamed(resolving, name);
  if (callee === undefined) {
    reportNoLayer(resolving, name);
    for (const { value } of node.arguments?.items ?? []) resolveExpression(resolving, value);
    return;
  }
  if (callee.declared === undefined && findLayer(name.text)?.inputs === 'many')
    resolving.report(name, 'branches-missing', branchesMissing(name.text));
  resolveArguments(resolving, callee, node);
}

/** In a chain, a parameter such as `dropout = 0.5` does not hide the layer `dropout`. */
function mayBeLayer({ file }: Resolving, local: Definition, name: Name): boolean {
  if (local.kind === 'value') return true;
  const layerNamed =
    findLayer(name.text) !== undefined || findDeclared(file, name.text)?.node.kind === 'block';
  if (!layerNamed) return true;
  const node = local.node?.kind === 'parameter' ? local.node.default : undefined;
  return node?.kind === 'nameExpression' || node?.kind === 'call';
}

function reportNoLayer(resolving: Resolving, name: Name): void {
  const { names, file } = resolving;
  if (findDeclared(file, name.text) !== undefined) {
    resolving.report(name, 'model-as-layer', modelAsLayer(name.text));
    return;
  }
  reportName(
    resolving,
    name,
    'unknown-layer',
    noSuchLayer(name.text, [...names.names(), ...visibleBlocks(file)]),
  );
}

function resolveMerge(resolving: Resolving, node: MergeNode): void {
  const { name, branches } = node;
  const definition = findLayer(name.text);
  if (definition?.inputs === 'many') resolveArguments(resolving, calleeNamed(resolving, name)!, node);
  else reportNoMerge(resolving, name);
  if (branches.kind === 'body') resolveBody(resolving, branches);
  else resolveLoop(resolving, branches);
}

function reportNoMerge(resolving: Resolving, name: Name): void {
  const known =
    findDeclared(resolving.file, name.text) !== undefined || resolving.names.find(name.text) !== undefined;
  reportName(resolving, name, 'unknown-merge', noSuchMerge(name.text, known));
}

function resolveLoop(resolving: Resolving, node: RepeatNode | ForNode): void {
  const { names, file } = resolving;
  resolveExpression(resolving, node.kind === 'repeat' ? node.count : node.list);
  const { variable } = node;
  names.inScope(node.body, () => {
    if (variable !== undefined) {
      const hidden = names.define({
        kind: 'variable',
        name: variable,
        file: file.name,
        node: undefined,
        owner: undefined,
      });
      if (hidden !== undefined) reportHidden(resolving, variable, hidden);
    }
    resolveBody(resolving, node.body);
  });
}

function resolveIf(resolving: Resolving, node: IfNode): void {
  resolveExpression(resolving, node.condition);
  resolveBody(resolving, node.then);
  if (node.otherwise?.kind === 'if') resolveIf(resolving, node.otherwise);
  else if (node.otherwise !== undefined) resolveBody(resolving, node.otherwise);
}
