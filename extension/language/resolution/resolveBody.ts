// The names in statements: layers, blocks and named values in chains, and the names that they introduce.

import { findLayer, layerKinds } from '../../../engine/layers/registry.ts';
import { headSignature } from '../elaboration/headSignature.ts';
import { findDeclared, visibleBlocks } from '../elaboration/program.ts';
import { nearestWord } from '../suggest.ts';
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
import type { Definition } from './definition.ts';
import { type Callee, calleeNamed, resolveArguments, resolveExpression } from './resolveExpression.ts';
import { type Resolving, replacing } from './resolving.ts';

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
    const message = `The value \`${name.text}\` hides the ${what} of that name from here on: choose another name.`;
    resolving.report(name, 'shadowing', message);
  }
}

function reportHidden({ file, report }: Resolving, name: Name, hidden: Definition): void {
  const line = file.tree.lines.lineAt(hidden.name.start) + 1;
  const message = `\`${name.text}\` hides the ${hidden.kind} of that name in line ${line}: choose another name.`;
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
    if (local.kind === 'value' && inside) reportInside(resolving, name);
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
    reportBranchesMissing(resolving, name);
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

function reportInside(resolving: Resolving, name: Name): void {
  const message = `\`${name.text}\` is a named value: in the middle of a chain it would drop what the chain made before it. Begin a chain with it, or join both with \`concat { … }\` or \`add { … }\`.`;
  resolving.report(name, 'value-inside-chain', message);
}

function reportBranchesMissing(resolving: Resolving, name: Name): void {
  const message = `\`${name.text}\` joins branches: write \`${name.text} { … }\` with one branch in each line.`;
  resolving.report(name, 'branches-missing', message);
}

function reportNoLayer(resolving: Resolving, name: Name): void {
  const { names, file } = resolving;
  if (findDeclared(file, name.text) !== undefined) {
    const message = `\`${name.text}\` is a model: only blocks can be used in a body.`;
    resolving.report(name, 'model-as-layer', message);
    return;
  }
  const nearest = nearestWord(name.text, [...names.names(), ...visibleBlocks(file), ...layerKinds.keys()]);
  const hint = nearest === undefined ? '' : ` Did you mean \`${nearest}\`?`;
  const message = `There is no layer or block \`${name.text}\`.${hint}`;
  resolving.report(name, 'unknown-layer', message, replacing(resolving, name, nearest));
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
  const merges = [...layerKinds.values()].filter(({ inputs }) => inputs === 'many').map(({ kind }) => kind);
  const known = findLayer(name.text) !== undefined || findDeclared(resolving.file, name.text) !== undefined;
  const nearest = known ? undefined : nearestWord(name.text, merges);
  const all = merges.map((kind) => `\`${kind}\``).join(', ');
  const message =
    nearest === undefined
      ? `\`${name.text}\` takes no branches in braces: that do ${all}.`
      : `There is no merge \`${name.text}\`. Did you mean \`${nearest}\`?`;
  resolving.report(name, 'unknown-merge', message, replacing(resolving, name, nearest));
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
