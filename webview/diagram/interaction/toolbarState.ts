// What the toolbar shows of a subject and of how the user likes it drawn.

import type { LayerOverlay } from '../../protocol/overlay.ts';
import type { Subject } from '../drawnSubject.ts';
import { foldOneLevel, openOneLevel } from '../layout/folding.ts';
import type { Preferences } from './keptState.ts';
import type { ToolbarState } from './toolbar.ts';

export function toolbarStateOf(
  { graph, models, outline, folds }: Subject,
  { compact, details = false, palette = false, overlay, direction = 'down' }: Preferences,
  overlays: readonly LayerOverlay[],
): Omit<ToolbarState, 'zoom' | 'busy' | 'note' | 'comparison' | 'editable'> {
  const { model, parameters, macs } = graph;
  return {
    model,
    models,
    parameters,
    macs,
    compact,
    direction,
    details,
    palette,
    overlays: overlays.map(({ id, title }) => ({ id, title })),
    overlay,
    canFold: foldOneLevel(outline, folds) !== undefined,
    canOpen: openOneLevel(outline, folds) !== undefined,
  };
}
