// Arguments to the parameters that they are for: by position, or by name.

import type { LayerDefinition } from '../../../engine/layers/layer.ts';
import type { Schema } from '../../../engine/network/attribute.ts';
import type { TextRange } from '../diagnostic.ts';
import { nearestWord } from '../suggest.ts';
import type { ArgumentNode, ArgumentsNode, Name, ParameterNode } from '../syntax/tree.ts';
import type { Code } from '../validation/codes.ts';
import { foreignAttribute } from '../validation/foreignNames.ts';
import { itemRange } from '../validation/removal.ts';
import type { Replacement } from './context.ts';
import type { Value } from './value.ts';

/** What a call may be given. */
export interface Signature {
  /** How messages name it: `conv`. */
  readonly name: string;
  /** What they call its parameters. */
  readonly noun: 'attribute' | 'parameter';
  readonly parameters: readonly SignatureParameter[];
  /** Arguments of any other name are taken too. */
  readonly open?: boolean;
}

export interface SignatureParameter {
  readonly name: string;
  readonly required: boolean;
  /** Words that may stand for a value without quotes. */
  readonly choices: readonly string[];
  /** The type in words, for messages; empty for a block's parameter. */
  readonly type: string;
}

/** An argument with its value; `node` and the place where it stands are for messages. */
export interface BoundArgument {
  readonly value: Value;
  readonly node: ArgumentNode;
  readonly file: string;
}

export type BoundArguments = ReadonlyMap<string, BoundArgument>;

export interface BindingProblem {
  readonly code: Code;
  readonly range: TextRange;
  readonly message: string;
  readonly replacement?: Replacement;
}

export interface Binding {
  readonly arguments: ReadonlyMap<string, ArgumentNode>;
  readonly problems: readonly BindingProblem[];
  /** False where the text of the arguments is broken. */
  readonly complete: boolean;
}

const signatures = new WeakMap<Schema, Signature>();
const declaredSignatures = new WeakMap<readonly ParameterNode[], Signature>();

/** The signature of a layer or of a recipe's call. */
export function schemaSignature(name: string, schema: Schema, open = false): Signature {
  const known = signatures.get(schema);
  if (known !== undefined) return known;
  const parameters = Object.entries(schema).map(([attribute, { default: fallback, choices, type }]) => ({
    name: attribute,
    required: fallback === undefined,
    choices: choices ?? [],
    type,
  }));
  const signature: Signature = { name, noun: 'attribute', parameters, open };
  signatures.set(schema, signature);
  return signature;
}

export function layerSignature({ kind, attributes, otherAttributes }: LayerDefinition): Signature {
  return schemaSignature(kind, attributes, otherAttributes !== undefined);
}

/** The signature of a block or model. */
export function declaredSignature(name: string, nodes: readonly ParameterNode[]): Signature {
  const known = declaredSignatures.get(nodes);
  if (known !== undefined && known.name === name) return known;
  const parameters = nodes.map((node) => ({
    name: node.name.text,
    required: node.default === undefined,
    choices: [],
    type: '',
  }));
  const signature: Signature = { name, noun: 'parameter', parameters };
  declaredSignatures.set(nodes, signature);
  return signature;
}

const none: ReadonlyMap<string, ArgumentNode> = new Map();

const noNames: ReadonlySet<string> = new Set();

/** A call in a block or loop is bound again and again, to the same signature. */
const bindings = new WeakMap<Name, KnownBinding>();

interface KnownBinding {
  readonly signature: Signature;
  readonly given: ArgumentsNode | undefined;
  readonly binding: Binding;
}

/** Which argument is for which parameter. A required parameter that `already` holds need not be given. */
export function bindArguments(
  signature: Signature,
  given: ArgumentsNode | undefined,
  callee: Name,
  already: ReadonlySet<string> = noNames,
): Binding {
  if (already.size > 0) return bind(signature, given, callee, already);
  const known = bindings.get(callee);
  if (known?.signature === signature && known.given === given) return known.binding;
  const binding = bind(signature, given, callee, already);
  bindings.set(callee, { signature, given, binding });
  return binding;
}

function bind(
  signature: Signature,
  given: ArgumentsNode | undefined,
  callee: Name,
  already: ReadonlySet<string>,
): Binding {
  const problems: BindingProblem[] = [];
  const bound = given === undefined ? none : bindGiven(signature, given, problems);
  // A misspelt name explains what seems to be missing.
  const misspelt = problems.some(({ code }) => code === 'unknown-attribute' || code === 'unknown-parameter');
  const complete = given?.complete !== false && !misspelt;
  for (const { name, required, type } of complete ? signature.parameters : []) {
    if (!required || bound.has(name) || already.has(name)) continue;
    const expected = type === '' ? '' : `, ${type}`;
    const message = `\`${signature.name}\` needs its ${signature.noun} \`${name}\`${expected}.`;
    problems.push({ code: 'missing-argument', range: callee, message });
    break;
  }
  return { arguments: bound, problems, complete };
}

function bindGiven(
  signature: Signature,
  given: ArgumentsNode,
  problems: BindingProblem[],
): ReadonlyMap<string, ArgumentNode> {
  const bound = new Map<string, ArgumentNode>();
  let position = 0;
  for (const item of given.items) {
    const name = item.name?.text ?? signature.parameters[position]?.name;
    if (item.name === undefined) position += 1;
    if (name === undefined) problems.push(tooMany(signature, item, given));
    else if (!signature.open && !signature.parameters.some((parameter) => parameter.name === name)) {
      problems.push(unknownArgument(signature, item.name!));
    } else if (bound.has(name)) problems.push(duplicate(signature, item, name, given));
    else bound.set(name, item);
  }
  return bound;
}

function tooMany(signature: Signature, item: ArgumentNode, given: ArgumentsNode): BindingProblem {
  const count = signature.parameters.length;
  const takes =
    count === 0 ? 'takes no arguments' : `takes ${count} argument${count === 1 ? '' : 's'} at most`;
  const known = count === 0 ? '' : `: ${signature.parameters.map(({ name }) => `\`${name}\``).join(', ')}`;
  const message = `\`${signature.name}\` ${takes}, and this is argument ${given.items.indexOf(item) + 1}${known}.`;
  return { code: 'too-many-arguments', range: item, message, replacement: withoutArgument(given, item) };
}

function unknownArgument(signature: Signature, name: Name): BindingProblem {
  const names = signature.parameters.map((parameter) => parameter.name);
  const nearest = foreignAttribute(name.text, names) ?? nearestWord(name.text, names);
  const known =
    names.length === 0 ? ' It takes none.' : ` It has ${names.map((known) => `\`${known}\``).join(', ')}.`;
  const hint = nearest === undefined ? known : ` Did you mean \`${nearest}\`?`;
  const message = `\`${signature.name}\` has no ${signature.noun} \`${name.text}\`.${hint}`;
  const code = signature.noun === 'attribute' ? 'unknown-attribute' : 'unknown-parameter';
  if (nearest === undefined) return { code, range: name, message };
  return { code, range: name, message, replacement: { range: name, text: nearest } };
}

/** An only argument goes with its parentheses. */
function withoutArgument(given: ArgumentsNode, item: ArgumentNode): Replacement {
  const range = given.items.length === 1 ? given : itemRange(given.items, item);
  return { range, text: '', title: 'Remove the argument' };
}

function duplicate(
  signature: Signature,
  item: ArgumentNode,
  name: string,
  given: ArgumentsNode,
): BindingProblem {
  const how = item.name === undefined ? ' by its position' : '';
  const message = `\`${signature.name}\` is given \`${name}\` twice: this is the second time${how}.`;
  const replacement = withoutArgument(given, item);
  return { code: 'duplicate-argument', range: item.name ?? item, message, replacement };
}
