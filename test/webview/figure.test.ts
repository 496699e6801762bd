// Figures of networks as papers draw them: what they show, and that nothing lies over anything else.

import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { diskFiles } from '../../cli/diskFiles.ts';
import { networkToFigure } from '../../extension/diagram/figure/networkToFigure.ts';
import { compile, elaborateModel } from '../../extension/language/compile.ts';
import { composeFigure } from '../../webview/figure/composeFigure.ts';
import { logarithmicSide } from '../../webview/figure/figureStyle.ts';
import { mapsOf } from '../../webview/figure/volume.ts';
import { figureTextWidth } from '../../webview/picture/fontMetrics.ts';
import type { Scene, SceneText } from '../../webview/picture/scene.ts';
import type { FigureVolume, ModuleItem } from '../../webview/protocol/figure.ts';
import type { FigureDepth } from '../../webview/protocol/figurePanel.ts';
import { entries, modelsFolder, networkNamed } from '../models/zooNetworks.ts';

function elaborated(name: string) {
  const { file, model, arguments: given } = networkNamed(name);
  return elaborateModel(compile(join(modelsFolder, file), diskFiles), model, given).network!;
}

const figureOf = (name: string) => networkToFigure(elaborated(name));

const told = ({ name, shape, step }: FigureVolume) =>
  `${name ?? ''} ${shape.join('x')} ${[step?.title, step?.detail].filter(Boolean).join(', ')}`.trim();

describe("a figure's volumes", () => {
  test('are those of the paper for LeNet-5', () => {
    expect(figureOf('LeNet-5').volumes.map(told)).toEqual([
      '1x32x32',
      'c1 6x28x28 5x5 convolution, relu',
      's2 6x14x14 2x2 max pooling',
      'c3 16x10x10 5x5 convolution, relu',
      's4 16x5x5 2x2 max pooling',
      'c5 120x1x1 5x5 convolution, relu',
      'f6 84 full connection, relu',
      'output 10 full connection',
    ]);
  });

  test('stand in two streams where AlexNet of 2012 is computed in two halves', () => {
    const { volumes } = figureOf('AlexNet (2012, grouped)');
    expect(volumes.map(({ streams }) => streams)).toEqual([1, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1]);
    // Only the third convolution reads both halves.
    const convolutions = volumes.filter(({ step }) => step?.category === 'convolution');
    expect(convolutions.map(({ step }) => step?.separate)).toEqual([false, true, false, true, true]);
  });

  test('take runs of one block together, and carry the heads that hang on them', () => {
    const blocks = figureOf('GoogLeNet').volumes.filter(({ step }) => step?.category === 'block');
    expect(blocks.map(({ step, heads }) => [step?.title, heads])).toEqual([
      ['Inception x 2', []],
      ['Inception x 5', ['aux1', 'aux2']],
      ['Inception x 2', []],
    ]);
  });
});

describe('the figure of a text with mistakes', () => {
  const compiled = (text: string) => {
    const files = { read: () => text, resolve: (_: string, path: string) => path };
    const { network } = compile('m.cnn', files).models[0]!;
    return networkToFigure(network!);
  };
  const style = { theme: 'light', font: 'serif', fontSize: 11, transparent: false } as const;
  const words = (text: string) =>
    composeFigure(compiled(text), { ...style, volumes: undefined, sides: 'log' }).items.flatMap((item) =>
      item.kind === 'text' ? [item.text] : [],
    );

  test('says `?` where a shape is unknown, and calls what is no layer by its word alone', () => {
    const drawn = words('model M {\n  input 3x8x8\n  conv(4, 50)\n  Missing(8)\n  flatten -> dense(10)\n}');
    expect(drawn.filter((word) => /^(\?|\d+(@.*)?)$/.test(word))).toEqual(['3@8x8', '?', '?', '?']);
    expect(drawn).toContain('Missing');
    expect(drawn.join(' ')).not.toContain('unknown');
  });

  test('has no note on the scale where one volume stands alone', () => {
    expect(words('model M {\n  input 3x8x8\n}')).toEqual(['input', '3@8x8']);
  });
});

describe('the depth of a figure', () => {
  const steps = (name: string, depth: FigureDepth) => networkToFigure(elaborated(name), depth).volumes.length;

  test('shows blocks as one step each, or every layer of the main line, or as much as fits', () => {
    const depths = ['blocks', 'layers', 'fit'] as const;
    // The two convolutions of the stem are one block.
    expect(depths.map((depth) => steps('GoogLeNet', depth))).toEqual([12, 13, 13]);
  });
});

describe("a figure's modules", () => {
  const outline = (items: readonly ModuleItem[]): unknown =>
    items.map((item) => (item.kind === 'box' ? item.title : [item.merge, ...item.branches.map(outline)]));

  test("show Inception's four branches", () => {
    const [inception, ...others] = figureOf('GoogLeNet').modules;
    expect(others).toEqual([]);
    expect(outline(inception!.items)).toEqual([
      [
        'concat',
        ['1x1 convolution, 64'],
        ['1x1 convolution, 96', '3x3 convolution, 128'],
        ['1x1 convolution, 16', '5x5 convolution, 32'],
        ['3x3 max pooling', '1x1 convolution, 32'],
      ],
    ]);
  });

  test('show what comes before a convolution with it, as DenseNet has it, and count the layers of a dense block', () => {
    const [layer] = figureOf('DenseNet-121').modules;
    expect(layer).toMatchObject({ title: 'DenseLayer', dense: 6 });
    expect(layer!.items).toEqual([
      {
        kind: 'fork',
        merge: 'concat',
        branches: [
          [],
          [
            {
              kind: 'box',
              category: 'convolution',
              title: '1x1 convolution, 128',
              detail: 'bn - relu - conv',
            },
            {
              kind: 'box',
              category: 'convolution',
              title: '3x3 convolution, 32',
              detail: 'bn - relu - conv',
            },
          ],
        ],
      },
    ]);
  });

  test('are none where nothing branches', () => {
    expect(figureOf('LeNet-5').modules).toEqual([]);
  });
});

test('sides and numbers of maps grow with what they stand for', () => {
  for (const extent of [1, 5, 14, 28, 112])
    expect(logarithmicSide(extent * 2)).toBeGreaterThan(logarithmicSide(extent));
  expect([1, 3, 6, 16, 64, 256, 2048].map(mapsOf)).toEqual([1, 3, 6, 8, 11, 13, 13]);
});

const plain = { theme: 'light', font: 'serif', fontSize: 11, transparent: false } as const;

/** Extents of the closed shapes of a kind's colour, in the order in which they are drawn. */
function shapesOf({ items }: Scene, colour: string) {
  return items.flatMap((item) => {
    if (item.kind === 'text' || item.fill !== colour) return [];
    const ends = item.commands.flatMap((command) =>
      command[0] === 'Z' ? [] : [command.slice(-2) as [number, number]],
    );
    const [xs, ys] = [ends.map(([x]) => x), ends.map(([, y]) => y)];
    return [{ width: Math.max(...xs) - Math.min(...xs), height: Math.max(...ys) - Math.min(...ys) }];
  });
}

const wordsOf = ({ items }: Scene) => items.flatMap((item) => (item.kind === 'text' ? [item.text] : []));

describe('the choices of a figure', () => {
  test('on a linear scale sides are as the rows and columns; a logarithmic one is said', () => {
    const model = figureOf('LeNet-5');
    const linear = composeFigure(model, { ...plain, sides: 'linear' });
    // The input's 32 rows, then the first of C3's maps, of 10.
    const [input] = shapesOf(linear, '#f2f2f2');
    const third = shapesOf(linear, '#dbe9fb').filter(
      ({ width }) => Math.abs(width - input!.width * (10 / 32)) < 0.01,
    );
    expect(third.length).toBeGreaterThanOrEqual(mapsOf(16));
    expect(wordsOf(linear)).not.toContain('Sizes on a logarithmic scale');
    expect(wordsOf(composeFigure(model, plain))).toContain('Sizes on a logarithmic scale');
  });

  test("AlexNet's are boxes in two streams, pooled on the way; by choice the maps of each step", () => {
    const model = figureOf('AlexNet (2012, grouped)');
    const [boxes, maps] = [composeFigure(model, plain), composeFigure(model, { ...plain, volumes: 'maps' })];
    const captions = (scene: Scene) => wordsOf(scene).filter((text) => /^\d+(@[\dx]+)?$/.test(text));
    expect(captions(boxes)).toEqual(
      '3@227x227 96@55x55 256@27x27 384@13x13 384@13x13 256@13x13 4096 4096 1000'.split(' '),
    );
    expect(captions(maps)).toHaveLength(12);
    // Three sides of a box for each of two streams, and of each window.
    const sides = shapesOf(boxes, '#dbe9fb');
    expect(sides).toHaveLength(5 * 2 * 3 + 2 + 2 + 4 + 2 + 2);
  });

  test.each([300, 504, 760, 2000])(
    'the main line keeps to a width of %i, if a volume and its step do',
    (width) => {
      for (const name of ['LeNet-5', 'AlexNet (2012, grouped)', 'GoogLeNet', 'DenseNet-121']) {
        const { modules, ...strip } = figureOf(name);
        const scene = composeFigure({ ...strip, modules: [] }, { ...plain, width });
        expect({ name, enough: scene.width <= width }).toEqual({ name, enough: true });
        const captions = strip.volumes.filter(({ shape }) => shape.length === 3).length;
        expect(wordsOf(scene).filter((text) => text.includes('@')).length).toBeLessThanOrEqual(captions);
      }
    },
  );

  test('maps of one pixel stand as a bar, as C5 of LeNet-5', () => {
    const bars = shapesOf(composeFigure(figureOf('LeNet-5'), plain), '#dbe9fb').filter(
      ({ width, height }) => height > 5 * width,
    );
    expect(bars).toHaveLength(2);
  });

  test('rows are joined by one line, with a head for each stream', () => {
    const { modules, ...strip } = figureOf('AlexNet (2012, grouped)');
    const heads = (width: number) =>
      composeFigure({ ...strip, modules: [] }, { ...plain, volumes: 'maps', width }).items.filter(
        (item) => item.kind === 'path' && item.fill === '#6e6e6e' && item.stroke === undefined,
      ).length;
    expect(heads(5000)).toBe(0);
    expect(heads(760)).toBe(2);
  });
});

interface Area {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function areaOf({ text, x, y, size, anchor, style }: SceneText, { font }: Scene): Area {
  const width = figureTextWidth(text, size, font, style);
  const left = x - (anchor === 'start' ? 0 : anchor === 'middle' ? width / 2 : width);
  return { left, right: left + width, top: y - size * 0.72, bottom: y + size * 0.2 };
}

function overlap(a: Area, b: Area): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/** Whether a straight line passes through an area: parts of it are cut off until it is within, or gone (Liang and Barsky). */
function crosses(
  [x, y]: readonly [number, number],
  [toX, toY]: readonly [number, number],
  area: Area,
): boolean {
  const [dx, dy] = [toX - x, toY - y];
  let [from, to] = [0, 1];
  for (const [p, q] of [
    [-dx, x - area.left],
    [dx, area.right - x],
    [-dy, y - area.top],
    [dy, area.bottom - y],
  ] as const) {
    if (p === 0 && q <= 0) return false;
    if (p < 0) from = Math.max(from, q / p);
    if (p > 0) to = Math.min(to, q / p);
  }
  return from < to;
}

function overlappingTexts(scene: Scene): readonly string[] {
  const areas = scene.items.flatMap((item) =>
    item.kind === 'text' ? [{ text: item.text, area: areaOf(item, scene) }] : [],
  );
  return areas.flatMap(({ text, area }, place) =>
    areas.slice(place + 1).flatMap((other) => (overlap(area, other.area) ? [`${text} | ${other.text}`] : [])),
  );
}

/** Texts that a line runs through. */
function crossedTexts(scene: Scene): readonly string[] {
  const lines = scene.items.flatMap((item) => {
    if (item.kind === 'text' || item.fill !== undefined) return [];
    const ends = item.commands.map((command) => command.slice(-2) as [number, number]);
    return ends.slice(1).map((end, place) => [ends[place]!, end] as const);
  });
  return scene.items.flatMap((item) =>
    item.kind === 'text' && lines.some(([from, to]) => crosses(from, to, areaOf(item, scene)))
      ? [item.text]
      : [],
  );
}

describe.each(entries.map(({ name }) => name))('the figure of %s', (name) => {
  const model = figureOf(name);

  test.each([
    ['as it is', {}],
    ['in boxes', { volumes: 'boxes' }],
    ['on a linear scale', { sides: 'linear' }],
    ['in boxes on a linear scale', { volumes: 'boxes', sides: 'linear' }],
    ['in one row', { width: 10_000 }],
    ['with large letters', { fontSize: 20 }],
    ['with small letters in a column', { fontSize: 7, width: 240, font: 'sans' }],
  ] as const)('has no line through a text, and no text over another, %s', (_how, choice) => {
    const scene = composeFigure(model, { ...plain, ...choice });
    expect(crossedTexts(scene)).toEqual([]);
    expect(overlappingTexts(scene)).toEqual([]);
  });

  test.each(['serif', 'sans'] as const)(
    'has no text over another, and all of it on the page, in %s',
    (font) => {
      const scene = composeFigure(model, { theme: 'light', font, fontSize: 11, transparent: false });
      const texts = scene.items.filter((item) => item.kind === 'text');
      const areas = texts.map((text) => areaOf(text, scene));
      expect(overlappingTexts(scene)).toEqual([]);
      areas.forEach((area, place) => {
        expect(area.left, texts[place]!.text).toBeGreaterThanOrEqual(0);
        expect(area.right, texts[place]!.text).toBeLessThanOrEqual(scene.width);
        expect(area.top, texts[place]!.text).toBeGreaterThanOrEqual(0);
        expect(area.bottom, texts[place]!.text).toBeLessThanOrEqual(scene.height);
      });
    },
  );

  test('draws every path on the page, with finite numbers', () => {
    const scene = composeFigure(model, { theme: 'dark', font: 'serif', fontSize: 9, transparent: true });
    for (const item of scene.items) {
      if (item.kind === 'text') continue;
      for (const [, ...numbers] of item.commands) {
        numbers.forEach((value, place) => {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(place % 2 === 0 ? scene.width : scene.height);
        });
      }
    }
  });
});
