// Runs of small whole numbers as Parquet packs them: levels, indices into dictionaries, truths.

/** What is wrong with packed bytes, to complete "… is damaged: WRONG". */
export class PackingProblem extends Error {}

/**
 * `count` numbers of `width` bits from `start` on: runs of one repeated value, and of values packed bit by bit (Parquet's
 * Encodings.md, RLE). Each run is held to what is asked for and to the bytes that there are.
 */
export function unpackHybrid(
  bytes: Uint8Array,
  {
    start,
    end,
    width,
    count,
  }: { readonly start: number; readonly end: number; readonly width: number; readonly count: number },
): Uint32Array {
  if (width > 32) throw new PackingProblem(`numbers of ${width} bits`);
  const numbers = new Uint32Array(count);
  let at = start;
  const next = () => {
    if (at >= end) throw new PackingProblem(`${count} numbers are not there`);
    return bytes[at++]!;
  };
  const header = () => {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = next();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new PackingProblem('a run without an end');
  };
  for (let filled = 0; filled < count; ) {
    const run = header();
    if (run % 2 === 1) {
      const wanted = Math.min(8 * Math.floor(run / 2), count - filled);
      filled += unpackBits(numbers.subarray(filled, filled + wanted), width, next);
      // A run takes whole groups of eight, the last of which may be cut off at the end.
      at = Math.min(end, at + Math.max(0, Math.floor(run / 2) * width - Math.ceil((wanted * width) / 8)));
    } else {
      let value = 0;
      for (let byte = 0; byte < Math.ceil(width / 8); byte++) value += next() * 2 ** (8 * byte);
      const length = Math.min(Math.floor(run / 2), count - filled);
      numbers.fill(value, filled, filled + length);
      filled += length;
    }
  }
  return numbers;
}

/** Least significant bit first. */
function unpackBits(numbers: Uint32Array, width: number, next: () => number): number {
  let bits = 0;
  let held = 0;
  for (let place = 0; place < numbers.length; place++) {
    for (; held < width; held += 8) bits += next() * 2 ** held;
    numbers[place] = bits % 2 ** width;
    bits = Math.floor(bits / 2 ** width);
    held -= width;
  }
  return numbers.length;
}
