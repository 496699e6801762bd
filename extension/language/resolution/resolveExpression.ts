// The names in expressions: values, layers and blocks passed by name, functions, words of attributes.

import { findLayer } from '../../../engine/layers/registry.ts';
import {
  bindArguments,
  declaredSignature,
  layerSignature,
  type Signature,
} from '../elaboration/bindArguments.ts';
import { isFunctionName } from '../elaboration/functions.ts';
import { assertMetrics } from '../elaboration/metrics.ts';
import { type Declared, findDeclared, visibleBlocks } from '../elaboration/program.ts';
import { knownWords } from '../elaboration/words.ts';
import { childrenOf } from '../syntax/children.ts';
import type { ArgumentsNode, CallNode, Expression, MemberNode, Name, NameNode } from '../syntax/tree.ts';
import { noSuchFunction, noSuchName, noSuchValue } from '../validation/nameMessages.ts';
import { declaredDefinition, parameterDefinition } from './declaredDefinition.ts';
import { type Resolving, replacing, reportName } from './resolving.ts';

export interface Expected {
  /** Words that the attribute takes without quotes. */
  readonly choices?: readonly string[];
  /** In an assert, the figures of the network have names. */
  readonly metrics?: boolean;
}

export function resolveExpression(resolving: Resolving, node: Expression, expected: Expected = {}): void {
  switch (node.kind) {
    case 'nameExpression':
      resolveName(resolving, node, expected);
      return;
    case 'member':
      resolveMember(resolving, node);
      return;
    case 'call':
      resolveCall(resolving, node, expected);
      return;
    case 'conditional':
      resolveExpression(resolving, node.value, expected);
      resolveExpression(resolving, node.otherwise, expected);
      resolveExpression(resolving, node.condition, { ...expected, choices: [] });
      return;
    default: {
      const inner = node.kind === 'parenthesized' ? expected : { ...expected, choices: [] };
      for (const child of childrenOf(node)) resolveExpression(resolving, child as Expression, inner);
    }
  }
}

function resolveName(resolving: Resolving, { name }: NameNode, { choices, metrics }: Expected): void {
  const { names, file } = resolving;
  if (metrics && assertMetrics.has(name.text)) return;
  const local = names.find(name.text);
  if (local !== undefined) {
    names.refer(name, local);
    return;
  }
  if (choices?.includes(name.text)) return;
  const declared = findDeclared(file, name.text);
  if (declared?.node.kind === 'block') {
    referToDeclared(resolving, name, declared);
    return;
  }
  if (findLayer(name.text) !== undefined || knownWords().has(name.text)) return;
  const known = [...(metrics ? assertMetrics.keys() : []), ...names.names()];
  const inSight = { choices: choices ?? [], names: known, blocks: [...visibleBlocks(file)] };
  reportName(resolving, name, 'unknown-name', noSuchName(name.text, inSight));
}

export function referToDeclared({ names }: Resolving, name: Name, declared: Declared): void {
  const target = declaredDefinition(declared);
  if (target !== undefined) names.refer(name, target);
}

function resolveMember(resolving: Resolving, { object }: MemberNode): void {
  if (object.text === 'in') return;
  const { names } = resolving;
  const local = names.find(object.text);
  if (local !== undefined) {
    names.refer(object, local);
    return;
  }
  reportName(resolving, object, 'unknown-name', noSuchValue(object.text, names.names()));
}

function resolveCall(resolving: Resolving, node: CallNode, expected: Expected): void {
  const { names, file } = resolving;
  const { name } = node;
  const local = names.find(name.text);
  if (local !== undefined) names.refer(name, local);
  if (local !== undefined || isFunctionName(name.text)) {
    for (const { value } of node.arguments.items)
      resolveExpression(resolving, value, { metrics: expected.metrics ?? false });
    return;
  }
  const callee = calleeNamed(resolving, name);
  if (callee !== undefined) {
    const everything = new Set(callee.signature.parameters.map((parameter) => parameter.name));
    resolveArguments(resolving, callee, node, everything);
    return;
  }
  reportName(resolving, name, 'unknown-name', noSuchFunction(name.text, [...visibleBlocks(file)]));
  for (const { value } of node.arguments.items) resolveExpression(resolving, value);
}

/** A layer or block whose signature is known. */
export interface Callee {
  readonly signature: Signature;
  /** Undefined for a layer. */
  readonly declared: Declared | undefined;
}

/** The block or layer of that name, which is referred to. */
export function calleeNamed(resolving: Resolving, name: Name): Callee | undefined {
  const declared = findDeclared(resolving.file, name.text);
  if (declared?.node.kind === 'block') {
    referToDeclared(resolving, name, declared);
    return { signature: declaredSignature(name.text, declared.node.parameters), declared };
  }
  const definition = findLayer(name.text);
  if (definition === undefined) return undefined;
  return { signature: layerSignature(definition), declared: undefined };
}

/** Checks which argument is for which parameter, and resolves the names in them. */
export function resolveArguments(
  resolving: Resolving,
  { signature, declared }: Callee,
  call: { readonly name: Name; readonly arguments: ArgumentsNode | undefined },
  already: ReadonlySet<string> = new Set(),
): void {
  const binding = bindArguments(signature, call.arguments, call.name, already);
  for (const { range, code, message, replacement } of binding.problems) {
    const { range: place, text, title } = replacement ?? { range };
    const extras = replacing(resolving, place, text, title);
    resolving.report(range, code, message, extras);
  }
  const targets = new Map([...binding.arguments].map(([name, node]) => [node, name]));
  for (const item of call.arguments?.items ?? []) {
    const parameter = targets.get(item);
    const choices = signature.parameters.find(({ name }) => name === parameter)?.choices ?? [];
    resolveExpression(resolving, item.value, { choices });
    const node = declared?.node.parameters.find(({ name }) => name.text === parameter);
    if (item.name !== undefined && declared !== undefined && node !== undefined) {
      resolving.names.refer(item.name, parameterDefinition(declared, node));
    }
  }
}
