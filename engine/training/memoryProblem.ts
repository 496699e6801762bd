// Recognises that the memory ran out, which no runtime tells in words for users.

import type { Recipe } from '../recipe/recipe.ts';
import { UserError } from '../userError.ts';

/** ONNX Runtime's arena, the C++ library, V8's buffers, and graphics drivers, in this order. */
const signs =
  /failed to allocate memory|bad_alloc|array buffer allocation failed|invalid typed array length|out of memory/i;

/**
 * The problem in words where `error` means that; undefined otherwise. `batch` is the number of images in one step, `recipe`
 * that of a training step.
 */
export function memoryProblem(
  error: unknown,
  batch: number,
  recipe?: Pick<Recipe, 'recompute'>,
): UserError | undefined {
  if (!(error instanceof Error) || error instanceof UserError || !signs.test(error.message)) return undefined;
  const advice =
    batch > 1 ? `lower \`batch\`, for instance to ${Math.ceil(batch / 2)}` : 'take a smaller network';
  const keeps = recipe !== undefined && recipe.recompute !== 'blocks';
  const other = keeps
    ? ', or say `recompute blocks` in the recipe, which takes more time and less memory'
    : '';
  return new UserError(
    'training.memory',
    `The memory does not suffice for a step of ${batch} image${batch === 1 ? '' : 's'}: ${advice}${other}.`,
    { cause: error },
  );
}
