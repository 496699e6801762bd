// What is selected in a drawing, and what of it is still there when the drawing changes.

import type { OutlineItem } from '../layout/frame.ts';
import type { Layout } from '../layout/layout.ts';

interface Drawing {
  readonly layout: Layout;
}

/** The layer, folded frame or open frame that is drawn under an id. */
export function itemOf({ layout }: Drawing, id: string): OutlineItem | undefined {
  const node = layout.nodes.find((placed) => placed.node.id === id)?.node;
  return node?.item ?? layout.frames.find((placed) => placed.frame.id === id)?.frame.item;
}

/** As the editor calls it: a layer's path, or a group's id. */
export function subjectOf(item: OutlineItem): string {
  return item.kind === 'leaf' ? item.node.id : item.group;
}

/**
 * What is gone under its id has a new name, where as many nodes are drawn as before: a name changes the paths
 * below it.
 */
export function stillSelected(
  id: string | undefined,
  before: Drawing | undefined,
  after: Drawing,
): string | undefined {
  const stays = id !== undefined && (itemOf(after, id) ?? after.layout.edges.find((edge) => edge.id === id));
  if (id === undefined || before === undefined || stays) return id;
  if (before.layout.nodes.length !== after.layout.nodes.length) return undefined;
  const place = before.layout.nodes.findIndex(({ node }) => node.id === id);
  return after.layout.nodes[place]?.node.id;
}
