// What is said about names, in the same words where the text is read and where it is expanded.

import { findLayer, layerKinds } from '../../../engine/layers/registry.ts';
import { nearestWord } from '../suggest.ts';
import { foreignName } from './foreignNames.ts';

export interface NameMessage {
  readonly message: string;
  /** The word that was probably meant. */
  readonly nearest: string | undefined;
}

/** Of the names in sight so many are looked at, the nearest first, so that layers are still among them. */
const mostNames = 150;

function suggesting(statement: string, word: string, candidates: Iterable<string>): NameMessage {
  const nearest = nearestWord(word, candidates);
  return {
    message: nearest === undefined ? statement : `${statement} Did you mean \`${nearest}\`?`,
    nearest,
  };
}

/** A layer by the name that another library has for it is surely meant; else the nearest name may be. */
function suggestingLayer(statement: string, word: string, candidates: readonly string[]): NameMessage {
  const foreign = foreignName(word);
  if (foreign !== undefined) {
    const note = foreign.note === '' ? '' : ` ${foreign.note}`;
    return { message: `${statement} Did you mean \`${foreign.kind}\`?${note}`, nearest: foreign.kind };
  }
  return suggesting(statement, word, [...candidates.slice(0, mostNames), ...layerKinds.keys()]);
}

export function noSuchLayer(word: string, candidates: readonly string[]): NameMessage {
  return suggestingLayer(`There is no layer or block \`${word}\`.`, word, candidates);
}

export function noSuchName(word: string, candidates: readonly string[]): NameMessage {
  return suggestingLayer(`Nothing here is named \`${word}\`.`, word, candidates);
}

export function noSuchFunction(word: string, candidates: readonly string[]): NameMessage {
  return suggestingLayer(`There is no function, layer or block \`${word}\`.`, word, candidates);
}

export function noSuchValue(word: string, candidates: readonly string[]): NameMessage {
  return suggesting(`No value is named \`${word}\` here.`, word, candidates);
}

/** `known` says that the word names something else. */
export function noSuchMerge(word: string, known: boolean): NameMessage {
  const merges = [...layerKinds.values()].filter(({ inputs }) => inputs === 'many').map(({ kind }) => kind);
  const foreign = merges.find((kind) => kind === foreignName(word)?.kind);
  const nearest = known || findLayer(word) !== undefined ? undefined : (foreign ?? nearestWord(word, merges));
  const all = merges.map((kind) => `\`${kind}\``).join(', ');
  if (nearest === undefined)
    return { message: `\`${word}\` takes no branches in braces: that do ${all}.`, nearest };
  return { message: `There is no merge \`${word}\`. Did you mean \`${nearest}\`?`, nearest };
}

export function modelAsLayer(word: string): string {
  return `\`${word}\` is a model: only blocks can be used in a body.`;
}

export function valueInsideChain(word: string): string {
  return (
    `\`${word}\` is a named value: in the middle of a chain it would drop what the chain made before it. ` +
    'Begin a chain with it, or join both with `concat { … }` or `add { … }`.'
  );
}

export function branchesMissing(kind: string): string {
  return `\`${kind}\` joins branches: write \`${kind} { … }\` with one branch in each line.`;
}
