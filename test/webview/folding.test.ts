// What a diagram folds, and what is seen under given folds.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { networkToDiagram } from '../../extension/diagram/networkToDiagram.ts';
import {
  depthOf,
  type Folds,
  foldOneLevel,
  foldsAtLevel,
  framesAround,
  initialFolds,
  openingFolds,
  openOneLevel,
  openTo,
  toggleFold,
  VISIBLE_BUDGET,
  visibleCount,
} from '../../webview/diagram/layout/folding.ts';
import { framesOf, layersOf, type OutlineItem } from '../../webview/diagram/layout/frame.ts';
import { outlineOf } from '../../webview/diagram/layout/outline.ts';
import { withRiders } from '../../webview/diagram/layout/riders.ts';
import { type View, type VisibleItem, viewOf } from '../../webview/diagram/layout/view.ts';
import type { DiagramGraph } from '../../webview/protocol/diagram.ts';
import { networkOf } from '../language/support/compileText.ts';
import { arbitraryGraph } from './randomGraphs.ts';
import { inception, lenet5, resnetCifar } from './sampleGraphs.ts';

/** The outline as indented lines: frames with title, detail and count, layers by kind with their name. */
function print(items: readonly OutlineItem[], indent = ''): readonly string[] {
  return items.flatMap((item) => {
    if (item.kind === 'leaf') {
      const tag = item.tag === undefined ? '' : `${item.tag}: `;
      return [`${indent}${tag}${[item.node, ...item.riders].map(({ kind }) => kind).join(' + ')}`];
    }
    const count = item.count > 1 ? ` x ${item.count}` : '';
    return [
      `${indent}[${`${item.title} ${item.detail}`.trim()}${count}]`,
      ...print(item.children, `${indent}  `),
    ];
  });
}

function seen(items: readonly VisibleItem[]): readonly string[] {
  return items.flatMap((item) => (item.kind === 'frame' ? seen(item.children) : [item.id]));
}

function see(graph: DiagramGraph, folds: Folds): View {
  return viewOf(graph, outlineOf(graph), folds);
}

describe('the outline', () => {
  test('puts the names of short values beside their first layer', () => {
    expect(print(outlineOf(lenet5()))).toEqual([
      'input',
      'c1: conv',
      'relu',
      's2: maxpool',
      'c3: conv',
      'relu',
      's4: maxpool',
      'c5: conv',
      'relu',
      'flatten',
      'f6: dense',
      'relu',
      'output: dense',
    ]);
  });

  test('frames blocks and stages, and counts equal rounds', () => {
    const outline = print(outlineOf(resnetCifar(3)));
    expect(outline.filter((line) => line.startsWith('[') || line.startsWith('  ['))).toEqual([
      '[ConvBN 16, 3]',
      '[width = 16]',
      '  [Basic 16]',
      '  [Basic 16 x 2]',
      '[width = 32]',
      '  [Basic 32, stride: 2]',
      '  [Basic 32 x 2]',
      '[width = 64]',
      '  [Basic 64, stride: 2]',
      '  [Basic 64 x 2]',
    ]);
  });

  test('calls rounds of several layers by their loop, however many layers it has', () => {
    const text =
      'model M { input 3x8x8; repeat 2 { conv(4, 3, padding: same) -> relu; bn }; repeat 3 { dropout } }';
    const outline = print(outlineOf(networkToDiagram(networkOf(text), [])));
    expect(outline.filter((line) => line.startsWith('['))).toEqual(['[repeat x 2]', '[repeat x 3]']);
  });

  test('calls a named block by its name', () => {
    expect(framesOf(outlineOf(inception())).map(({ frame }) => `${frame.title}: ${frame.detail}`)).toEqual([
      'inception_3a: Inception 64, 96, 128, 16, 32, 32',
      'aux1: weight: 0.3',
      'inception_3b: Inception 128, 128, 192, 32, 96, 64',
    ]);
  });

  test('frames three equal blocks in a row as one that folds', () => {
    const graph = chainOfBlocks(['Basic', 'Basic', 'Basic', 'Other', 'Basic', 'Basic']);
    expect(print(outlineOf(graph)).filter((line) => line.startsWith('['))).toEqual([
      '[Basic x 3]',
      '[Other]',
      '[Basic]',
      '[Basic]',
    ]);
  });

  test('leaves equal blocks side by side alone', () => {
    const graph = chainOfBlocks(['Basic', 'Basic', 'Basic']);
    const parallel = { ...graph, edges: graph.edges.map((edge) => ({ ...edge, source: 'input' })) };
    expect(print(outlineOf(parallel)).filter((line) => line.startsWith('['))).toEqual([
      '[Basic]',
      '[Basic]',
      '[Basic]',
    ]);
  });

  test('holds every layer exactly once, however the groups refer to each other', () => {
    const arbitraryParents = fc.array(fc.integer({ min: -1, max: 9 }), { minLength: 10, maxLength: 10 });
    fc.assert(
      fc.property(arbitraryGraph(), arbitraryParents, (graph, parents) => {
        const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'nowhere'];
        const groups = ids.slice(0, 9).map((id, index) => ({
          id,
          parent: ids[parents[index]!],
          kind: 'block' as const,
          label: id,
          detail: '',
          parameters: 0,
        }));
        const nodes = graph.nodes.map((node, index) => ({ ...node, group: ids[(index * 7) % 10] }));
        const layers = outlineOf({ ...graph, groups, nodes }).flatMap(layersOf);
        expect([...layers].sort()).toEqual(nodes.map(({ id }) => id).sort());
      }),
      { seed: 5, numRuns: 100 },
    );
  });
});

describe('folding', () => {
  test('opens everything when it fits, or else the deepest level that does', () => {
    expect(initialFolds(outlineOf(lenet5())).size).toBe(0);
    expect(initialFolds(outlineOf(inception())).size).toBe(0);
    const outline = outlineOf(resnetCifar(18));
    const folds = initialFolds(outline);
    expect(visibleCount(outline, folds)).toBe(28);
    const opened = openOneLevel(outline, folds)!;
    expect(visibleCount(outline, opened)).toBeGreaterThan(VISIBLE_BUDGET);
  });

  test('at first shows a row of equal blocks as one until they open themselves', () => {
    const outline = outlineOf(resnetCifar(18));
    const shown = (folds: Folds) =>
      framesOf(outline).filter(
        ({ frame }) => frame.title === 'Basic' && frame.count === 17 && !folds.has(frame.id),
      );
    for (const folds of openingFolds(outline)) expect(shown(folds)).toEqual([]);
    const small = outlineOf(resnetCifar(3));
    const levels = openingFolds(small, 200).map((folds) => visibleCount(small, folds));
    expect(levels).toEqual([...levels].sort((a, b) => a - b));
    expect(openingFolds(small, 200).at(-1)!.size).toBe(0);
  });

  test('a level at a time reaches all open from all folded, and back', () => {
    const outline = outlineOf(resnetCifar(2));
    let folds = foldsAtLevel(outline, 0);
    for (let level = 1; level <= depthOf(outline); level++) {
      folds = openOneLevel(outline, folds)!;
      expect(folds).toEqual(foldsAtLevel(outline, level));
    }
    expect(openOneLevel(outline, folds)).toBeUndefined();
    while (foldOneLevel(outline, folds)) folds = foldOneLevel(outline, folds)!;
    expect(folds).toEqual(foldsAtLevel(outline, 0));
  });

  test('a frame opens to what it was, and does not flood the view', () => {
    const outline = outlineOf(resnetCifar(18));
    const all = foldsAtLevel(outline, 0);
    const stage = framesOf(outline).find(({ frame }) => frame.title === 'width = 16')!.frame;
    expect(toggleFold(outline, toggleFold(outline, new Set(), stage.id), stage.id).size).toBeGreaterThan(0);
    const opened = toggleFold(outline, all, stage.id);
    expect(opened.has(stage.id)).toBe(false);
    expect(visibleCount(outline, opened)).toBeLessThanOrEqual(VISIBLE_BUDGET);
    expect(toggleFold(outline, opened, stage.id).has(stage.id)).toBe(true);
  });

  test('opens what hides a layer, and nothing else', () => {
    const outline = outlineOf(resnetCifar(2));
    const all = foldsAtLevel(outline, 0);
    const layer = layersOf(outline[2]!)[0]!;
    const opened = openTo(outline, all, layer);
    expect([...all].filter((id) => !opened.has(id))).toEqual(
      framesAround(outline, layer).map(({ id }) => id),
    );
    expect(framesAround(outline, layer).map(({ title }) => title)).toEqual(['width = 16', 'Basic', 'ConvBN']);
  });
});

describe('chips', () => {
  const printed = (graph: DiagramGraph) => print(withRiders(outlineOf(graph), graph.edges));

  test('hold what only follows a layer, and leave the rest of the chain', () => {
    expect(printed(lenet5())).toEqual([
      'input',
      'c1: conv + relu',
      's2: maxpool',
      'c3: conv + relu',
      's4: maxpool',
      'c5: conv + relu',
      'flatten',
      'f6: dense + relu',
      'output: dense',
    ]);
  });

  test('never take what reads or feeds something else', () => {
    const lines = printed(resnetCifar(1));
    expect(lines).toContain('    conv + bn + relu');
    expect(lines).toContain('  add');
    expect(lines).toContain('  relu');
    const graph = lenet5();
    const [, conv, relu] = graph.nodes;
    const shortcut = { id: 'shortcut', source: conv!.id, target: graph.nodes[4]!.id };
    expect(printed({ ...graph, edges: [...graph.edges, shortcut] }).slice(0, 3)).toEqual([
      'input',
      'c1: conv',
      'relu',
    ]);
    const nodes = graph.nodes.map((node) => (node.id === relu!.id ? { ...node, name: 'a' } : node));
    expect(printed({ ...graph, nodes }).slice(0, 3)).toEqual(['input', 'c1: conv', 'a: relu']);
  });

  test('show the shape that leaves the last of them, and stand for all of them', () => {
    const graph = lenet5();
    const view = viewOf(graph, withRiders(outlineOf(graph), graph.edges), new Set());
    const [, conv, relu] = graph.nodes;
    expect(view.standIns.get(relu!.id)).toBe(conv!.id);
    expect(view.items[1]).toMatchObject({ shape: '6x28x28' });
    expect(view.edges).toHaveLength(8);
  });
});

describe('the view', () => {
  test('lifts edges to the folded frames around their ends, without repetitions', () => {
    const graph = resnetCifar(2);
    const view = see(graph, foldsAtLevel(outlineOf(graph), 0));
    expect(seen(view.items)).toHaveLength(7);
    expect(view.edges).toHaveLength(6);
  });

  test('shows every layer by exactly one node, and edges between seen nodes only', () => {
    fc.assert(
      fc.property(arbitraryGraph(), fc.infiniteStream(fc.boolean()), (graph, coins) => {
        const outline = outlineOf(graph);
        const folded = framesOf(outline).filter(() => coins.next().value);
        const view = viewOf(graph, outline, new Set(folded.map(({ frame }) => frame.id)));
        const ids = new Set(seen(view.items));
        expect(ids.size).toBe(seen(view.items).length);
        expect(new Set(view.standIns.values())).toEqual(ids);
        expect([...view.standIns.keys()].sort()).toEqual(graph.nodes.map(({ id }) => id).sort());
        for (const { source, target } of view.edges) {
          expect(ids.has(source) && ids.has(target) && source !== target).toBe(true);
        }
      }),
      { seed: 6, numRuns: 100 },
    );
  });
});

function chainOfBlocks(labels: readonly string[]): DiagramGraph {
  const input = { ...lenet5().nodes[0]!, id: 'input' };
  const layers = labels.map((_, index) => ({ ...lenet5().nodes[1]!, id: `l${index}`, group: `b${index}` }));
  const ids = ['input', ...layers.map(({ id }) => id)];
  return {
    model: 'Chain',
    nodes: [input, ...layers],
    groups: labels.map((label, index) => ({
      id: `b${index}`,
      parent: undefined,
      kind: 'block',
      label,
      detail: '',
      parameters: 1,
    })),
    edges: layers.map(({ id }, index) => ({ id: `e${index}`, source: ids[index]!, target: id })),
    parameters: 0,
    macs: 0,
  };
}
