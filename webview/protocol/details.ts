// What the details beside the diagram show of a layer or a block, and how it may be changed there: plain data.

import type { NodeCategory } from './diagram.ts';

export interface DetailAttribute {
  readonly name: string;
  /** As the text writes it; undefined where it is left to its default. */
  readonly written: string | undefined;
  /** What it comes to: the default, or an expression's value. */
  readonly value: string;
  /** `whole number, at least 1`; empty for parameters of blocks. */
  readonly type: string;
  readonly documentation: string;
  readonly choices: readonly string[];
}

export interface DetailFigure {
  readonly name: string;
  readonly value: string;
}

export interface DetailProblem {
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

export interface LayerDetails {
  /** Path of a layer, or id of a group. */
  readonly id: string;
  /** `conv`, `Basic`, `repeat` */
  readonly kind: string;
  /** The name of the value that the text gives to its chain. */
  readonly name: string | undefined;
  /** What it does, in a line; empty where nothing is known. */
  readonly documentation: string;
  readonly attributes: readonly DetailAttribute[];
  /** Why attributes cannot be changed here; undefined where they can. */
  readonly fixed: string | undefined;
  /** Shapes, parameters, cost. */
  readonly figures: readonly DetailFigure[];
  readonly problems: readonly DetailProblem[];
  /** Places of the network that its text makes: an edit changes all of them. */
  readonly places: number;
  /** The text can give a name to it. */
  readonly nameable: boolean;
  /** It can be taken out. */
  readonly removable: boolean;
  /** Something can be written before and behind it. */
  readonly editable: boolean;
  /** Nothing comes before an input. */
  readonly first: boolean;
}

/** Where something is to be written: beside a layer or group, or between two layers, by their paths. */
export type InsertionPlace =
  | { readonly id: string; readonly side: 'before' | 'after' }
  | {
      readonly source: string;
      readonly target: string;
      /** The line ends at a folded block, not at the layer in it. */
      readonly folded?: true;
    };

/** A change of the text that is asked for in the diagram. `id` as in `LayerDetails`. */
export type LayerChange =
  /** An empty text leaves the attribute to its default. */
  | { readonly kind: 'set'; readonly id: string; readonly attribute: string; readonly text: string }
  /** The name of the value; an empty one takes it away. */
  | { readonly kind: 'rename'; readonly id: string; readonly name: string }
  | { readonly kind: 'delete'; readonly id: string }
  /** `layer` as the text writes it: `conv(64, 3, padding: same)`. */
  | { readonly kind: 'insert'; readonly place: InsertionPlace; readonly layer: string };

/** Something that can be inserted. */
export interface PaletteEntry {
  /** `conv`, `Basic` */
  readonly name: string;
  readonly category: NodeCategory | 'block';
  /** In a line. */
  readonly documentation: string;
  /** The call, with arguments that fit anywhere: `conv(in.channels, 3, padding: same)`. */
  readonly layer: string;
}
