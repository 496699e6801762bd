// `mnist("data")`, `sgd(lr: 0.1)`: the calls of recipes, checked against what they may name.

import type { Attributes, AttributeValue, Call } from '../../../engine/network/attribute.ts';
import { nearestWord } from '../suggest.ts';
import type { ArgumentsNode, Expression, Name } from '../syntax/tree.ts';
import { type BoundArguments, schemaSignature } from './bindArguments.ts';
import { type Context, reportAt } from './context.ts';
import { evaluateArguments } from './evaluate.ts';
import type { CallEntry } from './recipeEntries.ts';
import { describeKind, isUnknown, showValue, toAttributeValue } from './value.ts';

/** A call and where its name and arguments stand. */
export interface EvaluatedCall {
  readonly call: Call;
  readonly name: Name;
  readonly given: BoundArguments;
}

/** Undefined after a mistake, which is reported. */
export function evaluateCallEntry(
  context: Context,
  entry: CallEntry,
  node: Expression,
): EvaluatedCall | undefined {
  const called = calledName(node);
  if (called === undefined) {
    if (node.kind !== 'missing') {
      const [example] = entry.registry.keys();
      reportAt(context, node, 'wrong-type', `Here must stand ${entry.noun} such as \`${example}\`.`);
    }
    return undefined;
  }
  const { name } = called;
  const definition = entry.registry.get(name.text);
  if (definition === undefined) {
    reportUnknownCall(context, entry, name);
    return undefined;
  }
  const signature = schemaSignature(definition.kind, definition.attributes);
  const { given, sound } = evaluateArguments(context, signature, called, new Set());
  const attributes = plainAttributes(context, given);
  const reading = definition.read(attributes);
  for (const { attribute, message } of reading.problems) {
    const argument = given.get(attribute);
    if (argument === undefined || isUnknown(argument.value)) continue;
    const found = showValue(argument.value);
    reportAt(context, argument.node.value, 'wrong-type', `${message.replace(/\.$/, '')}, not ${found}.`);
  }
  if (!sound || reading.problems.length > 0 || Object.keys(attributes).length < given.size) return undefined;
  return { call: { kind: definition.kind, attributes: reading.attributes }, name, given };
}

function calledName(
  node: Expression,
): { readonly name: Name; readonly arguments: ArgumentsNode | undefined } | undefined {
  if (node.kind === 'nameExpression') return { name: node.name, arguments: undefined };
  return node.kind === 'call' ? node : undefined;
}

function reportUnknownCall(context: Context, entry: CallEntry, name: Name): void {
  const names = [...entry.registry.keys()];
  const nearest = nearestWord(name.text, names);
  const known = ` There are ${names.map((kind) => `\`${kind}\``).join(', ')}.`;
  const hint = nearest === undefined ? known : ` Did you mean \`${nearest}\`?`;
  const replacement = nearest === undefined ? undefined : { range: name, text: nearest };
  const noun = entry.noun.replace(/^an? /, '');
  reportAt(context, name, 'unknown-call', `There is no ${noun} \`${name.text}\`.${hint}`, replacement);
}

function plainAttributes(context: Context, given: BoundArguments): Attributes {
  const attributes: Record<string, AttributeValue> = {};
  for (const [name, { value, node }] of given) {
    if (isUnknown(value)) continue;
    const plain = toAttributeValue(value);
    if (plain !== undefined) attributes[name] = plain;
    else
      reportAt(
        context,
        node.value,
        'wrong-type',
        `\`${name}\` must be a plain value, not ${describeKind(value)}.`,
      );
  }
  return attributes;
}
