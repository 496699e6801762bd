// Signatures and reference texts of everything that a text may call: layers, blocks, and a recipe's calls.

import type { Attribute, AttributeValue, Schema } from '../../engine/network/attribute.ts';
import { valueText } from './valueText.ts';

/** What a layer definition and a recipe's call definition have in common. */
export interface Callable {
  readonly kind: string;
  readonly documentation: string;
  readonly attributes: Schema;
  /** What attributes of any other name are, where there may be such. */
  readonly otherAttributes?: Attribute<AttributeValue> | undefined;
}

/** One parameter as a signature shows it: `channels`, `stride = 1`. */
export interface SignatureParameter {
  readonly name: string;
  readonly label: string;
  readonly documentation: string;
}

export interface Signature {
  /** `conv(channels, kernel, stride = 1, …)` */
  readonly label: string;
  readonly documentation: string;
  readonly parameters: readonly SignatureParameter[];
}

export function signatureOf(callable: Callable): Signature {
  const parameters = Object.entries(callable.attributes).map(([name, attribute]) => ({
    name,
    label: parameterLabel(name, attribute),
    documentation: attributeMarkdown(attribute),
  }));
  return {
    label: signatureLabel(callable.kind, parameters),
    documentation: callable.documentation,
    parameters,
  };
}

export function signatureLabel(name: string, parameters: readonly { readonly label: string }[]): string {
  return parameters.length === 0 ? name : `${name}(${parameters.map(({ label }) => label).join(', ')})`;
}

function parameterLabel(name: string, attribute: Attribute<AttributeValue>): string {
  return attribute.default === undefined ? name : `${name} = ${valueText(attribute.default, attribute)}`;
}

/** Type, default and meaning of one attribute, as Markdown. */
export function attributeMarkdown(attribute: Attribute<AttributeValue>): string {
  const fallback =
    attribute.default === undefined
      ? 'Must be given.'
      : `Default: \`${valueText(attribute.default, attribute)}\`.`;
  return `${attribute.documentation}\n\n${sentence(attribute.type)} ${fallback}`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** A code block in the language. */
export function codeBlock(code: string): string {
  return `\`\`\`cnn\n${code}\n\`\`\``;
}

/** Signature and documentation of a layer or call, as Markdown for a hover. */
export function callableMarkdown(callable: Callable): string {
  return `${codeBlock(signatureOf(callable).label)}\n\n${callable.documentation}`;
}

/** The snippet that calls it with a placeholder for each attribute that must be given. */
export function callSnippet(callable: Callable): string {
  const required = Object.entries(callable.attributes).filter(
    ([, attribute]) => attribute.default === undefined,
  );
  const placeholders = required.map(([name], index) => `\${${index + 1}:${name}}`);
  return placeholders.length === 0 ? callable.kind : `${callable.kind}(${placeholders.join(', ')})`;
}
