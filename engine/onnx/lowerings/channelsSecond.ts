// Brings the channels of data with channels last to the front of its places.

import type { Emitter } from '../emitter.ts';

/** Less is transposed faster than handed to two kernels. */
const leastSize = 16384;

/**
 * [A, H, W, C] as [A, C, H, W]. Transpose hands every matrix to all threads apart, and takes five times as long with two
 * of them as with one; the way through the runtime's blocks of channels is two kernels that share the whole among threads.
 */
export function channelsSecond(
  emit: Emitter,
  value: string,
  shape: readonly [number, number, number, number],
  outputs: readonly string[],
): void {
  const channels = shape[3];
  const size = shape.reduce((product, extent) => product * extent, 1);
  if (emit.channelBlock === undefined || channels % 4 !== 0 || size < leastSize) {
    emit.into(outputs, 'Transpose', [value], { perm: [0, 3, 1, 2] });
    return;
  }
  const blocks = emit.node('ReorderInput', [value], { channels_last: 1 });
  emit.into(outputs, 'ReorderOutput', [blocks], { channels });
}
