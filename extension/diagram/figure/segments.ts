// Cuts a network where all of it flows through one layer: the segments between are a figure's steps.

import type { Network, NetworkLayer } from '../../../engine/network/network.ts';

/** Layers from after one cut up to the next; the last one's output is the cut. */
export type Segment = readonly [NetworkLayer, ...NetworkLayer[]];

/**
 * The segments of the main line, auxiliary heads left out; the first is the input layer alone. A layer is a cut where no
 * line passes it by.
 */
export function segmentsOf(network: Network): readonly Segment[] {
  const layers = network.layers.filter(({ head }) => head === undefined);
  const places = new Map(layers.map(({ path }, place) => [path, place]));
  /** The last place that reads what each place gives. */
  const lastRead = layers.map((_, place) => place);
  layers.forEach(({ inputs }, place) => {
    for (const input of inputs) {
      const source = places.get(input);
      if (source !== undefined) lastRead[source] = place;
    }
  });
  const segments: NetworkLayer[][] = [];
  let open: NetworkLayer[] = [];
  let reaches = 0;
  layers.forEach((layer, place) => {
    open.push(layer);
    if (reaches <= place) {
      segments.push(open);
      open = [];
    }
    reaches = Math.max(reaches, lastRead[place]!);
  });
  if (open.length > 0) segments.push(open);
  return segments.filter((segment): segment is [NetworkLayer, ...NetworkLayer[]] => segment.length > 0);
}
