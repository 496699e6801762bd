// Feeds of the interpreter as ONNX Runtime takes them.

import type { Tensor64 } from '../../engine/graph/tensor64.ts';
import type { HostTensor } from '../../engine/runtime/runtime.ts';

export function hostTensors(feeds: ReadonlyMap<string, Tensor64>): Map<string, HostTensor> {
  return new Map(
    [...feeds].map(([name, { shape, data }]) => [name, { shape, data: Float32Array.from(data) }]),
  );
}

/** Rounds feeds to float32, so that the interpreter and the runtime decide ties alike. */
export function roundedFeeds(feeds: ReadonlyMap<string, Tensor64>): Map<string, Tensor64> {
  return new Map(
    [...feeds].map(([name, { shape, data }]) => [
      name,
      { shape, data: Float64Array.from(data, Math.fround) },
    ]),
  );
}
