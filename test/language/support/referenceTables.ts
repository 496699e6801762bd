// The tables of the language's reference that come from the declarations of layers and recipes.

import { layerKinds } from '../../../engine/layers/registry.ts';
import { type AttributeValue, isCall, type Schema } from '../../../engine/network/attribute.ts';
import { recipeEntries } from '../../../extension/language/elaboration/recipeEntries.ts';

interface Described {
  readonly kind: string;
  readonly documentation: string;
  readonly attributes: Schema;
}

export function layerTable(): string {
  return table('layer', [...layerKinds.values()]);
}

export function recipeTables(): string {
  const parts = Object.entries(recipeEntries).flatMap(([keyword, entry]) =>
    entry.kind === 'call' && keyword !== 'validation'
      ? [table(`\`${keyword}\``, [...entry.registry.values()])]
      : [],
  );
  return parts.join('\n\n');
}

function table(heading: string, described: readonly Described[]): string {
  const rows = described.map(({ kind, documentation, attributes }) => {
    return `| \`${signature(kind, attributes)}\` | ${documentation.split('\n')[0]?.replaceAll('|', '\\|')} |`;
  });
  return [`| ${heading} | |`, '|---|---|', ...rows].join('\n');
}

function signature(kind: string, attributes: Schema): string {
  const shown = Object.entries(attributes).map(([name, attribute]) =>
    attribute.default === undefined ? name : `${name} = ${written(attribute.default)}`,
  );
  return shown.length === 0 ? kind : `${kind}(${shown.join(', ')})`;
}

function written(value: AttributeValue): string {
  if (value === null) return '…';
  if (Array.isArray(value)) {
    if (value.every((item) => item === value[0])) return written(value[0] ?? null);
    return `[${value.map(written).join(', ')}]`;
  }
  return isCall(value) ? value.kind : String(value);
}
