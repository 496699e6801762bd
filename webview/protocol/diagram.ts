// Messages between the diagram's panel in the editor and its page, and the graph that it draws: plain data.

import type { InsertionPlace, LayerChange, LayerDetails, PaletteEntry } from './details.ts';
import type { GraphChange } from './graphChange.ts';
import type { LayerOverlay } from './overlay.ts';

export type NodeCategory =
  | 'input'
  | 'convolution'
  | 'pooling'
  | 'normalization'
  | 'activation'
  | 'dense'
  | 'merge'
  | 'regularization'
  | 'reshaping'
  | 'custom'
  | 'output';

export interface DiagramNode {
  /** The layer's path. */
  readonly id: string;
  readonly category: NodeCategory;
  /** `conv` */
  readonly kind: string;
  /** The name that the text gives to it: `s2`; absent where the text gives none. */
  readonly name?: string;
  /** As the papers write it: `5x5, 6`. */
  readonly detail: string;
  /** The innermost group around it. */
  readonly group: string | undefined;
  /** `6x28x28`, or `?` where unknown. */
  readonly shape: string;
  /** Elements of one sample's output; edges grow with it. */
  readonly elements: number;
  readonly parameters: number;
  readonly macs: number;
  /** Bytes of one sample's output as 32-bit floats; 0 where it lies in the input's memory. */
  readonly activationBytes: number;
  /** The message of the first error or warning on its line. */
  readonly problem: { readonly severity: 'error' | 'warning'; readonly message: string } | undefined;
  /** In a comparison of two networks, where the node differs. */
  readonly change?: NodeChange;
}

export interface NodeChange {
  /**
   * `affected`: only because something before it differs. `equivalent`: written otherwise, or in one of the two alone, with
   * the same results in inference.
   */
  readonly kind: 'added' | 'removed' | 'changed' | 'affected' | 'equivalent';
  /** What changed, in words: `Changed: was conv 5x5, 6`. */
  readonly text: string;
}

export interface DiagramGroup {
  readonly id: string;
  readonly parent: string | undefined;
  readonly kind: 'block' | 'repeat' | 'iteration' | 'merge' | 'branch' | 'head' | 'value';
  /** The name that the text gives to a block's result: `inception_3a`. */
  readonly name?: string;
  readonly label: string;
  readonly detail: string;
  readonly parameters: number;
}

export interface DiagramEdge {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  /** In a comparison of two networks, an edge of one of them. */
  readonly change?: 'added' | 'removed';
}

/** A whole network, ready to lay out. Nodes stand in the order of the text. */
export interface DiagramGraph {
  readonly model: string;
  readonly nodes: readonly DiagramNode[];
  readonly groups: readonly DiagramGroup[];
  readonly edges: readonly DiagramEdge[];
  readonly parameters: number;
  readonly macs: number;
  /** Shapes are unknown after a mistake: the totals count only what is known, and are at least that much. */
  readonly incomplete?: boolean;
}

/** An error of the text that no node shows: of an import, an assert, or of what makes no layer. */
export interface ElsewhereProblem {
  readonly message: string;
  /** From zero. */
  readonly line: number;
  readonly character: number;
}

/** One figure of both networks of a comparison. */
export interface ComparisonFigure {
  readonly name: string;
  readonly before: string;
  readonly after: string;
  /** `+36 %`; empty where both are equal. */
  readonly difference: string;
}

/** What stands above the diagram of a comparison. */
export interface ComparisonStrip {
  readonly before: string;
  readonly after: string;
  /** Layers. */
  readonly counts: Readonly<Record<NodeChange['kind'], number>>;
  readonly figures: readonly ComparisonFigure[];
  /** What is not compared, or not known, in sentences. */
  readonly notes: readonly string[];
}

export type ToDiagram =
  | {
      readonly kind: 'graph';
      readonly graph: DiagramGraph;
      readonly models: readonly string[];
      /** The file that is drawn, when the panel moved on to another one since the page was made. */
      readonly file?: string;
      readonly comparison?: ComparisonStrip;
      /** It is drawn from one text, which the editor changes on request. */
      readonly editable?: boolean;
      /** As the settings have it. */
      readonly direction?: 'down' | 'right';
      /** Ids of folded groups as they were left the last time that this model was shown. */
      readonly folds?: readonly string[];
    }
  /** The graph of before, but for this. */
  | { readonly kind: 'changed'; readonly change: GraphChange }
  /** Nothing can be drawn; says why and what to do. */
  | { readonly kind: 'empty'; readonly message: string }
  /** Errors that no node shows, in the order of the text; replaces what was told before. */
  | { readonly kind: 'elsewhere'; readonly problems: readonly ElsewhereProblem[] }
  /** What was measured of the layers; replaces what was told before. Needs no new layout. */
  | { readonly kind: 'overlays'; readonly overlays: readonly LayerOverlay[] }
  /** The answer to `inspect`; absent where there is no such thing any more. */
  | { readonly kind: 'details'; readonly details?: LayerDetails }
  /** The answer to `palette`. */
  | { readonly kind: 'palette'; readonly entries: readonly PaletteEntry[] }
  /** Why a change is not made. */
  | { readonly kind: 'refused'; readonly change: LayerChange; readonly message: string }
  /** A change is in the text now, which makes that many places of the network; `note` says what else changed. */
  | { readonly kind: 'made'; readonly change: LayerChange; readonly places: number; readonly note?: string }
  /** The cursor's line belongs to these nodes. */
  | { readonly kind: 'mark'; readonly nodes: readonly string[] };

export type FromDiagram =
  | { readonly kind: 'ready' }
  /** Goes to its text; the keyboard goes there only with `keyboard`. */
  | { readonly kind: 'reveal'; readonly node: string; readonly keyboard?: boolean }
  | { readonly kind: 'revealGroup'; readonly group: string; readonly keyboard?: boolean }
  /** Goes to a place of the text that is drawn. */
  | { readonly kind: 'revealPlace'; readonly line: number; readonly character: number }
  | { readonly kind: 'chooseModel'; readonly model: string }
  /** Asks for the details of a layer, or of a group. */
  | { readonly kind: 'inspect'; readonly id: string }
  /** Asks for what can be inserted. */
  | { readonly kind: 'palette' }
  | { readonly kind: 'change'; readonly change: LayerChange }
  /** Lets the user choose a layer or block, and writes it there. */
  | { readonly kind: 'insertLayer'; readonly place: InsertionPlace }
  /** Undoes or does again the last change of the text. */
  | { readonly kind: 'history'; readonly step: 'undo' | 'redo' }
  /** Wants what can be laid over the layers once it is measured. */
  | { readonly kind: 'measure'; readonly what: 'time' | 'training' }
  /** Which way the user wants networks to flow. */
  | { readonly kind: 'direction'; readonly direction: 'down' | 'right' }
  /** How the model is folded now, to be remembered. */
  | { readonly kind: 'folded'; readonly model: string; readonly folds: readonly string[] }
  /** For the log: something in the page failed. */
  | { readonly kind: 'failed'; readonly message: string };
