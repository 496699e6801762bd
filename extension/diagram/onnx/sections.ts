// Cuts a long row of operators without a hierarchy into sections, so that it can be folded and laid out at once.

import type { FileGraph } from '../../../engine/onnx/reading/onnxFile.ts';
import type { Links, Part } from './nameTree.ts';

/** More siblings than this are no picture. */
const MOST_SIBLINGS = 160;
/** Operators of a section, about. */
const SECTION = 48;
/** Sections of a row, about, so that all of them are seen at once. */
const SECTIONS = 40;

/** What an operator looks like: equal for those that are drawn alike. */
export type LooksOf = (place: number) => string;

/** By what an operator does, and by the sizes of its weights. */
export function looksIn({ nodes, tensors }: Pick<FileGraph, 'nodes' | 'tensors'>): LooksOf {
  const sizes = new Map(tensors.map(({ name, shape }) => [name, shape.join('x')]));
  return (place) => {
    const { operator, inputs } = nodes[place]!;
    return [operator, ...inputs.map((input) => sizes.get(input) ?? '')].join(' ');
  };
}

/**
 * Long rows become sections, cut where little passes by; where a section is long, sections of its own. Parts in a row
 * that look alike fold to one, and count as one.
 */
export function withSections(
  items: readonly (Part | number)[],
  links: Links,
  looksOf: LooksOf,
): readonly (Part | number)[] {
  if (items.length > MOST_SIBLINGS && seenApart(items, looksOf) > MOST_SIBLINGS)
    return sectionsOf(items, links, looksOf);
  return items.map((item) =>
    typeof item === 'number' ? item : { ...item, children: [...withSections(item.children, links, looksOf)] },
  );
}

function seenApart(items: readonly (Part | number)[], looksOf: LooksOf): number {
  let [count, last] = [0, ''];
  for (const item of items) {
    const look = typeof item === 'number' ? '' : lookOf(item, looksOf);
    if (look === '' || look !== last) count += 1;
    last = look;
  }
  return count;
}

function lookOf({ children }: Part, looksOf: LooksOf): string {
  const looks = children.map((child) =>
    typeof child === 'number' ? looksOf(child) : lookOf(child, looksOf),
  );
  return `{${looks.join()}}`;
}

function sectionsOf(items: readonly (Part | number)[], links: Links, looksOf: LooksOf): Part[] {
  const passing = passingBy(items, links);
  const size = Math.max(SECTION, Math.ceil(items.length / SECTIONS));
  const sections: Part[] = [];
  let start = 0;
  while (start < items.length) {
    const end = cutAfter(start, size, items.length, passing);
    const children = [...withSections(items.slice(start, end), links, looksOf)];
    sections.push({ name: `section ${sections.length + 1}`, children });
    start = end;
  }
  return sections;
}

/** The cut with the fewest lines across it, near a section's usual length. */
function cutAfter(start: number, size: number, length: number, passing: readonly number[]): number {
  const [least, most] = [start + Math.floor(size / 2), start + Math.floor(size * 1.5)];
  if (length <= most) return length;
  const distance = (cut: number) => Math.abs(cut - start - size);
  let best = start + size;
  for (let cut = least; cut <= most; cut++) {
    const fewer = passing[cut]! - passing[best]!;
    if (fewer < 0 || (fewer === 0 && distance(cut) < distance(best))) best = cut;
  }
  return best;
}

/** Lines that cross the place before each item. */
function passingBy(items: readonly (Part | number)[], links: Links): readonly number[] {
  const owner = new Map<number, number>();
  const note = (item: Part | number, place: number): void => {
    if (typeof item === 'number') owner.set(item, place);
    else for (const child of item.children) note(child, place);
  };
  items.forEach(note);
  const changes = new Array<number>(items.length + 1).fill(0);
  for (const [node, place] of owner) {
    const ends = (links.get(node) ?? []).flatMap((target) => owner.get(target) ?? []);
    const last = ends.reduce((furthest, end) => Math.max(furthest, end), place);
    if (last > place) {
      changes[place + 1]! += 1;
      changes[last + 1]! -= 1;
    }
  }
  let open = 0;
  return changes.map((change) => (open += change));
}
