// Exchanges across and down, so that what is worked out for lines that run down serves those that run to the right.

import type { Box, Layout, PlacedText, Point } from './layout.ts';

export function transposeBox({ x, y, width, height }: Box): Box {
  return { x: y, y: x, width: height, height: width };
}

export function transposePoint({ x, y }: Point): Point {
  return { x: y, y: x };
}

/** Twice is the layout itself; its direction is left as it is. */
export function transposeLayout(layout: Layout): Layout {
  const text = (placed: PlacedText | undefined) => placed && { ...placed, box: transposeBox(placed.box) };
  return {
    ...layout,
    width: layout.height,
    height: layout.width,
    nodes: layout.nodes.map((placed) => ({
      ...placed,
      box: transposeBox(placed.box),
      shape: text(placed.shape),
      tag: text(placed.tag),
    })),
    frames: layout.frames.map((placed) => ({
      ...placed,
      box: transposeBox(placed.box),
      header: transposeBox(placed.header),
    })),
    edges: layout.edges.map((edge) => ({ ...edge, points: edge.points.map(transposePoint) })),
  };
}
