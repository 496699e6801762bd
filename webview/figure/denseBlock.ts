// Draws a dense block as its paper does: each layer's maps, joined to all layers after it by arcs.

import { moved, type PathCommand, polygon, rectangle, type SceneItem } from '../picture/scene.ts';
import type { FigureModule } from '../protocol/figure.ts';
import { type FigureStyle, label, widthOf } from './figureStyle.ts';
import type { DrawnPart } from './strip.ts';

/** More layers than these would only repeat the picture. */
const MOST_LAYERS = 4;
const SLAB = { width: 15, height: 74, depth: 14, maps: 4, step: 3.4 } as const;
const GAP = 62;

/** x0, then each layer's new maps; arcs from each to every later one. Sources: Huang et al., 2017, figure 1. */
export function drawDenseBlock(module: FigureModule, style: FigureStyle): DrawnPart {
  const layers = Math.min(module.dense ?? 0, MOST_LAYERS);
  const slabs = Array.from({ length: layers + 1 }, (_, layer) => layer * (SLAB.width + GAP));
  const arcRoom = 22 + 15 * layers;
  const top = style.fontSize * 2.4 + arcRoom;
  const middle = SLAB.width / 2 + SLAB.depth / 2;
  const arcs = slabs.flatMap((from, source) =>
    slabs.slice(source + 1).map((to, place) => arc(from + middle, to + 2, top, place, style)),
  );
  const boxes = slabs
    .slice(1)
    .flatMap((x, layer) => moved(mark(`H${layer + 1}`, style), x - GAP / 2, top + SLAB.height / 2));
  const maps = slabs.flatMap((x, layer) => [
    ...moved(slab(style, layer), x, top),
    label(`x${layer}`, x + middle, top + SLAB.height + SLAB.depth + style.fontSize * 1.6, style, {
      style: 'italic',
    }),
  ]);
  const count = module.dense ?? 0;
  const rest = count > layers ? `the first ${layers} of ${count} layers` : `${count} layers`;
  const title = module.detail === '' ? module.title : `${module.title}(${module.detail})`;
  const width = Math.max(
    slabs.at(-1)! + SLAB.width + SLAB.depth,
    widthOf(`${title}: ${rest}`, style.fontSize, style),
  );
  return {
    items: [
      label(`${title}: ${rest}`, width / 2, style.fontSize, style, { style: 'bold' }),
      ...arcs.flat(),
      ...maps,
      ...boxes,
    ],
    width,
    height: top + SLAB.height + SLAB.depth + style.fontSize * 2.2,
  };
}

/** Maps seen from the side, the nearest last. */
function slab(style: FigureStyle, layer: number): readonly SceneItem[] {
  const tint = style.categories[layer === 0 ? 'input' : 'convolution'];
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

/** Higher where it passes more layers; it ends in a head at the layer that reads it. */
function arc(
  from: number,
  to: number,
  top: number,
  passes: number,
  style: FigureStyle,
): readonly SceneItem[] {
  const rise = 20 + 17 * passes;
  const end = top + 4;
  const stroke = style.categories.convolution.edge;
  const commands: readonly PathCommand[] = [
    ['M', from, end],
    ['C', from + 6, top - rise, to - 10, top - rise, to, end],
  ];
  const head = [
    { x: to, y: end + 1.5 },
    { x: to - 4.4, y: end - 3.4 },
    { x: to + 0.4, y: end - 4.4 },
  ];
  return [{ kind: 'path', commands, stroke, width: 0.7 }, polygon(head, { fill: stroke })];
}

/** What makes the next maps of all before: bn, relu and a convolution. */
function mark(text: string, style: FigureStyle): readonly SceneItem[] {
  const [width, height] = [style.fontSize * 2.2, style.fontSize * 1.7];
  const tint = style.categories.normalization;
  return [
    rectangle(
      { x: -width / 2 + 6, y: -height / 2, width, height },
      { fill: tint.face, stroke: tint.edge, width: 0.8 },
    ),
    label(text, 6, style.fontSize * 0.34, style, { style: 'italic' }),
  ];
}
