// What the search of the diagram finds, and what unfolds for it.

import { describe, expect, test } from 'vitest';
import { foldsAtLevel, openTo } from '../../webview/diagram/layout/folding.ts';
import { framesOf } from '../../webview/diagram/layout/frame.ts';
import { outlineOf } from '../../webview/diagram/layout/outline.ts';
import { withRiders } from '../../webview/diagram/layout/riders.ts';
import { findMatches } from '../../webview/diagram/search/findMatches.ts';
import { inception, lenet5, resnetCifar } from './sampleGraphs.ts';

const kindsFound = (query: string, graph = lenet5()) => {
  const kinds = new Map(graph.nodes.map(({ id, kind }) => [id, kind]));
  return findMatches(outlineOf(graph), query).map(({ id }) => kinds.get(id));
};

describe('the search', () => {
  test('finds by kind, attribute, shape and name, whatever the case', () => {
    expect(kindsFound('MAXPOOL')).toEqual(['maxpool', 'maxpool']);
    expect(kindsFound('5x5, 16')).toEqual(['conv']);
    expect(kindsFound('120x1x1')).toEqual(['conv', 'relu']);
    expect(kindsFound('f6')).toEqual(['dense', 'relu']);
  });

  test('wants every word of the query', () => {
    expect(kindsFound('conv 16')).toEqual(['conv']);
    expect(kindsFound('conv maxpool')).toEqual([]);
  });

  test('takes words in quotes as whole words', () => {
    const graph = resnetCifar(1);
    const all = kindsFound('16', graph).length;
    expect(kindsFound('"16"', graph).length).toBeLessThan(all);
  });

  test('finds nothing for nothing', () => {
    for (const query of ['', '   ', '""']) expect(kindsFound(query)).toEqual([]);
  });

  test('finds blocks by title and arguments, in the order of the text', () => {
    const found = findMatches(outlineOf(inception()), 'inception_3');
    expect(found[0]?.words).toMatch(/^inception_3a/);
    const ids = found.map(({ id }) => id);
    const frames = framesOf(outlineOf(inception())).map(({ frame }) => frame.id);
    expect(frames.filter((id) => ids.includes(id))).toHaveLength(2);
    expect(ids.indexOf(frames[0]!)).toBe(0);
  });

  test('finds what rides on a layer', () => {
    const graph = resnetCifar(1);
    const outline = withRiders(outlineOf(graph), graph.edges);
    const all = graph.nodes.filter(({ kind }) => kind === 'bn').map(({ id }) => id);
    const found = findMatches(outline, '"bn"').map(({ id }) => id);
    expect(new Set(found)).toEqual(new Set(all));
    const folds = foldsAtLevel(outline, 0);
    expect(openTo(outline, folds, all.at(-1)!).size).toBeLessThan(folds.size);
  });
});

describe('unfolding to what is found', () => {
  test('opens the frames around a layer, and around a frame, and no others', () => {
    const outline = outlineOf(resnetCifar(3));
    const folds = foldsAtLevel(outline, 0);
    const inner = framesOf(outline).find(({ depth }) => depth === 1)!.frame;
    const opened = [...folds].filter((id) => !openTo(outline, folds, inner.id).has(id));
    expect(opened).toHaveLength(1);
    expect(openTo(outline, folds, inner.id).has(inner.id)).toBe(true);
  });
});
