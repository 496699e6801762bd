// The layer that gives the scores which the loss works on.

import type { NetworkLayer } from '../../../engine/network/network.ts';

/** The layer itself, or, where it is a `softmax`, the one before: the loss has the softmax inside. */
export function logitsOf(layers: ReadonlyMap<string, NetworkLayer>, path: string): string {
  let layer = layers.get(path);
  while (layer?.kind === 'softmax' && layer.inputs[0] !== undefined) layer = layers.get(layer.inputs[0]);
  return layer?.path ?? path;
}
