// Damages bytes in every way a disk, a download or an attacker would, from fixed seeds, and holds readers to their word.
import { randomStream } from '../../../engine/random.ts';
import { UserError } from '../../../engine/userError.ts';

/** The beginnings of `bytes`: all of them where there are few, else `most` of them. */
export function prefixes(bytes: Uint8Array, most = 400): Uint8Array[] {
  const step = Math.max(1, Math.ceil(bytes.length / most));
  return Array.from({ length: Math.ceil(bytes.length / step) }, (_, place) =>
    bytes.subarray(0, place * step),
  );
}

/** `count` copies with some bytes changed: to any value, to 0xff, or by one bit. */
export function corruptions(bytes: Uint8Array, count: number, seed: number): Uint8Array[] {
  return Array.from({ length: count }, (_, number) => {
    const stream = randomStream(seed, 'corruption', number);
    const copy = Uint8Array.from(bytes);
    for (let change = 0; change <= stream.integer(4); change++) {
      const at = stream.integer(copy.length);
      const ways = [stream.integer(256), 255, copy[at]! ^ (1 << stream.integer(8))];
      copy[at] = ways[stream.integer(3)]!;
    }
    return copy;
  });
}

/** What reading ends with: undefined where it works, a message where it is refused as it must be. */
export async function outcomeOf(read: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await read();
    return undefined;
  } catch (error) {
    // A mistake of ours: anything that is not told as a sentence.
    if (!(error instanceof UserError)) throw error;
    if (!/^[^\n]{10,600}$/.test(error.message)) throw new Error(`No clear message: ${error.message}`);
    return error.message;
  }
}
