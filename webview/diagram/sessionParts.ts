// What a diagram's session needs of the page around it.

import type { Host } from '../host/host.ts';
import type { FromDiagram, ToDiagram } from '../protocol/diagram.ts';
import type { Canvas } from './interaction/canvas.ts';
import type { KeptState } from './interaction/keptState.ts';
import type { ToolbarState } from './interaction/toolbar.ts';
import type { LayoutEngine } from './layout/layoutEngine.ts';
import type { Advances } from './layout/textMetrics.ts';
import type { Heat } from './overlay/heat.ts';

export interface SessionParts {
  readonly host: Host<ToDiagram, FromDiagram, KeptState>;
  readonly canvas: Canvas;
  readonly engine: LayoutEngine;
  readonly advances: Advances;
  readonly file: string;
  showToolbar(state: ToolbarState): void;
  showLegend(heat: Heat | undefined): void;
  /** A layer's path or a group's id; undefined where nothing is selected. */
  showDetails(id: string | undefined, open: boolean): void;
  showPalette(open: boolean): void;
  /** Another outline is drawn. */
  outlineChanged(): void;
  /** Undefined when there is a diagram. */
  showEmpty(message: string | undefined): void;
}
