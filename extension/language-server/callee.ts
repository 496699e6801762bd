// What the call around the cursor calls, and what it takes.

import { findLayer } from '../../engine/layers/registry.ts';
import type { Attribute, AttributeValue } from '../../engine/network/attribute.ts';
import type { Compilation } from '../language/compilation.ts';
import { bindNames } from './bindNames.ts';
import { type Callable, type Signature, signatureLabel, signatureOf } from './callReference.ts';
import type { CallContext } from './cursorContext.ts';
import type { Declared } from './definition.ts';
import { recipeEntries } from './recipeEntries.ts';

/** A layer or recipe call with its attributes, or a block or model with its parameters. */
export type Callee =
  | { readonly kind: 'callable'; readonly callable: Callable }
  | { readonly kind: 'declared'; readonly declared: Extract<Declared, { kind: 'block' | 'model' }> };

/** One thing that a callee takes. */
export interface CalleeParameter {
  readonly name: string;
  /** Absent for the parameters of blocks and models. */
  readonly attribute: Attribute<AttributeValue> | undefined;
  /** As the signature shows it: `stride = 1`. */
  readonly label: string;
}

export function calleeOf(compilation: Compilation, call: CallContext): Callee | undefined {
  if (call.entry !== undefined) {
    const callable = recipeEntries.get(call.entry)?.calls.get(call.callee);
    return callable && { kind: 'callable', callable };
  }
  const visible = bindNames(compilation, compilation.file).visibleAt(call.start);
  const declared = visible.find(({ name }) => name.text === call.callee);
  if (declared?.kind === 'block' || declared?.kind === 'model') return { kind: 'declared', declared };
  // A parameter such as `dropout = 0.5` does not hide the layer.
  const layer = findLayer(call.callee);
  return layer && { kind: 'callable', callable: layer };
}

export function parametersOf(compilation: Compilation, callee: Callee): readonly CalleeParameter[] {
  if (callee.kind === 'callable') {
    return signatureOf(callee.callable).parameters.map(({ name, label }) => ({
      name,
      label,
      attribute: callee.callable.attributes[name],
    }));
  }
  const { file, node } = callee.declared;
  const text = compilation.trees.get(file)?.text ?? '';
  return node.parameters.map((parameter) => ({
    name: parameter.name.text,
    label: text.slice(parameter.start, parameter.end).replace(/\s+/g, ' '),
    attribute: undefined,
  }));
}

/** The signature of a callee as signature help shows it. */
export function calleeSignature(compilation: Compilation, callee: Callee): Signature {
  if (callee.kind === 'callable') return signatureOf(callee.callable);
  const parameters = parametersOf(compilation, callee).map(({ name, label }) => ({
    name,
    label,
    documentation: '',
  }));
  const { name, node } = callee.declared;
  return { label: signatureLabel(name.text, parameters), documentation: node.documentation, parameters };
}

/** The parameter that the cursor's argument gives, by its name or its place. */
export function activeParameter(
  parameters: readonly { readonly name: string }[],
  { named, index }: CallContext,
): number | undefined {
  const active = named === undefined ? index : parameters.findIndex(({ name }) => name === named);
  return active >= 0 && active < parameters.length ? active : undefined;
}
