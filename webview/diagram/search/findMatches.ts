// Finds layers and blocks by name, kind, attribute or shape.

import { type Frame, nodesOf, type OutlineItem } from '../layout/frame.ts';

export interface Match {
  /** A layer's path, or a frame's id. */
  readonly id: string;
  readonly words: string;
}

/**
 * In the order of the text. Every word of the query must occur, whatever its case: `conv 3x3 64`. A word in
 * quotes is a whole word: `"bn"` finds no `bn2`.
 */
export function findMatches(outline: readonly OutlineItem[], query: string): readonly Match[] {
  const words = wordsOf(query);
  if (words.length === 0) return [];
  const found: Match[] = [];
  const visit = (item: OutlineItem): void => {
    if (item.kind === 'frame') {
      offer(item.id, frameWords(item));
      for (const child of item.children) visit(child);
      return;
    }
    for (const node of nodesOf(item)) {
      const parts = [
        node.kind,
        node.detail,
        node.shape,
        node.id,
        node.id === item.node.id ? item.tag : undefined,
      ];
      offer(node.id, parts.filter(Boolean).join(' '));
    }
  };
  const offer = (id: string, text: string) => {
    const lower = text.toLowerCase();
    if (words.every((matches) => matches(lower))) found.push({ id, words: text });
  };
  for (const item of outline) visit(item);
  return found;
}

function frameWords({ title, detail, count }: Frame): string {
  return count > 1 ? `${title} ${detail} x ${count}` : `${title} ${detail}`;
}

function wordsOf(query: string): readonly ((text: string) => boolean)[] {
  const parts = query.toLowerCase().match(/"[^"]*"?|\S+/g) ?? [];
  return parts.flatMap((part) => {
    const word = part.replaceAll('"', '');
    if (word === '') return [];
    if (!part.startsWith('"')) return [(text: string) => text.includes(word)];
    return [(text: string) => text.split(/[\s,.:/]+/).includes(word)];
  });
}
