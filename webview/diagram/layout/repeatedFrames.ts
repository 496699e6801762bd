// Finds runs of equal frames in a row, which fold to one: `Basic x 3`.

import type { DiagramEdge } from '../../protocol/diagram.ts';
import { layersOf, type OutlineItem, signatureOf } from './frame.ts';

/** Two in a row are read at a glance; from three on a run folds. */
const SHORTEST_RUN = 3;

/** Puts each run of equal frames, each fed by the one before, into a frame of its own, at every depth. */
export function mergeRuns(
  items: readonly OutlineItem[],
  edges: readonly DiagramEdge[],
): readonly OutlineItem[] {
  const targets = new Map<string, Set<string>>();
  for (const { source, target } of edges) {
    const known = targets.get(source);
    if (known) known.add(target);
    else targets.set(source, new Set([target]));
  }
  return mergeWithin(items, targets, false);
}

function mergeWithin(
  items: readonly OutlineItem[],
  targets: ReadonlyMap<string, ReadonlySet<string>>,
  repeated: boolean,
): readonly OutlineItem[] {
  const merged = items.map(
    (item): OutlineItem =>
      item.kind === 'leaf'
        ? item
        : { ...item, children: mergeWithin(item.children, targets, item.count > 1) },
  );
  // The rounds of a repetition are framed as such already.
  return repeated ? merged : runsOf(merged, targets).flatMap(frameRun);
}

function runsOf(
  items: readonly OutlineItem[],
  targets: ReadonlyMap<string, ReadonlySet<string>>,
): readonly OutlineItem[][] {
  const runs: OutlineItem[][] = [];
  for (const item of items) {
    const run = runs.at(-1);
    const previous = run?.at(-1);
    if (run && previous && continues(previous, item, targets)) run.push(item);
    else runs.push([item]);
  }
  return runs;
}

function continues(
  previous: OutlineItem,
  item: OutlineItem,
  targets: ReadonlyMap<string, ReadonlySet<string>>,
): boolean {
  if (previous.kind === 'leaf' || item.kind === 'leaf' || previous.count > 1) return false;
  if (signatureOf(previous) !== signatureOf(item)) return false;
  const members = new Set(layersOf(item));
  return layersOf(previous).some((node) =>
    [...(targets.get(node) ?? [])].some((target) => members.has(target)),
  );
}

function frameRun(run: readonly OutlineItem[]): readonly OutlineItem[] {
  const frames = run.filter((item) => item.kind === 'frame');
  const [first] = frames;
  if (!first || run.length < SHORTEST_RUN) return run;
  const parameters = frames.reduce((total, frame) => total + frame.parameters, 0);
  const title = first.role === 'round' ? fromTo(first.title, frames.at(-1)!.title) : first.title;
  return [{ ...first, title, id: `run of ${first.id}`, count: run.length, parameters, children: frames }];
}

/** Rounds are called by their numbers, a run of them by its first and last: `0–5`, `layer.0–11`. */
function fromTo(first: string, last: string): string {
  const stem = first.replace(/\d+$/, '');
  return last.startsWith(stem) ? `${first}–${last.slice(stem.length)}` : `${first}–${last}`;
}
