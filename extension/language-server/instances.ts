// Finds the layers that a piece of text makes, once for each time that a block's use or a loop repeats it.

import {
  layersByPath,
  type Network,
  type NetworkGroup,
  type NetworkLayer,
} from '../../engine/network/network.ts';
import type { Shape } from '../../engine/network/shape.ts';
import type { Compilation } from '../language/compilation.ts';
import type { TextRange } from '../language/diagnostic.ts';

/** What a piece of text became in one place of one network. */
export interface Instance {
  readonly network: Network;
  /** In the network's order; at least one. */
  readonly layers: readonly NetworkLayer[];
}

/** A place in the text that a layer comes from: its own call, or a use or loop around it. */
interface Site {
  readonly start: number;
  readonly end: number;
  readonly network: Network;
  readonly layer: number;
  /** 0 for the layer's own call, then outwards. */
  readonly level: number;
  /** The group that this place makes; undefined for the layer's own call. */
  readonly self: string | undefined;
  /** The group around this place. */
  readonly around: string | undefined;
}

const indexes = new WeakMap<Compilation, ReadonlyMap<string, readonly Site[]>>();
const layersOf = new WeakMap<Network, ReadonlyMap<string, NetworkLayer>>();

/**
 * The instances of what stands in a range of `file` as a whole, over all models of the compilation, in the
 * order of the networks. Layers in a block's body belong to the range of each use of the block, too.
 */
export function instancesIn(compilation: Compilation, file: string, range: TextRange): readonly Instance[] {
  const outermost = new Map<Network, Map<number, Site>>();
  for (const site of sitesFrom(compilation, file, range)) {
    if (site.end > range.end) continue;
    let layers = outermost.get(site.network);
    if (layers === undefined) {
      layers = new Map();
      outermost.set(site.network, layers);
    }
    const other = layers.get(site.layer);
    if (other === undefined || other.level < site.level) layers.set(site.layer, site);
  }
  return [...outermost].flatMap(([network, sites]) => instancesOf(network, [...sites.values()]));
}

function instancesOf(network: Network, sites: readonly Site[]): Instance[] {
  const byPlace = new Map<string | undefined, Site[]>();
  for (const site of sites.toSorted((a, b) => a.layer - b.layer)) {
    const group = byPlace.get(site.around);
    if (group === undefined) byPlace.set(site.around, [site]);
    else group.push(site);
  }
  return [...byPlace.values()].flatMap(splitRounds).map((group) => ({
    network,
    layers: group.map(({ layer }) => network.layers[layer]!),
  }));
}

/** Networks have no groups for rounds of one layer, so a call that comes again begins another instance. */
function splitRounds(sites: readonly Site[]): readonly (readonly Site[])[] {
  const rounds: Site[][] = [];
  let seen = new Map<number, string | undefined>();
  for (const site of sites) {
    const again = seen.has(site.start) && (site.self === undefined || seen.get(site.start) !== site.self);
    if (rounds.length === 0 || again) {
      rounds.push([]);
      seen = new Map();
    }
    seen.set(site.start, site.self);
    rounds.at(-1)!.push(site);
  }
  return rounds;
}

/** The layers that come from a call, use or loop that begins in a range, wherever it ends. */
export function layersFrom(
  compilation: Compilation,
  file: string,
  range: TextRange,
  network: Network,
): readonly NetworkLayer[] {
  const sites = sitesFrom(compilation, file, range).filter((site) => site.network === network);
  const layers = new Set(sites.map(({ layer }) => layer).toSorted((a, b) => a - b));
  return [...layers].map((layer) => network.layers[layer]!);
}

function sitesFrom(compilation: Compilation, file: string, { start, end }: TextRange): readonly Site[] {
  const sites = indexOf(compilation).get(file) ?? [];
  const first = lowerBound(sites, start);
  return sites.slice(first, Math.max(first, lowerBound(sites, end)));
}

function lowerBound(sites: readonly Site[], start: number): number {
  let low = 0;
  let high = sites.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sites[middle]!.start < start) low = middle + 1;
    else high = middle;
  }
  return low;
}

function indexOf(compilation: Compilation): ReadonlyMap<string, readonly Site[]> {
  const known = indexes.get(compilation);
  if (known !== undefined) return known;
  const byFile = new Map<string, Site[]>();
  for (const { network } of compilation.models) if (network !== undefined) addSites(network, byFile);
  for (const sites of byFile.values()) sites.sort((a, b) => a.start - b.start);
  indexes.set(compilation, byFile);
  return byFile;
}

function addSites(network: Network, byFile: Map<string, Site[]>): void {
  const groups = new Map<string, NetworkGroup>(network.groups.map((group) => [group.id, group]));
  network.layers.forEach((layer, index) => {
    let level = 0;
    let self: string | undefined;
    let around = layer.group;
    let { origin } = layer;
    while (true) {
      const sites = byFile.get(origin.file) ?? [];
      byFile.set(origin.file, sites);
      sites.push({ start: origin.start, end: origin.end, network, layer: index, level, self, around });
      const group = around === undefined ? undefined : groups.get(around);
      if (group === undefined) return;
      level += 1;
      ({ origin } = group);
      self = group.id;
      around = group.parent;
    }
  });
}

/** The shape that an instance gives. */
export function outputOf({ layers }: Instance): Shape | undefined {
  return layers.at(-1)?.outputShape;
}

/** The shape that an instance takes: the first input of its first layer. */
export function inputOf({ network, layers: [first] }: Instance): Shape | undefined {
  const path = first?.inputs[0];
  let layers = layersOf.get(network);
  if (layers === undefined) {
    layers = layersByPath(network);
    layersOf.set(network, layers);
  }
  return path === undefined ? undefined : layers.get(path)?.outputShape;
}
