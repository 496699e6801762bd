// What the toolbar shows of a subject and of how the user likes it drawn.

import type { LayerOverlay } from '../../protocol/overlay.ts';
import type { Subject } from '../drawnSubject.ts';
import { type Folds, foldOneLevel, openOneLevel } from '../layout/folding.ts';
import type { OutlineItem } from '../layout/frame.ts';
import type { Preferences } from './keptState.ts';
import type { ToolbarState } from './toolbar.ts';

const known = new WeakMap<Folds, { readonly canFold: boolean; readonly canOpen: boolean }>();

/** Asked for at every step of a zoom, and a walk through all frames to know. */
function foldable(outline: readonly OutlineItem[], folds: Folds) {
  const answer = known.get(folds) ?? {
    canFold: foldOneLevel(outline, folds) !== undefined,
    canOpen: openOneLevel(outline, folds) !== undefined,
  };
  known.set(folds, answer);
  return answer;
}

export function toolbarStateOf(
  { graph, models, outline, folds }: Subject,
  { compact, details = false, palette = false, overlay, direction = 'down' }: Preferences,
  overlays: readonly LayerOverlay[],
): Omit<ToolbarState, 'zoom' | 'busy' | 'note' | 'comparison' | 'editable'> {
  const { model, parameters, macs, incomplete = false } = graph;
  return {
    model,
    models,
    parameters,
    macs,
    incomplete,
    compact,
    direction,
    details,
    palette,
    overlays,
    overlay,
    ...foldable(outline, folds),
  };
}
