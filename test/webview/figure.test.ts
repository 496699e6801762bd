// Figures of networks as papers draw them: what they show, and that nothing lies over anything else.

import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { diskFiles } from '../../cli/diskFiles.ts';
import { networkToFigure } from '../../extension/diagram/figure/networkToFigure.ts';
import { compile, elaborateModel } from '../../extension/language/compile.ts';
import { composeFigure } from '../../webview/figure/composeFigure.ts';
import { mapsOf, sideOf } from '../../webview/figure/volume.ts';
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
    expect(volumes.map(({ streams }) => streams)).toEqual([1, 1, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1]);
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
  for (const extent of [1, 5, 14, 28, 112]) expect(sideOf(extent * 2)).toBeGreaterThan(sideOf(extent));
  expect([1, 3, 6, 16, 64, 256, 2048].map(mapsOf)).toEqual([1, 3, 6, 9, 14, 16, 16]);
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

describe.each(entries.map(({ name }) => name))('the figure of %s', (name) => {
  const model = figureOf(name);

  test.each(['serif', 'sans'] as const)(
    'has no text over another, and all of it on the page, in %s',
    (font) => {
      const scene = composeFigure(model, { theme: 'light', font, fontSize: 11, transparent: false });
      const texts = scene.items.filter((item) => item.kind === 'text');
      const areas = texts.map((text) => areaOf(text, scene));
      areas.forEach((area, place) => {
        expect(area.left, texts[place]!.text).toBeGreaterThanOrEqual(0);
        expect(area.right, texts[place]!.text).toBeLessThanOrEqual(scene.width);
        expect(area.top, texts[place]!.text).toBeGreaterThanOrEqual(0);
        expect(area.bottom, texts[place]!.text).toBeLessThanOrEqual(scene.height);
        const over = areas.findIndex((other, index) => index > place && overlap(area, other));
        expect(over < 0 ? '' : `${texts[place]!.text} | ${texts[over]!.text}`).toBe('');
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
