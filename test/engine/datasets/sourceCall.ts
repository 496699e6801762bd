// A data source's call as the language makes it, for tests.
import { expect } from 'vitest';
import type { Attributes, Call } from '../../../engine/network/attribute.ts';
import { validationSources } from '../../../engine/recipe/validationSets.ts';

/** The call with its defaults; fails where the attributes do not fit. */
export function sourceCall(kind: string, given: Attributes): Call {
  const { attributes, problems } = validationSources.get(kind)!.read(given);
  expect(problems).toEqual([]);
  return { kind, attributes };
}
