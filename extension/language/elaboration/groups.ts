// The groups of a finished network: those that hold something worth folding.

import type { NetworkGroup, NetworkLayer } from '../../../engine/network/network.ts';
import type { DraftGroup } from './state.ts';

export interface Grouped {
  readonly layers: readonly NetworkLayer[];
  readonly groups: readonly NetworkGroup[];
}

/** Groups that say something whatever they hold; the others must hold more than one layer or group. */
const always: ReadonlySet<string> = new Set(['block', 'head', 'repeat', 'merge']);

/** Drops groups that hold nothing, and branches, rounds and named chains that hold a single thing. */
export function dropSmallGroups(
  layers: readonly NetworkLayer[],
  drafts: ReadonlyMap<string, DraftGroup>,
): Grouped {
  const members = countMembers(layers, drafts);
  const kept = (draft: DraftGroup) => {
    const count = members.get(draft.id) ?? 0;
    return always.has(draft.kind) ? count > 0 : count > 1;
  };
  const nearest = new Map<string, string | undefined>();
  const keptAbove = (id: string | undefined): string | undefined => {
    if (id === undefined) return undefined;
    if (nearest.has(id)) return nearest.get(id);
    const draft = drafts.get(id);
    const result = draft === undefined || kept(draft) ? id : keptAbove(draft.parent);
    nearest.set(id, result);
    return result;
  };
  const groups = [...drafts.values()]
    .filter(kept)
    .map((draft) => ({ ...draft, parent: keptAbove(draft.parent) }));
  const moved = layers.map((layer) => {
    const group = keptAbove(layer.group);
    return group === layer.group ? layer : { ...layer, group };
  });
  return { layers: moved, groups };
}

/** Layers and non-empty groups right inside each group. Groups stand after the groups around them. */
function countMembers(
  layers: readonly NetworkLayer[],
  drafts: ReadonlyMap<string, DraftGroup>,
): ReadonlyMap<string, number> {
  const members = new Map<string, number>();
  const add = (id: string | undefined) => {
    if (id !== undefined) members.set(id, (members.get(id) ?? 0) + 1);
  };
  for (const { group } of layers) add(group);
  for (const draft of [...drafts.values()].reverse()) if ((members.get(draft.id) ?? 0) > 0) add(draft.parent);
  return members;
}
