// What is laid over the diagram: values of layers and folded blocks, their scale, their words, their room.

import { describe, expect, test } from 'vitest';
import { drawDiagram } from '../../webview/diagram/drawing/drawDiagram.ts';
import { lightTheme } from '../../webview/diagram/drawing/themes.ts';
import { toMarkup, toPicture } from '../../webview/diagram/drawing/toMarkup.ts';
import { foldsAtLevel } from '../../webview/diagram/layout/folding.ts';
import { layOutSimply } from '../../webview/diagram/layout/layeredFallback.ts';
import { createMeasure } from '../../webview/diagram/layout/measure.ts';
import { outlineOf } from '../../webview/diagram/layout/outline.ts';
import { withRiders } from '../../webview/diagram/layout/riders.ts';
import { viewOf } from '../../webview/diagram/layout/view.ts';
import { graphOverlays } from '../../webview/diagram/overlay/graphOverlays.ts';
import { heatOf } from '../../webview/diagram/overlay/heat.ts';
import { overlayText, widestText } from '../../webview/diagram/overlay/overlayText.ts';
import { pictureScene } from '../../webview/picture/pictureScene.ts';
import type { DiagramGraph } from '../../webview/protocol/diagram.ts';
import type { LayerOverlay } from '../../webview/protocol/overlay.ts';
import { inception, lenet5, resnetCifar } from './sampleGraphs.ts';

const open = (graph: DiagramGraph) => viewOf(graph, outlineOf(graph), new Set());
const folded = (graph: DiagramGraph) => {
  const outline = outlineOf(graph);
  return viewOf(graph, outline, foldsAtLevel(outline, 0));
};

function overlay(values: Readonly<Record<string, number>>, more: Partial<LayerOverlay> = {}): LayerOverlay {
  const plain = {
    id: 'o',
    title: 'Loss',
    unit: '',
    format: 'number',
    combine: 'sum',
    scale: 'linear',
  } as const;
  return { ...plain, values, ...more };
}

describe('the overlays of a graph', () => {
  test('tell parameters and multiply-adds, whose totals are the totals of the network', () => {
    const [parameters, macs] = graphOverlays(lenet5());
    expect([parameters!.total, macs!.total]).toEqual([lenet5().parameters, lenet5().macs]);
    const heat = heatOf(open(lenet5()), parameters!);
    const first = lenet5().nodes.find(({ kind }) => kind === 'conv')!;
    expect(heat.of(first.id)).toMatchObject({ text: '156', words: 'Parameters 156' });
    expect(heat.of(lenet5().nodes[0]!.id)).toBeUndefined();
  });

  test('tell the memory of outputs in bytes', () => {
    const heat = heatOf(open(lenet5()), graphOverlays(lenet5())[2]!);
    expect(heat.of(lenet5().nodes[0]!.id)?.text).toBe('4.0 KiB');
  });
});

describe('the heat', () => {
  test('of a folded block is the sum of its layers, or the largest of intensive ones', () => {
    const graph = resnetCifar(3);
    const [block] = folded(graph).items.filter(({ kind }) => kind === 'folded');
    const layers = graph.nodes.filter(({ id }) => folded(graph).standIns.get(id) === block!.id);
    const values = Object.fromEntries(layers.map(({ id }, place) => [id, place]));
    const sum = (layers.length * (layers.length - 1)) / 2;
    expect(heatOf(folded(graph), overlay(values)).of(block!.id)?.text).toBe(String(sum));
    const largest = heatOf(folded(graph), overlay(values, { combine: 'max' }));
    expect(largest.of(block!.id)?.text).toBe(String(layers.length - 1));
    expect(largest.total).toBeUndefined();
  });

  test('of a layer with chips counts what rides on it', () => {
    const graph = resnetCifar(1);
    const view = viewOf(graph, withRiders(outlineOf(graph), graph.edges), new Set());
    const [, conv, bn, relu] = graph.nodes.map(({ id }) => id);
    const heat = heatOf(view, overlay({ [conv!]: 1, [bn!]: 2, [relu!]: 4 }));
    expect(heat.of(conv!)?.text).toBe('7');
  });

  test('is measured against the hottest node that is seen, not against the frames around it', () => {
    const graph = inception();
    const [a, b] = graph.nodes.slice(-2).map(({ id }) => id);
    const heat = heatOf(open(graph), overlay({ [a!]: 1, [b!]: 4 }));
    expect([heat.low, heat.high, heat.total]).toEqual([0, 4, 5]);
    expect([heat.of(a!)?.share, heat.of(b!)?.share]).toEqual([0.25, 1]);
  });

  test('follows the powers of ten on a logarithmic scale, and whole parts for shares', () => {
    const graph = lenet5();
    const [a, b, c] = graph.nodes.map(({ id }) => id);
    const values = { [a!]: 1e-4, [b!]: 1e-2, [c!]: 1 };
    const logarithmic = heatOf(open(graph), overlay(values, { scale: 'logarithmic' }));
    expect([a, b, c].map((id) => logarithmic.of(id!)!.share)).toEqual([0, expect.closeTo(0.5), 1]);
    const shares = heatOf(open(graph), overlay({ [a!]: 0.25, [b!]: 0 }, { format: 'share' }));
    expect([shares.of(a!), shares.of(b!)]).toMatchObject([
      { share: 0.25, text: '25.0 %' },
      { share: 0, text: '0.0 %' },
    ]);
  });

  test('leaves alone what has no value, an infinite one, or nothing spent', () => {
    const graph = lenet5();
    const [a, b, c, d] = graph.nodes.map(({ id }) => id);
    const values = { [a!]: Number.NaN, [b!]: Number.POSITIVE_INFINITY, [c!]: 0 };
    const heat = heatOf(open(graph), overlay(values, { format: 'amount' }));
    expect([a, b, c, d].map((id) => heat.of(id!))).toEqual([undefined, undefined, undefined, undefined]);
    expect(heat.high).toBe(0);
  });

  test('knows when it is of another text', () => {
    expect(heatOf(open(lenet5()), overlay({ gone: 1 })).outdated).toBe(true);
    expect(heatOf(open(lenet5()), graphOverlays(lenet5())[0]!).outdated).toBe(false);
  });
});

describe('a value', () => {
  test.each([
    [4_089_184_256, 'amount', 'MAC', '4.09 GMAC'],
    [840, 'amount', 'MAC', '840 MAC'],
    [25_557_032, 'amount', '', '25.6 M'],
    [1_572_864, 'bytes', '', '1.5 MiB'],
    [3.1234, 'milliseconds', 'ms', '3.12 ms'],
    [0.3141, 'share', '', '31.4 %'],
    [0.03124, 'number', '', '0.0312'],
    [0.000012345, 'number', '', '1.23e-5'],
    [-0.5, 'number', 'dB', '-0.5 dB'],
  ] as const)('%s as %s %s reads %s', (value, format, unit, text) => {
    expect(overlayText(value, { format, unit })).toBe(text);
    expect(widestText({ format, unit }).length).toBeGreaterThanOrEqual(text.length);
  });
});

describe('the drawing with an overlay', () => {
  const draw = (graph: DiagramGraph, of: LayerOverlay) => {
    const view = open(graph);
    const heat = heatOf(view, of);
    const room = { widest: widestText(of), has: (id: string) => heat.of(id) !== undefined };
    const measure = createMeasure(undefined, room);
    const layout = layOutSimply(view, measure);
    return {
      layout,
      markup: toMarkup(drawDiagram(layout, { measure, marks: new Set(), target: 'page', heat })),
    };
  };

  test('shows value, tint and bar in the node, and says the value', () => {
    const [parameters] = graphOverlays(lenet5());
    const { markup } = draw(lenet5(), parameters!);
    expect(markup).toContain('>48.1 k</text>');
    expect(markup).toContain('--share:1.000');
    expect(markup.match(/class="heat-bar"/g)).toHaveLength(5);
    expect(markup).toMatch(/aria-label="conv 5x5, 6[^"]*Parameters 156"/);
  });

  test('is in the picture of it as well: tinted, with its bars, in colours of the theme', () => {
    const [parameters] = graphOverlays(lenet5());
    const heat = heatOf(open(lenet5()), parameters!);
    const measure = createMeasure(undefined, { widest: widestText(parameters!), has: () => true });
    const layout = layOutSimply(open(lenet5()), measure);
    const drawing = drawDiagram(layout, { measure, marks: new Set(), target: 'picture', heat });
    const parts = { drawing, layout, theme: lightTheme, title: 'LeNet5' };
    const picture = toPicture(parts);
    for (const name of ['heat', 'heat-bar', 'value']) {
      expect(picture).toContain(`class="${name}"`);
      expect(picture).toMatch(new RegExp(`^\\.${name} \\{[^}]*fill: #`, 'm'));
    }
    const { items } = pictureScene(parts);
    const fills = items.flatMap((item) => (item.kind === 'path' && item.fill ? [item.fill] : []));
    // The hottest: 42 % of #e51400 over white.
    expect(fills).toContain('#f49c94');
    expect(fills.filter((fill) => fill === lightTheme.heat)).toHaveLength(5);
    expect(fills).not.toContain('#000000');
  });

  test('keeps every node where it is when only values change', () => {
    const ids = lenet5().nodes.map(({ id }) => id);
    const one = draw(lenet5(), overlay(Object.fromEntries(ids.map((id) => [id, 1]))));
    const other = draw(lenet5(), overlay(Object.fromEntries(ids.map((id) => [id, 0.000123]))));
    expect(other.layout.nodes.map(({ box }) => box)).toEqual(one.layout.nodes.map(({ box }) => box));
  });

  test('gives merges room for their value', () => {
    const graph = resnetCifar(1);
    const { layout } = draw(graph, graphOverlays(graph)[2]!);
    const merge = layout.nodes.find(
      ({ node }) => node.item.kind === 'leaf' && node.item.node.kind === 'add',
    )!;
    expect(merge.box.width).toBeGreaterThan(60);
  });
});
