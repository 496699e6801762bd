// What is said about names, in the same words where the text is read and where it is expanded.

import { findLayer, layerKinds } from '../../../engine/layers/registry.ts';
import { functionNames } from '../elaboration/functions.ts';
import { nearestWord } from '../suggest.ts';
import { foreignName } from './foreignNames.ts';

export interface NameMessage {
  readonly message: string;
  /** The word that was probably meant. */
  readonly nearest: string | undefined;
}

/** Of the names in sight so many are looked at, the nearest first, so that layers are still among them. */
const mostNames = 150;

/** `otherwise` is what to do where no name is near. */
function suggesting(
  statement: string,
  word: string,
  candidates: Iterable<string>,
  otherwise: string,
): NameMessage {
  const nearest = nearestWord(word, candidates);
  const hint = nearest === undefined ? otherwise : `Did you mean \`${nearest}\`?`;
  return { message: `${statement} ${hint}`, nearest };
}

/** A layer by the name that another library has for it is surely meant; else the nearest name may be. */
function suggestingLayer(
  statement: string,
  word: string,
  candidates: readonly string[],
  otherwise: string,
): NameMessage {
  const foreign = foreignName(word);
  if (foreign !== undefined) {
    const note = foreign.note === '' ? '' : ` ${foreign.note}`;
    return { message: `${statement} Did you mean \`${foreign.kind}\`?${note}`, nearest: foreign.kind };
  }
  return suggesting(statement, word, [...candidates.slice(0, mostNames), ...layerKinds.keys()], otherwise);
}

/** So many names are listed. */
const mostListed = 12;

function listed(names: readonly string[]): string {
  const quoted = [...new Set(names)].map((name) => `\`${name}\``);
  const shown = quoted.slice(0, mostListed);
  const last = quoted.length > shown.length ? `${quoted.length - shown.length} more` : shown.pop();
  return shown.length === 0 ? `${last}` : `${shown.join(', ')} and ${last}`;
}

export function noSuchLayer(word: string, candidates: readonly string[]): NameMessage {
  const otherwise = `Declare it with \`block ${word} { … }\`, or import the file that does.`;
  return suggestingLayer(`There is no layer or block \`${word}\`.`, word, candidates, otherwise);
}

/** The names that an expression may use. */
export interface NamesInSight {
  /** Words that the attribute takes without quotes. */
  readonly choices: readonly string[];
  /** Parameters, named values, the variables of loops; in an assert also the figures. */
  readonly names: readonly string[];
  readonly blocks: readonly string[];
}

export function noSuchName(word: string, { choices, names, blocks }: NamesInSight): NameMessage {
  const candidates = [...choices, ...names, ...blocks];
  const words = choices.length === 0 ? '' : `: the words for this place are ${listed(choices)}`;
  return suggestingLayer(`Nothing here is named \`${word}\`${words}.`, word, candidates, insteadOf(names));
}

/** What may stand where a name stands for nothing. */
function insteadOf(names: readonly string[]): string {
  const value = 'Write a value (a number, a size, a text in quotes)';
  if (names.length > 0) return `${value}, or a name that is known here: ${listed(names)}.`;
  return `${value}, or in a body the name of a parameter, a layer or a block.`;
}

export function noSuchFunction(word: string, candidates: readonly string[]): NameMessage {
  const otherwise = `The functions are ${listed(functionNames)}.`;
  return suggestingLayer(
    `There is no function, layer or block \`${word}\`.`,
    word,
    [...functionNames, ...candidates],
    otherwise,
  );
}

export function noSuchValue(word: string, candidates: readonly string[]): NameMessage {
  const otherwise = `Write \`in\` for the current value, or name one before, as in \`${word} = …\`.`;
  return suggesting(`No value is named \`${word}\` here.`, word, candidates, otherwise);
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
