// The drawing as markup: safe whatever the texts are, and saying what it should.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  costOf,
  describeFrame,
  describeLayer,
  macAmount,
} from '../../webview/diagram/drawing/description.ts';
import { drawDiagram } from '../../webview/diagram/drawing/drawDiagram.ts';
import { arrowPath, roundedPath, strokeWidth } from '../../webview/diagram/drawing/drawEdge.ts';
import { element, type SvgElement } from '../../webview/diagram/drawing/element.ts';
import { categoryIcon } from '../../webview/diagram/drawing/icons.ts';
import { pageStyles } from '../../webview/diagram/drawing/stylesheet.ts';
import {
  editorTheme,
  highContrastLightTheme,
  highContrastTheme,
  lightTheme,
  pictureThemes,
} from '../../webview/diagram/drawing/themes.ts';
import { toMarkup, toPicture } from '../../webview/diagram/drawing/toMarkup.ts';
import { initialFolds } from '../../webview/diagram/layout/folding.ts';
import { layOutSimply } from '../../webview/diagram/layout/layeredFallback.ts';
import { createMeasure, shortAmount } from '../../webview/diagram/layout/measure.ts';
import { outlineOf } from '../../webview/diagram/layout/outline.ts';
import { fitText, textWidth } from '../../webview/diagram/layout/textMetrics.ts';
import { viewOf } from '../../webview/diagram/layout/view.ts';
import { figureStyle } from '../../webview/figure/figureStyle.ts';
import type { DiagramGraph, NodeCategory } from '../../webview/protocol/diagram.ts';
import { pictureThemeNames } from '../../webview/protocol/picture.ts';
import { editorThemes } from './editorThemes.mjs';
import { kindsWithHue } from './kindsWithHue.ts';
import { hostile, inception, lenet5, resnetCifar } from './sampleGraphs.ts';

const measure = createMeasure();

function draw(graph: DiagramGraph, options: { marks?: readonly string[]; target?: 'page' | 'picture' } = {}) {
  const outline = outlineOf(graph);
  const layout = layOutSimply(viewOf(graph, outline, initialFolds(outline)), measure);
  const { marks = [], target = 'page' } = options;
  return { layout, drawing: drawDiagram(layout, { measure, marks: new Set(marks), target }) };
}

function allElements(drawing: SvgElement): readonly SvgElement[] {
  return [
    drawing,
    ...drawing.children.flatMap((child) => (typeof child === 'string' ? [] : allElements(child))),
  ];
}

function textOf(drawing: SvgElement): string {
  return drawing.children.map((child) => (typeof child === 'string' ? child : textOf(child))).join(' ');
}

describe('hostile texts', () => {
  const { layout, drawing } = draw(hostile());
  const picture = toPicture({ drawing, layout, theme: lightTheme, title: hostile().model });

  test('stay text: the markup has no element that the drawing has not', () => {
    const tags = new Set([...picture.matchAll(/<([a-z]+)/gi)].map(([, tag]) => tag));
    expect([...tags].sort()).toEqual(['g', 'path', 'rect', 'style', 'svg', 'text', 'title', 'tspan']);
    expect(picture).not.toMatch(/<script|<img|onerror="/i);
  });

  test('hold no control character, direction mark or half of a pair', () => {
    const shown = allElements(drawing)
      .filter(({ tag }) => tag === 'text')
      .map(textOf)
      .join(' ');
    expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML cannot hold
    expect(picture).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/);
  });

  test('to the right and left stand in their own places, where they cannot change it', () => {
    const names = ['\u05d0\u05d1\u05d2', '\u0639\u0631\u0628\u064a'];
    const [first] = lenet5().nodes;
    const nodes = [{ ...first!, kind: names[0]!, detail: names[1]! }];
    const texts = allElements(draw({ ...lenet5(), nodes, edges: [] }).drawing)
      .filter(
        ({ tag, attributes }) => tag === 'text' && ['title', 'detail'].includes(`${attributes['class']}`),
      )
      .map(({ attributes, children }) => [Number(attributes['x']), children[0]] as const);
    expect(texts.map(([, text]) => text)).toEqual(names);
    expect(texts[1]![0] - texts[0]![0]).toBeGreaterThan(30);
  });

  test('have no tower of marks on a letter', () => {
    const words = allElements(drawing).filter(({ tag }) => tag === 'text');
    expect(words.map(textOf).join(' ')).not.toMatch(/\p{M}{4}/u);
    expect(words.map(textOf).join(' ')).toMatch(/e\u0301{3}(?!\u0301)/u);
  });

  test('are bounded: a name of 10,000 characters is cut in the drawing and in its description', () => {
    for (const { node, box } of layout.nodes)
      expect({ id: node.id, wide: box.width > 700 }).toMatchObject({ wide: false });
    const longest = Math.max(
      ...allElements(drawing).map(
        (part) =>
          textOf({ ...part, children: part.children.filter((child) => typeof child === 'string') }).length,
      ),
    );
    expect(longest).toBeLessThan(4000);
    expect(picture.length).toBeLessThan(250_000);
  });

  test('any text survives the way to markup and back', () => {
    const decode = (markup: string) =>
      markup.replace(
        /&(lt|gt|quot|amp);/g,
        (_, name: string) => ({ lt: '<', gt: '>', quot: '"', amp: '&' })[name]!,
      );
    const legal = fc
      .string({ unit: 'grapheme' })
      .filter((text) => !/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.test(text));
    fc.assert(
      fc.property(legal, (text) => {
        const markup = toMarkup(element('text', { 'data-id': text }, text));
        const [, attribute, content] = markup.match(/^<text data-id="([^"<>]*)">([^<>]*)<\/text>$/s)!;
        expect([decode(attribute!), decode(content!)]).toEqual([text, text]);
      }),
      { seed: 3, numRuns: 300 },
    );
  });
});

describe('a drawing', () => {
  test('gives every node a name for screen readers, and none to pictures', () => {
    const { drawing } = draw(lenet5());
    const items = allElements(drawing).filter(({ attributes }) => attributes['role'] === 'treeitem');
    expect(items).toHaveLength(13);
    expect(items[1]!.attributes['aria-label']).toBe(
      'conv 5x5, 6. Output 6x28x28. 156 parameters, 118 kMAC. c10.conv1',
    );
    const picture = draw(lenet5(), { target: 'picture' }).drawing;
    expect(allElements(picture).filter(({ attributes }) => 'role' in attributes)).toEqual([]);
  });

  test('tells categories apart by a sign of their own, not only by colour', () => {
    const categories: readonly NodeCategory[] = [
      'input',
      'convolution',
      'pooling',
      'normalization',
      'activation',
      'dense',
      'regularization',
      'reshaping',
      'custom',
      'output',
    ];
    const graph = lenet5();
    const nodes = categories.map((category, index) => ({
      ...graph.nodes[1]!,
      id: `n${index}`,
      category,
      group: undefined,
    }));
    const { drawing } = draw({ ...graph, nodes, groups: [], edges: [] });
    const icons = allElements(drawing).filter(({ attributes }) => attributes['class'] === 'icon');
    const signs = icons.map((icon) => icon.children.map((path) => toMarkup(path as SvgElement)).join(''));
    expect(new Set(signs).size).toBe(categories.length);
  });

  test('marks the nodes of the cursor and underlines an error with its message on hover', () => {
    const graph = lenet5();
    const problem = { severity: 'error', message: 'The kernel is larger than its input.' } as const;
    const nodes = graph.nodes.map((node, index) => (index === 1 ? { ...node, problem } : node));
    const { drawing } = draw({ ...graph, nodes }, { marks: [nodes[1]!.id, nodes[3]!.id] });
    const classes = allElements(drawing)
      .filter(({ attributes }) => attributes['class']?.includes('marked'))
      .map(({ attributes }) => attributes['class']);
    expect(classes).toEqual(['node layer convolution error marked', 'node layer pooling marked']);
    const node = allElements(drawing).find(({ key }) => key === nodes[1]!.id)!;
    expect(allElements(node).filter(({ attributes }) => attributes['class'] === 'squiggle')).toHaveLength(1);
    expect(node.attributes['aria-label']).toMatch(/^Error: The kernel is larger than its input\./);
  });

  test('shows a folded block with an error as in error', () => {
    const graph = resnetCifar(18);
    const nodes = graph.nodes.map((node, index) =>
      index === 60 ? { ...node, problem: { severity: 'error', message: 'Wrong.' } as const } : node,
    );
    const { drawing } = draw({ ...graph, nodes });
    const folded = allElements(drawing).filter(({ attributes }) =>
      attributes['class']?.startsWith('node folded'),
    );
    expect(folded.filter(({ attributes }) => attributes['class'] === 'node folded error')).toHaveLength(1);
  });

  test('writes merges as small circles with their sign', () => {
    const graph = inception();
    const { layout } = draw(graph);
    const concat = layout.nodes.filter(
      ({ node }) => node.item.kind === 'leaf' && node.item.node.kind === 'concat',
    );
    expect(concat.map(({ node }) => measure.line(node).title.text)).toEqual(['++', '++']);
    expect(concat.every(({ box }) => box.height === 22)).toBe(true);
  });

  test('says shapes where they change, and at the end', () => {
    const { layout } = draw(lenet5());
    expect(layout.nodes.map(({ shape }) => shape?.text)).toEqual([
      '1x32x32',
      '6x28x28',
      undefined,
      '6x14x14',
      '16x10x10',
      undefined,
      '16x5x5',
      '120x1x1',
      undefined,
      '120',
      '84',
      undefined,
      '10',
    ]);
  });

  test('draws a line visibly thicker for ten times as many elements, with an arrow that is broader', () => {
    expect([10, 1000, 10_000, 100_000, 1_000_000].map(strokeWidth)).toEqual([1, 1, 1.8, 2.6, 3.4]);
    expect(strokeWidth(1e12)).toBe(3.8);
    for (const width of [1, 2.2, 3.8]) {
      const numbers = [...arrowPath({ x: 0, y: 20 }, { x: 0, y: 0 }, width).matchAll(/-?[\d.]+/g)].map(
        Number,
      );
      const across = numbers.filter((_, place) => place % 2 === 0);
      expect(Math.max(...across) - Math.min(...across)).toBeGreaterThan(1.5 * width);
    }
  });

  test('rounds the corner before a short end as much as others', () => {
    const points = [
      { x: 0, y: 0 },
      { x: 40, y: 0 },
      { x: 40, y: 6 },
    ];
    expect(roundedPath(points)).toBe('M0 0L35 0Q40 0 40 5L40 6');
  });

  test('rounds corners by at most half of a stretch that two of them share', () => {
    const points = [
      { x: 0, y: 0 },
      { x: 0, y: 10 },
      { x: 4, y: 10 },
      { x: 4, y: 30 },
    ];
    expect(roundedPath(points)).toBe('M0 0L0 8Q0 10 2 10L2 10Q4 10 4 12L4 30');
  });
});

describe('colours', () => {
  test('in the page come from the editor alone', () => {
    expect(pageStyles(editorTheme)).not.toMatch(/#[0-9a-f]{3,8}\b|\brgb/i);
  });

  test.each(Object.entries(pictureThemes))('of the %s picture are inside it', (_name, theme) => {
    const { layout, drawing } = draw(lenet5(), { target: 'picture' });
    const picture = toPicture({ drawing, layout, theme, title: 'LeNet5' });
    expect(picture).not.toContain('var(');
    expect(picture).toContain(theme.categories.convolution);
  });

  test.each(Object.entries(pictureThemes))(
    'of the %s theme keep texts legible: at least 4.5 to 1, and signs at least 3 to 1',
    (_name, theme) => {
      const grounds = [theme.canvas, theme.node, ...theme.frames];
      for (const ground of grounds) {
        expect(contrast(theme.text, ground)).toBeGreaterThanOrEqual(4.5);
        expect(contrast(theme.muted, ground)).toBeGreaterThanOrEqual(4.5);
      }
      for (const colour of Object.values(theme.categories)) {
        expect({ colour, enough: contrast(colour, theme.node) >= 2.9 }).toEqual({ colour, enough: true });
      }
    },
  );

  test.each(pictureThemeNames)('of the %s picture and figure differ in hue from kind to kind', (name) => {
    const inFigure = figureStyle(
      { theme: name, font: 'serif', fontSize: 11, transparent: false },
      [],
      0,
    ).categories;
    for (const colourOf of [
      (kind: NodeCategory) => pictureThemes[name].categories[kind],
      (kind: NodeCategory) => inFigure[kind].edge,
    ]) {
      const hues = kindsWithHue.map((kind) => hue(colourOf(kind)));
      const pairs = hues.flatMap((one, place) => hues.slice(place + 1).map((other) => apart(one, other)));
      expect(Math.min(...pairs)).toBeGreaterThan(15);
    }
  });

  test.each([
    ['light', 'light', 0],
    ['dark', 'dark', 0],
    // Where those of the theme are too faint for a picture of high contrast, of the same hue.
    ['high-contrast', 'contrast', 5],
  ] as const)('of the %s picture are those of the page', (name, editor, mostApart) => {
    const { variables } = editorThemes[editor];
    const inPage = (colour: string) => variables[/--vscode-[\w-]+/.exec(colour)![0]]!;
    const { categories, heat, error, warning } = pictureThemes[name];
    const pairs = [
      ...kindsWithHue.map((kind) => [categories[kind], inPage(editorTheme.categories[kind])] as const),
      [heat, inPage(editorTheme.heat)],
      [error, inPage(editorTheme.error)],
      [warning, inPage(editorTheme.warning)],
    ] as const;
    for (const [picture, page] of pairs) {
      if (mostApart === 0) expect(picture).toBe(page);
      else expect(apart(hue(picture), hue(page))).toBeLessThan(mostApart);
    }
  });

  test('are never all that tells a kind: each has a sign of its own', () => {
    const signs = (Object.keys(pictureThemes.light.categories) as NodeCategory[])
      .filter((kind) => kind !== 'merge')
      .map((kind) => toMarkup(categoryIcon(kind, 0, 0)));
    expect(new Set(signs).size).toBe(signs.length);
  });

  test.each([
    ['dark', highContrastTheme],
    ['light', highContrastLightTheme],
  ])('of high contrast (%s) are far apart, and no ground tells anything alone', (_name, theme) => {
    expect(new Set([theme.canvas, theme.node, theme.marked, ...theme.frames]).size).toBe(1);
    const texts = [theme.text, theme.muted];
    for (const text of texts) expect(contrast(text, theme.canvas)).toBeGreaterThanOrEqual(10);
    const lines = [theme.nodeBorder, theme.frameBorder, theme.edge, theme.focus];
    for (const line of lines) expect(contrast(line, theme.canvas)).toBeGreaterThanOrEqual(4.5);
    for (const sign of Object.values(theme.categories))
      expect(contrast(sign, theme.canvas)).toBeGreaterThanOrEqual(4.5);
  });
});

describe('words', () => {
  test('amounts have three digits and a prefix', () => {
    expect([0, 156, 999, 1000, 61_706, 999_499, 25_557_032, 4_089_184_256].map(shortAmount)).toEqual([
      '0',
      '156',
      '999',
      '1.00 k',
      '61.7 k',
      '999 k',
      '25.6 M',
      '4.09 G',
    ]);
    expect([840, 416_520, 4_089_184_256].map(macAmount)).toEqual(['840 MAC', '417 kMAC', '4.09 GMAC']);
    expect(costOf(1, 0)).toEqual(['1 parameter']);
    expect(costOf(0, 0)).toEqual([]);
  });

  test('a node says its problem first, and an unknown shape plainly', () => {
    const node = {
      ...lenet5().nodes[1]!,
      shape: '?',
      problem: { severity: 'warning', message: 'Odd.' } as const,
    };
    expect(describeLayer(node)).toEqual([
      'Warning: Odd.',
      'conv 5x5, 6',
      'Output shape unknown',
      '156 parameters, 118 kMAC',
      'c10.conv1',
    ]);
  });

  test('a folded run says how often it stands there', () => {
    const { layout } = draw(resnetCifar(18));
    const run = layout.nodes.find(({ node }) => node.item.kind === 'frame' && node.item.count === 17)!;
    if (run.node.item.kind !== 'frame') throw new Error('not a frame');
    expect(describeFrame(run.node.item, true)).toEqual([
      'Basic 16, 17 times',
      '119 layers, folded',
      '79.4 k parameters, 80.2 MMAC',
    ]);
  });
});

describe('text', () => {
  test('is as wide as the font table says', () => {
    expect(textWidth('conv', { size: 10 })).toBeCloseTo(21.12, 10);
    expect(textWidth('', { size: 10 })).toBe(0);
  });

  test('that is too long is cut to the width, with an ellipsis', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 60 }),
        fc.integer({ min: 20, max: 200 }),
        (text, width) => {
          const fitted = fitText(text, { size: 12 }, width);
          if (textWidth(text, { size: 12 }) <= width) expect(fitted).toBe(text);
          else expect(fitted.endsWith('…') && textWidth(fitted, { size: 12 }) <= width).toBe(true);
        },
      ),
      { seed: 4, numRuns: 300 },
    );
  });
});

/** Contrast ratio of two hexadecimal colours (Web Content Accessibility Guidelines 2.1). */
function contrast(a: string, b: string): number {
  const luminance = (colour: string) => {
    const channels = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255);
    const [red, green, blue] = channels.map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
  };
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light! + 0.05) / (dark! + 0.05);
}

/** In degrees, of a hexadecimal colour. */
function hue(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  const angle = Math.atan2(Math.sqrt(3) * (green! - blue!), 2 * red! - green! - blue!);
  return (angle * 180) / Math.PI;
}

function apart(one: number, other: number): number {
  const turn = Math.abs(one - other) % 360;
  return Math.min(turn, 360 - turn);
}
