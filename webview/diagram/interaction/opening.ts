// How a diagram opens: at the most open level that can be read as a whole, which it keeps to until the user changes something.

import type { Drawn } from '../drawnSubject.ts';
import { differs, type Folds, VISIBLE_BUDGET } from '../layout/folding.ts';
import type { Layout } from '../layout/layout.ts';
import {
  type Area,
  fitWhole,
  isLegibleWhole,
  openingViewport,
  pan,
  type Viewport,
  viewportOn,
} from './viewport.ts';

/**
 * Lays out levels, from the one with everything folded on, up to the first that is too large for the window. The outermost is
 * taken in any case. Undefined where `layOut` was not to go on.
 */
export async function levelToOpen(
  levels: readonly Folds[],
  layOut: (folds: Folds) => Promise<Drawn | undefined>,
  area: () => Area,
): Promise<Drawn | undefined> {
  let best: Drawn | undefined;
  for (const folds of levels) {
    const drawn = await layOut(folds);
    if (!drawn) return undefined;
    if (best && !isLegibleWhole(drawn.layout, area())) break;
    best = drawn;
  }
  return best;
}

/** Seen from farther away, nodes are lower than 4 px, and a network is a hair. */
const FARTHEST = 0.15;

/**
 * All of it; the beginning of what has more nodes than a glance takes in, or would be a hair. Of a comparison that cannot
 * be read as a whole its differences, or the first of them.
 */
export function viewportToOpen(layout: Layout, area: Area): Viewport {
  const whole = fitWhole(layout, area);
  const [first, ...others] = layout.nodes.filter(({ node }) => differs(node.item)).map(({ box }) => box);
  if (first && !isLegibleWhole(layout, area)) return viewportOn([first, ...others], layout, area);
  const isSeen = layout.nodes.length <= VISIBLE_BUDGET && whole.zoom >= FARTHEST;
  return isSeen ? whole : openingViewport(layout, area, layout.nodes[0]?.box);
}

/** Keeps the middle in the middle; a page that was opened out of sight opens when it is first seen. */
export function viewportAfterResize(now: Viewport, layout: Layout, before: Area, after: Area): Viewport {
  return before.width === 0
    ? openingViewport(layout, after, layout.nodes[0]?.box)
    : pan(now, { x: (after.width - before.width) / 2, y: 0 });
}

/** Whether the diagram still fits itself to the window: until something is folded or moved. */
export class Fitting {
  private window: Area | undefined;

  get isOn(): boolean {
    return this.window !== undefined;
  }

  /** The window has another size now, so that another level can be the one to open. */
  get isOutdated(): boolean {
    const { window: known } = this;
    const now = windowSize();
    return known !== undefined && (known.width !== now.width || known.height !== now.height);
  }

  /** `area`: of the drawing, which is empty while it is out of sight; then the level is chosen again later. */
  begin(area: Area): void {
    this.window = area.width === 0 ? area : windowSize();
  }

  end(): void {
    this.window = undefined;
  }

  endIfMoved(canvas: { readonly viewport: Viewport }, move: () => void): void {
    const { x, y, zoom } = canvas.viewport;
    move();
    const now = canvas.viewport;
    if (now.x !== x || now.y !== y || now.zoom !== zoom) this.end();
  }
}

/** Of the page, whatever stands beside the drawing in it. */
function windowSize(): Area {
  return { width: window.innerWidth, height: window.innerHeight };
}
