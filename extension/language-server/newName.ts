// Why a name cannot be given: in one sentence, before a text is written that the checker would refuse.

import { findLayer } from '../../engine/layers/registry.ts';
import type { Compilation } from '../language/compilation.ts';
import { isReserved, statementKeywords } from '../language/syntax/tokens.ts';
import { bindNames } from './bindNames.ts';
import { type Declared, isDeclared } from './definition.ts';
import { contains } from './sourceText.ts';

export interface NamedPlace {
  readonly file: string;
  readonly offset: number;
  /** Values, blocks and models hide a layer of their name. */
  readonly kind: Declared['kind'];
}

const hiding: ReadonlySet<Declared['kind']> = new Set(['value', 'block', 'model']);

/** Undefined for a name that can be given. */
export function whyNotNamed(compilation: Compilation, place: NamedPlace, name: string): string | undefined {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
    return 'A name is made of letters a to z, digits and `_`, and does not begin with a digit.';
  if (isReserved(name) || statementKeywords.some((word) => word === name))
    return `\`${name}\` is a word of the language.`;
  if (hiding.has(place.kind) && findLayer(name))
    return `\`${name}\` is a kind of layer, which this name would hide: choose another one.`;
  return whereTaken(compilation, place, name);
}

/** Something that is seen from there, or that comes later in the same block or model, has the name. */
function whereTaken(
  compilation: Compilation,
  { file, offset }: NamedPlace,
  name: string,
): string | undefined {
  const { occurrences, visibleAt } = bindNames(compilation, file);
  const tree = compilation.trees.get(file);
  const around = tree?.file.declarations.find(({ start, end }) => start <= offset && offset <= end);
  const later = occurrences.flatMap(({ declares, definition }) =>
    declares && isDeclared(definition) && around && contains(around, definition.name.start)
      ? [definition]
      : [],
  );
  const other = [...visibleAt(offset), ...later].find((declared) => declared.name.text === name);
  if (other === undefined) return undefined;
  const line = (compilation.trees.get(other.file)?.lines.lineAt(other.name.start) ?? 0) + 1;
  return `\`${name}\` is declared already, at line ${line}.`;
}
