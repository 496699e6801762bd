// Lays out a level whose children follow one another in a row, as ELK does and without asking it: most levels are such.

import type { ElkEdge, ElkNode, ElkOptions } from './elkGraph.ts';
import type { Box, Point } from './layout.ts';
import { SPACING } from './layoutOptions.ts';
import type { SolvedLevel } from './levelForm.ts';
import { transposeBox, transposePoint } from './transpose.ts';

/** The ends of the edge into each child, and of the one that leaves the last; undefined where there is none. */
interface Chain {
  /** `into[n]`: the edge that comes to child `n`; one more for what leaves the last. */
  readonly into: readonly (ElkEdge | undefined)[];
}

/**
 * Every child straight under the one before, so that the edges between them are straight. Undefined for a level that is no
 * chain: ELK knows better.
 */
export function layOutChain(form: ElkNode): SolvedLevel | undefined {
  const chain = chainOf(form);
  if (!chain) return undefined;
  const isDown = form.layoutOptions['elk.direction'] === 'DOWN';
  const frame = frameOf(form.layoutOptions, isDown);
  const children = form.children!.map(({ width = 0, height = 0, ports = [] }) => ({
    ...turn({ x: 0, y: 0, width, height }, isDown),
    ports: new Map(ports.map(({ id, x = 0, y = 0 }) => [id, isDown ? { x, y } : { x: y, y: x }])),
  }));
  const places: Point[] = [];
  children.forEach((child, place) => {
    const [before, above, edge] = [places[place - 1], children[place - 1], chain.into[place]];
    if (!before || !above || !edge) places.push({ x: 0, y: frame.top });
    else {
      const x = before.x + above.ports.get(edge.sources[0])!.x - child.ports.get(edge.targets[0])!.x;
      places.push({ x, y: before.y + above.height + SPACING.betweenLayers });
    }
  });
  const leftmost = Math.min(...places.map(({ x }) => x));
  const inner = Math.max(...places.map(({ x }, place) => x + children[place]!.width)) - leftmost;
  const width = Math.max(frame.minimum.width, inner + frame.left + frame.right);
  const shift = frame.left - leftmost + (width - inner - frame.left - frame.right) / 2;
  const bottom = places.at(-1)!.y + children.at(-1)!.height + frame.bottom;
  const height = Math.max(frame.minimum.height, bottom);
  const boxes = places.map(({ x, y }, place) => ({ ...children[place]!, x: x + shift, y }));
  return turnLevel(form, chain, boxes, { width, height }, isDown);
}

interface ChainBox extends Box {
  readonly ports: ReadonlyMap<string, Point>;
}

/** Ports and edges of the level, and all of it turned to where the network flows. */
function turnLevel(
  form: ElkNode,
  { into }: Chain,
  boxes: readonly ChainBox[],
  size: Pick<Box, 'width' | 'height'>,
  isDown: boolean,
): SolvedLevel {
  const portAt = (box: ChainBox | undefined, id: string): Point | undefined => {
    const port = box?.ports.get(id);
    return box && port && { x: box.x + port.x, y: box.y + port.y };
  };
  const borders = new Map<string, Point>();
  const routes = new Map<string, readonly Point[]>();
  for (const [place, edge] of into.entries()) {
    if (!edge) continue;
    const [source] = edge.sources;
    const [target] = edge.targets;
    const from = portAt(boxes[place - 1], source);
    const to = portAt(boxes[place], target);
    const start = from ?? { x: to!.x, y: 0 };
    const end = to ?? { x: from!.x, y: size.height };
    if (!from) borders.set(source, start);
    if (!to) borders.set(target, end);
    routes.set(edge.id, [start, end]);
  }
  const point = (at: Point) => (isDown ? { x: at.x, y: at.y } : transposePoint(at));
  const { width, height } = turn({ x: 0, y: 0, ...size }, isDown);
  return {
    width,
    height,
    ports: (form.ports ?? []).map(({ id }) => point(borders.get(id)!)),
    children: boxes.map(point),
    edges: form.edges!.map(({ id }) => routes.get(id)!.map(point)),
  };
}

/** Undefined unless each child is fed by the one before alone, and the border's ports by, or feeding, an end of the row. */
function chainOf({ children = [], edges = [], ports = [] }: ElkNode): Chain | undefined {
  const owners = new Map<string, number>();
  children.forEach((child, place) => {
    for (const { id } of child.ports ?? []) owners.set(id, place);
  });
  const into: (ElkEdge | undefined)[] = Array.from({ length: children.length + 1 }, () => undefined);
  for (const edge of edges) {
    const source = owners.get(edge.sources[0]) ?? -1;
    const target = owners.get(edge.targets[0]) ?? children.length;
    if (target !== source + 1 || into[target]) return undefined;
    into[target] = edge;
  }
  const atEnds = Number(into[0] !== undefined) + Number(into[children.length] !== undefined);
  const isWhole = children.length > 0 && edges.length === children.length - 1 + atEnds;
  return isWhole && ports.length === atEnds ? { into } : undefined;
}

/** The margins and the least size of a level, as seen by what flows down. */
function frameOf(options: ElkOptions, isDown: boolean) {
  const numbers = (text: string | undefined) => (text?.match(/\d+(?:\.\d+)?/g) ?? []).map(Number);
  const [top = 0, left = 0, bottom = 0, right = 0] = numbers(options['elk.padding']);
  const [width = 0, height = 0] = numbers(options['elk.nodeSize.minimum']);
  return isDown
    ? { top, left, bottom, right, minimum: { width, height } }
    : { top: left, left: top, bottom: right, right: bottom, minimum: { width: height, height: width } };
}

function turn(box: Box, isDown: boolean): Box {
  return isDown ? box : transposeBox(box);
}
