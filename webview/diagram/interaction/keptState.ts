// What the page remembers across hiding, moving and reloading.

import type { FlowDirection } from '../layout/layout.ts';
import type { Viewport } from './viewport.ts';

export interface KeptView {
  readonly folds: readonly string[];
  readonly viewport: Viewport;
}

/** How the user likes diagrams to be drawn, whichever is shown. */
export interface Preferences {
  /** Normalisations and activations ride on their layers. */
  readonly compact: boolean;
  /** What is laid over the nodes; undefined where they show their kinds. */
  readonly overlay?: string;
  readonly direction?: FlowDirection;
  /** The details stand beside the drawing. */
  readonly details?: boolean;
  /** What can be inserted stands beside the drawing, too. */
  readonly palette?: boolean;
}

export interface KeptState extends Preferences {
  /** The panel finds the file to draw by it after a reload. */
  readonly file: string;
  /** Of the models looked at, the last one last. */
  readonly views: readonly { readonly key: string; readonly view: KeptView }[];
}

/** More than anybody returns to in a session, and few enough to store on every change. */
const MOST_VIEWS = 20;

export function keptView(state: KeptState | undefined, key: string): KeptView | undefined {
  return state?.views?.find((known) => known.key === key)?.view;
}

export function keptPreferences(state: KeptState | undefined): Preferences {
  const { compact = false, details = false, palette = false, overlay, direction } = state ?? {};
  return { compact, details, palette, ...(overlay && { overlay }), ...(direction && { direction }) };
}

/** `view` is undefined where the model is to open anew. */
export function withView(
  state: KeptState | undefined,
  now: Omit<KeptState, 'views'>,
  key: string,
  view: KeptView | undefined,
): KeptState {
  const others = (state?.views ?? []).filter((known) => known.key !== key);
  return { ...now, views: [...others.slice(1 - MOST_VIEWS), ...(view ? [{ key, view }] : [])] };
}
