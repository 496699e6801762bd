// Expressions to values. What is wrong is reported once; what is made of it is unknown and stays quiet.

import { findLayer } from '../../../engine/layers/registry.ts';
import type { CallNode, Expression, Name, NameNode } from '../syntax/tree.ts';
import { noSuchFunction, noSuchName } from '../validation/nameMessages.ts';
import {
  type BoundArgument,
  type BoundArguments,
  bindArguments,
  declaredSignature,
  layerSignature,
  type Signature,
} from './bindArguments.ts';
import { type Context, reportAt, reportName } from './context.ts';
import { applyFunction, isFunctionName } from './functions.ts';
import { itemOf } from './items.ts';
import { limits } from './limits.ts';
import { memberOf } from './members.ts';
import { applyBinary, applyUnary, applyWithin } from './operators.ts';
import { findDeclared, visibleBlocks } from './program.ts';
import type { Template } from './template.ts';
import {
  describeKind,
  formatNumber,
  isUnknown,
  type ListValue,
  showValue,
  unknown,
  type Value,
} from './value.ts';
import { knownWords } from './words.ts';

/** `choices` are words that the attribute takes, written without quotes. */
export function evaluate(context: Context, node: Expression, choices: readonly string[] = []): Value {
  context.state.step(context.place, node);
  if (context.state.stopped) return unknown;
  switch (node.kind) {
    case 'number':
      return Number.isNaN(node.value) ? unknown : node.value;
    case 'string':
    case 'boolean':
      return node.value;
    case 'size':
      return { type: 'size', extents: node.extents };
    case 'missing':
      return unknown;
    case 'parenthesized':
      return evaluate(context, node.inner);
    case 'nameExpression':
      return evaluateName(context, node, choices);
    case 'member':
      return memberOf(context, node);
    case 'call':
      return evaluateCall(context, node);
    case 'list':
      return evaluateList(context, node);
    case 'index':
      return itemOf(context, node, evaluate(context, node.list), evaluate(context, node.index));
    default:
      return evaluateOperation(context, node, choices);
  }
}

/** How many items a list has, those of the lists in it included. */
const listSizes = new WeakMap<ListValue, number>();

/** Lists in lists can double with every block that hands them on, so their whole size has a limit. */
function evaluateList(context: Context, node: Extract<Expression, { kind: 'list' }>): Value {
  const items = node.items.map((item) => evaluate(context, item));
  const inner = items.map((item) =>
    typeof item === 'object' && item.type === 'list' ? (listSizes.get(item) ?? 0) : 0,
  );
  const size = inner.reduce((sum, count) => sum + count, items.length);
  if (size > limits.items) {
    const most = formatNumber(limits.items);
    const message = `This list has more than ${most} items: no network is meant to be so large.`;
    reportAt(context, node, 'network-too-large', message);
    return unknown;
  }
  const list: ListValue = { type: 'list', items };
  listSizes.set(list, size);
  return list;
}

type Operation = Extract<Expression, { kind: 'range' | 'unary' | 'binary' | 'within' | 'conditional' }>;

function evaluateOperation(context: Context, node: Operation, choices: readonly string[]): Value {
  switch (node.kind) {
    case 'range':
      return evaluateRange(context, node);
    case 'unary':
      return applyUnary(context, node, evaluate(context, node.operand));
    case 'binary': {
      const left = evaluate(context, node.left);
      // `and` and `or` look at their right side only where the left one leaves it open.
      if (node.operator === 'and' && left === false) return false;
      if (node.operator === 'or' && left === true) return true;
      return applyBinary(context, node, left, evaluate(context, node.right));
    }
    case 'within':
      return applyWithin(
        context,
        node,
        evaluate(context, node.value),
        evaluate(context, node.tolerance),
        evaluate(context, node.target),
      );
    case 'conditional': {
      const condition = evaluateCondition(context, node.condition);
      if (condition === undefined) return unknown;
      return evaluate(context, condition ? node.value : node.otherwise, choices);
    }
  }
}

/** True or false; undefined, after a report where it is due, if it is neither. */
export function evaluateCondition(context: Context, node: Expression): boolean | undefined {
  const value = evaluate(context, node);
  if (typeof value === 'boolean') return value;
  if (!isUnknown(value)) {
    const message = `A condition must be true or false, not ${describeKind(value)} (${showValue(value)}).`;
    reportAt(context, node, 'wrong-type', message);
  }
  return undefined;
}

function evaluateRange(context: Context, node: Extract<Expression, { kind: 'range' }>): Value {
  const from = evaluateWhole(context, node.from, 'The start of a range');
  const to = evaluateWhole(context, node.to, 'The end of a range');
  return from === undefined || to === undefined ? unknown : { type: 'range', from, to };
}

/** A whole number; undefined, after a report where it is due, if it is none. */
export function evaluateWhole(context: Context, node: Expression, what: string): number | undefined {
  const value = evaluate(context, node);
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  if (!isUnknown(value)) {
    reportAt(context, node, 'wrong-type', `${what} must be a whole number, not ${showValue(value)}.`);
  }
  return undefined;
}

function evaluateName(context: Context, node: NameNode, choices: readonly string[]): Value {
  const { text } = node.name;
  const metric = context.metrics?.get(text);
  if (metric !== undefined) return metric;
  const found = context.place.scope.find(text);
  if (found !== undefined) return found;
  if (choices.includes(text)) return text;
  const template = templateOf(context, node.name);
  if (template !== undefined) return template;
  if (knownWords().has(text)) return text;
  reportUnknownName(context, node.name, choices);
  return unknown;
}

/** The block or layer of that name, without arguments. */
function templateOf({ place }: Context, { text }: Name): Template | undefined {
  const declared = findDeclared(place.file, text);
  if (declared?.node.kind === 'block') {
    return { type: 'block', block: declared.node, file: declared.file, given: new Map() };
  }
  const definition = findLayer(text);
  return definition === undefined ? undefined : { type: 'layer', definition, given: new Map() };
}

function reportUnknownName(context: Context, name: Name, choices: readonly string[]): void {
  const { scope, file } = context.place;
  reportName(context, name, 'unknown-name', () => {
    const names = [...(context.metrics?.keys() ?? []), ...scope.names()];
    return noSuchName(name.text, { choices, names, blocks: [...visibleBlocks(file)] });
  });
}

/** A function of numbers, or a layer or block with arguments. */
function evaluateCall(context: Context, node: CallNode): Value {
  const { text } = node.name;
  const found = context.place.scope.find(text);
  if (found === undefined && isFunctionName(text)) {
    const values = node.arguments.items.map(({ value }) => evaluate(context, value));
    return applyFunction(context, node, text, values);
  }
  if (found !== undefined && isUnknown(found)) return unknown;
  const template = found === undefined ? templateOf(context, node.name) : asTemplate(found);
  if (template === undefined) {
    if (found === undefined) reportUnknownFunction(context, node.name);
    else
      reportAt(
        context,
        node.name,
        'wrong-type',
        `\`${text}\` is ${describeKind(found)} and takes no arguments.`,
      );
    return unknown;
  }
  const signature = signatureOf(template);
  const everything = new Set(signature.parameters.map(({ name }) => name));
  const { given, sound } = evaluateArguments(context, signature, node, everything);
  return sound ? { ...template, given: new Map([...template.given, ...given]) } : unknown;
}

export function asTemplate(value: Value): Template | undefined {
  return typeof value === 'object' && (value.type === 'layer' || value.type === 'block') ? value : undefined;
}

function reportUnknownFunction(context: Context, name: Name): void {
  const { file } = context.place;
  reportName(context, name, 'unknown-name', () => noSuchFunction(name.text, [...visibleBlocks(file)]));
}

export function signatureOf(template: Template): Signature {
  if (template.type === 'layer') return layerSignature(template.definition);
  return declaredSignature(template.block.name?.text ?? '', template.block.parameters);
}

export interface GivenArguments {
  readonly given: BoundArguments;
  /**
   * False where an argument is for nothing or a needed one is missing: what is made of the rest is unknown.
   */
  readonly sound: boolean;
}

/** Binds and evaluates the arguments of a call, and reports what is wrong with them. */
export function evaluateArguments(
  context: Context,
  signature: Signature,
  call: { readonly name: Name; readonly arguments: CallNode['arguments'] | undefined },
  already: ReadonlySet<string>,
): GivenArguments {
  const binding = bindArguments(signature, call.arguments, call.name, already);
  for (const { code, range, message, replacement } of binding.problems) {
    reportAt(context, range, code, message, replacement);
  }
  const given = new Map<string, BoundArgument>();
  const file = context.place.file.name;
  for (const [name, node] of binding.arguments) {
    const choices = signature.parameters.find((parameter) => parameter.name === name)?.choices;
    given.set(name, { value: evaluate(context, node.value, choices), node, file });
  }
  // A required argument that is missing was reported; its value is unknown.
  for (const { name, required } of signature.parameters) {
    if (required && !given.has(name) && !already.has(name)) given.set(name, missingArgument(call.name, file));
  }
  return { given, sound: binding.complete && binding.problems.length === 0 };
}

function missingArgument({ start, end }: Name, file: string): BoundArgument {
  const value: Expression = { kind: 'missing', start, end };
  return { value: unknown, node: { kind: 'argument', name: undefined, value, start, end }, file };
}
