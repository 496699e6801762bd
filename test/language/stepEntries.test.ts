// The recipe entries that say how a step is made and when the run ends, from text to recipe.

import { expect, it } from 'vitest';
import { compileText } from './support/compileText.ts';

const model = 'model M { input 1x28x28; conv(8, 5) -> relu -> maxpool(4) -> flatten -> dense(10) }';

function recipeOf(entries: string) {
  const { recipes, diagnostics } = compileText(`${model}\ntrain M { data digits(100); ${entries} }`);
  return { recipe: recipes[0]?.recipe, messages: diagnostics.map(({ message }) => message) };
}

it('are fields of the recipe', () => {
  const { recipe, messages } = recipeOf('accumulate 4; clip 1.0; average 0.999; early_stopping 5');
  expect(messages).toEqual([]);
  expect(recipe).toMatchObject({ accumulate: 4, clip: 1, average: 0.999, earlyStopping: 5 });
});

it('are absent where they are left out', () => {
  const fields = Object.keys(recipeOf('').recipe!);
  for (const field of ['accumulate', 'clip', 'average', 'earlyStopping']) expect(fields).not.toContain(field);
});

it.each(['light', 'blocks'])('`recompute %s` is one of them, and `none` is none', (mode) => {
  expect(recipeOf(`recompute ${mode}`).recipe?.recompute).toBe(mode);
  expect(recipeOf('recompute none').recipe).not.toHaveProperty('recompute');
});

it.each([
  ['recompute block', 'the words for this place are `none`, `light` and `blocks`. Did you mean `blocks`?'],
  ['accumulate 0', '`accumulate` must be a whole number, from 1 to 65536'],
  ['clip 0', '`clip` must be a number, at least'],
  ['average 1', '`average` must be a number, from 0 to 0.999999'],
  ['early_stopping 2.5', '`early_stopping` must be a whole number, from 1 to 100000'],
  ['early_stoping 2', 'Did you mean `early_stopping`?'],
])('%s is refused in words', (entry, words) => {
  const { recipe, messages } = recipeOf(entry);
  expect(recipe).toBeUndefined();
  expect(messages.join('\n')).toContain(words);
});
