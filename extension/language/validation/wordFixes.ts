// "Did you mean" for a word that a layer does not know.

import type { LayerProblem } from '../../../engine/layers/layer.ts';
import type { Fix, TextRange } from '../diagnostic.ts';
import { nearestWord } from '../suggest.ts';

function meant({ word, candidates = [] }: LayerProblem): string | undefined {
  return word === undefined ? undefined : nearestWord(word, candidates);
}

export function hintOf(problem: LayerProblem): string {
  const nearest = meant(problem);
  return nearest === undefined ? '' : ` Did you mean \`${nearest}\`?`;
}

/** Changes the text at `range`: the attribute's name where that is the word, else the value in quotes. */
export function wordFixes(file: string, range: TextRange, problem: LayerProblem): readonly Fix[] {
  const nearest = meant(problem);
  if (nearest === undefined) return [];
  const { start, end } = range;
  const text = problem.attribute === problem.word ? nearest : JSON.stringify(nearest);
  return [{ title: `Change to \`${nearest}\``, edits: [{ file, range: { start, end }, text }] }];
}

/** Whether it is the name of the attribute that is wrong. */
export function blamesName({ attribute, word }: LayerProblem): boolean {
  return attribute !== undefined && attribute === word;
}
