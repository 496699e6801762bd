// How a comparison's differences look: a class for the colour, and a sign that needs no colour to be read.

import type { NodeChange } from '../../protocol/diagram.ts';
import { changesIn, type OutlineItem } from '../layout/frame.ts';
import type { Box } from '../layout/layout.ts';
import { element, type SvgElement } from './element.ts';
import { problemGround, signPath } from './farSigns.ts';

/** In the order in which one stands for all in a folded frame. */
const KINDS = ['changed', 'added', 'removed', 'affected', 'equivalent'] as const;
/** No differences of their own. */
const QUIET: ReadonlySet<NodeChange['kind']> = new Set(['affected', 'equivalent']);
const RADIUS = 6;

/** What differs in an item: of a frame whose layers all came or all went that, otherwise that it changed. */
export function changeOf(item: OutlineItem): NodeChange['kind'] | undefined {
  const counts = changesIn(item);
  if (item.kind === 'leaf') return item.node.change?.kind ?? [...counts.keys()][0];
  const own = KINDS.filter((kind) => !QUIET.has(kind) && counts.has(kind));
  const all = leafCount(item);
  if (own.length === 1 && counts.get(own[0]!) === all) return own[0];
  if (own.length > 0) return 'changed';
  return KINDS.find((kind) => counts.has(kind));
}

/** The sign on a node's corner; nothing where only something before it differs, or where it is written otherwise. */
export function changeSign(
  change: NodeChange['kind'] | undefined,
  box: Pick<Box, 'width' | 'height'>,
): SvgElement | undefined {
  if (change === undefined || change === 'affected' || change === 'equivalent') return undefined;
  return element(
    'g',
    { class: 'change-sign', transform: `translate(${box.width} 0)` },
    element('circle', { class: 'change-ground', r: RADIUS }),
    element('path', { class: 'change-stroke', d: signPath(change) }),
  );
}

/** On the upper left corner, for who looks from afar: from near, words have the squiggle. */
export function problemSign(severity: 'error' | 'warning' | undefined): SvgElement | undefined {
  if (severity === undefined) return undefined;
  return element(
    'g',
    { class: 'problem-sign' },
    element('path', { class: 'problem-ground', d: problemGround[severity] }),
    element('path', { class: 'change-stroke', d: signPath(severity) }),
  );
}

/** `1 added, 2 changed` for a frame; a layer's own words. */
export function describeChange(item: OutlineItem): readonly string[] {
  if (item.kind === 'leaf') {
    return [item.node, ...item.riders].flatMap(({ change }) => (change ? [change.text] : []));
  }
  const counts = changesIn(item);
  const told = KINDS.filter((kind) => counts.has(kind)).map(
    (kind) => `${counts.get(kind)} ${kind === 'equivalent' ? 'written otherwise' : kind}`,
  );
  return told.length === 0 ? [] : [told.join(', ')];
}

function leafCount(item: OutlineItem): number {
  return item.kind === 'leaf'
    ? 1 + item.riders.length
    : item.children.reduce((count, child) => count + leafCount(child), 0);
}
