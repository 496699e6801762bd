// The theme's colours as a canvas can paint them, which knows neither variables nor mixtures.

import type { NodeCategory, NodeChange } from '../../protocol/diagram.ts';
import type { PageTheme } from './themes.ts';

export interface Colours {
  readonly canvas: string;
  readonly frames: readonly string[];
  readonly frameBorder: string;
  readonly node: string;
  readonly nodeBorder: string;
  readonly text: string;
  readonly edge: string;
  readonly focus: string;
  readonly error: string;
  readonly warning: string;
  readonly heat: string;
  readonly found: string;
  readonly categories: Readonly<Record<NodeCategory, string>>;
  readonly changes: Readonly<Record<NodeChange['kind'], string>>;
  /** A family of fonts. */
  readonly font: string;
}

/** `resolve` turns a colour of the theme into one without variables. */
export function resolveColours(theme: PageTheme, font: string, resolve: (colour: string) => string): Colours {
  const all = <K extends string>(colours: Readonly<Record<K, string>>) =>
    Object.fromEntries(
      Object.entries<string>(colours).map(([name, colour]) => [name, resolve(colour)]),
    ) as Record<K, string>;
  const { canvas, frameBorder, node, nodeBorder, text, edge, focus, error, warning, heat } = theme;
  return {
    ...all({ canvas, frameBorder, node, nodeBorder, text, edge, focus, error, warning, heat }),
    found: resolve(theme.foundFar),
    frames: theme.frames.map(resolve),
    categories: all(theme.categories),
    changes: all(theme.changes),
    font,
  };
}
