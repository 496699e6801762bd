// Draws a dense block as its paper does: each layer's maps, joined to all layers after it by arcs.

import { moved, type PathCommand, polygon, rectangle, type SceneItem } from '../picture/scene.ts';
import type { FigureModule } from '../protocol/figure.ts';
import { type FigureStyle, label, type TextChoice, type Tint, widthOf } from './figureStyle.ts';
import type { DrawnPart } from './strip.ts';

/** More layers than these would only repeat the picture. */
const MOST_LAYERS = 4;
const SLAB = { width: 15, height: 74, depth: 14, maps: 4, step: 3.4 } as const;
const GAP = 62;
/** What each layer's maps, and the arcs from them, are coloured as: those that cross are told apart. */
const COLOURS = ['reshaping', 'convolution', 'block', 'pooling', 'dense'] as const;

/** x0, then each layer's new maps; arcs from each to every later one. Sources: Huang et al., 2017, figure 1. */
export function drawDenseBlock(module: FigureModule, style: FigureStyle): DrawnPart {
  const layers = Math.min(module.dense ?? 0, MOST_LAYERS);
  const slabs = Array.from({ length: layers + 1 }, (_, layer) => layer * (SLAB.width + GAP));
  const top = style.fontSize * 2 + riseOf(layers - 1) * CREST + 4;
  const middle = SLAB.width / 2 + SLAB.depth / 2;
  const tintOf = (layer: number) => style.categories[COLOURS[layer % COLOURS.length]!];
  const arcs = slabs.flatMap((from, source) =>
    slabs.slice(source + 1).map((to, place) => arc(from + middle, to + 2, top, place, tintOf(source).edge)),
  );
  const boxes = slabs
    .slice(1)
    .flatMap((x, layer) => moved(mark(layer + 1, style), x - GAP / 2, top + SLAB.height / 2));
  const maps = slabs.flatMap((x, layer) => [
    ...moved(slab(tintOf(layer)), x, top),
    ...indexed('x', layer, x + middle, top + SLAB.height + SLAB.depth + style.fontSize * 1.4, style),
  ]);
  const title = titleOf(module, layers);
  const width = Math.max(
    slabs.at(-1)! + SLAB.width + SLAB.depth,
    widthOf(title, style.fontSize, style, 'bold'),
  );
  const left = (width - slabs.at(-1)! - SLAB.width - SLAB.depth) / 2;
  return {
    items: [
      label(title, width / 2, style.fontSize, style, { style: 'bold' }),
      ...moved([...arcs.flat(), ...maps, ...boxes], left, 0),
    ],
    width,
    height: top + SLAB.height + SLAB.depth + style.fontSize * 2.2,
  };
}

function titleOf({ title, detail, dense = 0 }: FigureModule, layers: number): string {
  const name = detail === '' ? title : `${title}(${detail})`;
  return `${name}: ${dense > layers ? `the first ${layers} of ${dense} layers` : `${dense} layers`}`;
}

/** `x` with its number below the line. */
function indexed(
  letter: string,
  index: number,
  x: number,
  y: number,
  style: FigureStyle,
): readonly SceneItem[] {
  const size = style.fontSize;
  const small = size * 0.7;
  const [wide, narrow] = [widthOf(letter, size, style, 'italic'), widthOf(String(index), small, style)];
  const left = x - (wide + narrow) / 2;
  const start: TextChoice = { anchor: 'start' };
  return [
    label(letter, left, y, style, { ...start, style: 'italic' }),
    label(String(index), left + wide + 0.6, y + size * 0.22, style, { ...start, size: small }),
  ];
}

/** Maps seen from the side, the nearest last. */
function slab(tint: Tint): readonly SceneItem[] {
  return Array.from({ length: SLAB.maps }, (_, map) => {
    const x = map * SLAB.step;
    const corners = [
      { x, y: SLAB.depth },
      { x: x + SLAB.depth, y: 0 },
      { x: x + SLAB.depth, y: SLAB.height },
      { x, y: SLAB.height + SLAB.depth },
    ];
    return polygon(corners, { fill: tint.face, stroke: tint.edge, width: 0.7 });
  });
}

/** An arc's controls lie so far above its ends where it passes so many layers. */
function riseOf(passes: number): number {
  return 20 + 17 * passes;
}

/** A Bézier curve rises to three quarters of its controls' height. */
const CREST = 0.75;

/** Higher where it passes more layers; it ends in a head at the layer that reads it. */
function arc(from: number, to: number, top: number, passes: number, stroke: string): readonly SceneItem[] {
  const rise = riseOf(passes);
  const end = top + 4;
  const commands: readonly PathCommand[] = [
    ['M', from, end],
    ['C', from + 6, top - rise, to - 10, top - rise, to, end],
  ];
  const head = [
    { x: to, y: end + 1.5 },
    { x: to - 4.4, y: end - 3.4 },
    { x: to + 0.4, y: end - 4.4 },
  ];
  return [{ kind: 'path', commands, stroke, width: 0.8 }, polygon(head, { fill: stroke })];
}

/** What makes the next maps of all before: bn, relu and a convolution. */
function mark(index: number, style: FigureStyle): readonly SceneItem[] {
  const [width, height] = [style.fontSize * 2.2, style.fontSize * 1.7];
  const tint = style.categories.normalization;
  return [
    rectangle(
      { x: -width / 2 + 6, y: -height / 2, width, height },
      { fill: tint.face, stroke: tint.edge, width: 0.8 },
    ),
    ...indexed('H', index, 6, style.fontSize * 0.3, style),
  ];
}
