// Unpacks LZ4 blocks as Parquet files have them, to exactly as many bytes as are declared.

/**
 * One block (LZ4 block format 1.6.4): sequences of a token, literals, and a copy from `offset` bytes back.
 *
 * @throws Error where the block is damaged, or does not unpack to `length` bytes
 */
export function unpackLz4(input: Uint8Array, length: number): Uint8Array {
  const output = new Uint8Array(length);
  let [from, to] = [0, 0];
  const extended = (count: number): number => {
    let [sum, byte] = [count, count === 15 ? 255 : 0];
    while (byte === 255) {
      byte = input[from++] ?? 0;
      sum += byte;
    }
    return sum;
  };
  const fits = (count: number) => {
    if (to + count > length) throw new Error(`it unpacks to more than the ${length} bytes that it claims`);
  };
  while (from < input.length) {
    const token = input[from++]!;
    const literals = extended(token >> 4);
    fits(literals);
    if (from + literals > input.length) throw new Error('it ends within its literals');
    output.set(input.subarray(from, from + literals), to);
    [from, to] = [from + literals, to + literals];
    if (from >= input.length) break;
    const offset = (input[from++] ?? 0) | ((input[from++] ?? 0) << 8);
    if (offset === 0 || offset > to) throw new Error(`it copies from ${offset} bytes back at byte ${to}`);
    const copied = extended(token & 15) + 4;
    fits(copied);
    for (const end = to + copied; to < end; to++) output[to] = output[to - offset]!;
  }
  if (to < length) throw new Error(`it unpacks to ${to} bytes, and claims ${length}`);
  return output;
}

/** Blocks each behind the lengths of its unpacked and packed bytes, as Hadoop writes them; or a block alone, as others do. */
export function unpackFramedLz4(input: Uint8Array, length: number): Uint8Array {
  const blocks = hadoopBlocks(input);
  const claimed = blocks?.reduce((sum, { unpacked }) => sum + unpacked, 0);
  if (blocks === undefined || claimed !== length) return unpackLz4(input, length);
  const output = new Uint8Array(length);
  let to = 0;
  for (const { packed, unpacked } of blocks) {
    output.set(unpackLz4(packed, unpacked), to);
    to += unpacked;
  }
  return output;
}

/** Undefined where the lengths do not lead from block to block up to the end. */
function hadoopBlocks(
  input: Uint8Array,
): readonly { readonly packed: Uint8Array; readonly unpacked: number }[] | undefined {
  const view = new DataView(input.buffer, input.byteOffset, input.length);
  const blocks: { packed: Uint8Array; unpacked: number }[] = [];
  for (let at = 0; at < input.length; ) {
    if (at + 8 > input.length) return undefined;
    const end = at + 8 + view.getUint32(at + 4);
    if (end > input.length) return undefined;
    blocks.push({ packed: input.subarray(at + 8, end), unpacked: view.getUint32(at) });
    at = end;
  }
  return blocks;
}
