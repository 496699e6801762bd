// Puts the layers of a file that a text was exported to into the text's groups, so that both are folded alike.

import type { Network } from '../../engine/network/network.ts';

/** `network` as it is, unless most of its layers are called like those of `text`. */
export function inGroupsOf(text: Network, network: Network): Network {
  const groups = new Map(text.layers.map(({ path, group }) => [path, group]));
  const known = network.layers.filter(({ path }) => groups.has(path)).length;
  if (known * 2 < network.layers.length) return network;
  const ids = new Set(text.groups.map(({ id }) => id));
  const layers = network.layers.map((layer) => ({
    ...layer,
    group: groups.has(layer.path) ? groups.get(layer.path) : groupAround(layer.path, ids),
  }));
  return { ...network, layers, groups: text.groups };
}

/** Groups are called like the beginnings of their layers' paths. */
function groupAround(path: string, ids: ReadonlySet<string>): string | undefined {
  const parts = path.split('.');
  for (let count = parts.length - 1; count > 0; count -= 1) {
    const id = parts.slice(0, count).join('.');
    if (ids.has(id)) return id;
  }
  return undefined;
}
