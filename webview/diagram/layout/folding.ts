// Which frames are folded, and the changes that the user makes to it.

import {
  changesIn,
  type Frame,
  framesOf,
  layersOf,
  nodesOf,
  type OutlineItem,
  signatureOf,
} from './frame.ts';

/**
 * Ids of folded frames. Ids of frames that are gone stay harmlessly, so that undoing an edit restores the
 * fold.
 */
export type Folds = ReadonlySet<string>;

/** What a person takes in at a glance, and what the layout places at once. */
export const VISIBLE_BUDGET = 60;

/**
 * Everything open when that fits the budget; otherwise folded at the deepest level that does, rows of folded blocks as
 * one. In a comparison, frames that are equal, new or gone as a whole are folded and the others open, as far as that fits; of
 * rounds that differ alike only the first.
 */
export function initialFolds(outline: readonly OutlineItem[], budget = VISIBLE_BUDGET): Folds {
  return openingFolds(outline, budget).at(-1)!;
}

/** From everything folded, a level more at a time, to the most open that fits the budget. */
export function openingFolds(outline: readonly OutlineItem[], budget = VISIBLE_BUDGET): readonly Folds[] {
  const equal = withoutDifference(outline);
  const all = [foldsAtLevel(outline, 0)];
  for (let level = 1; level <= depthOf(outline); level++) {
    const folds = withRowsFolded(outline, new Set([...equal, ...foldsAtLevel(outline, level)]));
    if (visibleCount(outline, folds) > budget) break;
    all.push(folds);
  }
  return all;
}

/** A row of equal blocks that are all folded tells no more than its number does: it opens with them. */
function withRowsFolded(outline: readonly OutlineItem[], folds: ReadonlySet<string>): Folds {
  const folded = new Set(folds);
  const inner = framesOf(outline).map(({ frame }) => frame);
  for (const { id, count, children } of inner.reverse()) {
    if (count > 1 && children.every((child) => child.kind === 'frame' && folded.has(child.id)))
      folded.add(id);
  }
  return folded;
}

/** Of `openingFolds`, in a comparison those that hide no difference; where all do, the one that hides the fewest. */
export function levelsToOpen(outline: readonly OutlineItem[]): readonly Folds[] {
  const levels = openingFolds(outline);
  const told = new Set(withoutDifference(outline));
  if (told.size === 0 && !outline.some(differs)) return levels;
  const telling = levels.filter((folds) =>
    seenFrames(outline, folds).every(({ frame: { id } }) => !folds.has(id) || told.has(id)),
  );
  return telling.length > 0 ? telling : levels.slice(-1);
}

/** Nothing that only follows from something else, or is written otherwise. */
export function differs(item: OutlineItem): boolean {
  return [...changesIn(item).keys()].some((kind) => kind !== 'affected' && kind !== 'equivalent');
}

/** What came or went as a whole is told by one folded frame. */
function isMixed(frame: Frame): boolean {
  const changes = changesIn(frame);
  const most = Math.max(changes.get('added') ?? 0, changes.get('removed') ?? 0);
  return differs(frame) && most < layersOf(frame).length;
}

/** Of equal rounds, which differ alike, the first one shows how. */
function laterRounds({ children: [first, ...others] }: Frame): readonly Frame[] {
  if (!first) return [];
  const signature = signatureOf(first);
  return others.filter((item) => item.kind === 'frame' && signatureOf(item) === signature) as Frame[];
}

/** What a comparison shows folded at every level; nothing where no networks are compared. */
function withoutDifference(outline: readonly OutlineItem[]): readonly string[] {
  if (!outline.some(differs)) return [];
  const frames = framesOf(outline).map(({ frame }) => frame);
  return [
    ...frames.filter((frame) => !isMixed(frame)),
    ...frames.filter(({ count }) => count > 1).flatMap(laterRounds),
  ].map(({ id }) => id);
}

/** Number of levels of frames: 0 where there are none. */
export function depthOf(outline: readonly OutlineItem[]): number {
  return framesOf(outline).reduce((deepest, { depth }) => Math.max(deepest, depth + 1), 0);
}

/** The outer `level` levels open, everything below folded. */
export function foldsAtLevel(outline: readonly OutlineItem[], level: number): Folds {
  return new Set(
    framesOf(outline)
      .filter(({ depth }) => depth >= level)
      .map(({ frame }) => frame.id),
  );
}

/**
 * Opens or folds one frame. What opens shows its inner frames as they were, unless that would flood the view.
 */
export function toggleFold(outline: readonly OutlineItem[], folds: Folds, id: string): Folds {
  const toggled = new Set(folds);
  if (!toggled.delete(id)) {
    toggled.add(id);
    return toggled;
  }
  const frame = framesOf(outline).find((known) => known.frame.id === id)?.frame;
  if (frame && visibleCount(frame.children, toggled) > VISIBLE_BUDGET) {
    for (const inner of framesOf(frame.children)) toggled.add(inner.frame.id);
  }
  return toggled;
}

/** Opens what hides a layer, or a frame. */
export function openTo(outline: readonly OutlineItem[], folds: Folds, id: string): Folds {
  const opened = new Set(folds);
  for (const frame of framesAround(outline, id)) opened.delete(frame.id);
  return opened;
}

/** The frames around a layer, or around a frame, outermost first. */
export function framesAround(outline: readonly OutlineItem[], id: string): readonly Frame[] {
  const isIt = (item: OutlineItem) =>
    item.kind === 'leaf' ? nodesOf(item).some((node) => node.id === id) : item.id === id;
  for (const item of outline) {
    if (item.kind === 'leaf') continue;
    if (item.children.some(isIt)) return [item];
    const inner = framesAround(item.children, id);
    if (inner.length > 0) return [item, ...inner];
  }
  return [];
}

/** Layers and folded frames that are seen. */
export function visibleCount(items: readonly OutlineItem[], folds: Folds): number {
  return items.reduce(
    (count, item) =>
      count + (item.kind === 'leaf' || folds.has(item.id) ? 1 : visibleCount(item.children, folds)),
    0,
  );
}

/** Folds the innermost open level; undefined when all is folded. */
export function foldOneLevel(outline: readonly OutlineItem[], folds: Folds): Folds | undefined {
  const open = seenFrames(outline, folds).filter(({ frame }) => !folds.has(frame.id));
  if (open.length === 0) return undefined;
  return foldsAtLevel(outline, Math.max(...open.map(({ depth }) => depth)));
}

/** Opens the outermost folded level; undefined when all is open. */
export function openOneLevel(outline: readonly OutlineItem[], folds: Folds): Folds | undefined {
  const folded = seenFrames(outline, folds).filter(({ frame }) => folds.has(frame.id));
  if (folded.length === 0) return undefined;
  return foldsAtLevel(outline, Math.min(...folded.map(({ depth }) => depth)) + 1);
}

/** Frames that are not inside a folded one. */
function seenFrames(
  items: readonly OutlineItem[],
  folds: Folds,
  depth = 0,
): { readonly frame: Frame; readonly depth: number }[] {
  return items.flatMap((item) => {
    if (item.kind === 'leaf') return [];
    const inner = folds.has(item.id) ? [] : seenFrames(item.children, folds, depth + 1);
    return [{ frame: item, depth }, ...inner];
  });
}
