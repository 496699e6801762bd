// An `.npz` archive as a data source: its splits as its arrays' names tell them.

import { findPair, type NpzAttributes, noArray, openNpz, readPair } from './numpyData.ts';
import { bothOf, type OpenedSource } from './openedSource.ts';
import { holdOutTenth } from './subset.ts';

/** `file` is absolute. */
export function openNpzSource(
  file: string,
  attributes: NpzAttributes,
  place: { readonly description: string; readonly keptBytes: number },
): OpenedSource {
  const options = { ...attributes, ...place };
  /** The first of these splits that is there. */
  const read = async (...order: readonly Parameters<typeof findPair>[1][]) => {
    const archive = await openNpz(file);
    const pair = order
      .map((which) => findPair(archive, which, attributes))
      .find((found) => found !== undefined);
    if (pair === undefined)
      throw noArray(file, 'no pair of arrays that are called images and labels', archive.entries);
    return readPair(archive, pair, options);
  };
  return {
    async splits() {
      const archive = await openNpz(file);
      const [training, validation] = [
        findPair(archive, 'training', attributes),
        findPair(archive, 'validation', attributes),
      ];
      if (training === undefined || validation === undefined)
        return holdOutTenth(await read('whole', 'training'));
      return bothOf(readPair(archive, training, options), readPair(archive, validation, options));
    },
    training: () => read('training', 'whole', 'validation'),
    validation: () => read('validation', 'whole', 'training'),
  };
}
