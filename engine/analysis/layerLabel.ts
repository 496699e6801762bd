// A layer's attributes as the papers write them.

import { findLayer } from '../layers/registry.ts';
import type { NetworkLayer } from '../network/network.ts';

/** `5x5, 6`; empty where there is nothing to say, or where the attributes are wrong. */
export function layerLabel({ kind, attributes: given }: Pick<NetworkLayer, 'kind' | 'attributes'>): string {
  const definition = findLayer(kind);
  if (definition === undefined) return '';
  const { attributes, problems } = definition.read(given);
  return problems.length === 0 ? definition.label(attributes) : '';
}
