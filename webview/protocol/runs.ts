// Messages between the panel that compares two runs and its page: plain data.

import type { PictureFormat, RunUpdate } from './dashboard.ts';
import type { ComparisonStrip } from './diagram.ts';

/** First the one, then the other. */
export type Pair<T> = readonly [T, T];

export interface ComparedRun {
  readonly name: string;
  /** What is known of it, in rows of name and value. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  /** 0 where it is not known. */
  readonly stepsPerEpoch: number;
}

/** Something that the runs do not have in common. */
export interface RunDifference {
  readonly name: string;
  readonly values: Pair<string>;
}

export interface ComparedLayerRow {
  readonly status: 'added' | 'removed' | 'changed' | 'affected';
  readonly path: string;
  /** Empty on the side that lacks the layer. */
  readonly labels: Pair<string>;
}

export type ToRunComparison =
  | {
      readonly kind: 'runs';
      readonly runs: Pair<ComparedRun>;
      readonly recipe: readonly RunDifference[];
      readonly network: ComparisonStrip;
      readonly layers: readonly ComparedLayerRow[];
      readonly folders: Pair<string>;
    }
  | { readonly kind: 'points'; readonly run: 0 | 1; readonly update: RunUpdate }
  /** Draw a chart for a file. */
  | { readonly kind: 'render'; readonly chart: string; readonly format: PictureFormat }
  /** Nothing is compared. */
  | { readonly kind: 'empty'; readonly message: string };

export type FromRunComparison =
  | { readonly kind: 'ready' }
  | { readonly kind: 'openDiagram' }
  | { readonly kind: 'chooseRuns' }
  | { readonly kind: 'save'; readonly chart: string }
  | { readonly kind: 'rendered'; readonly content: string | Uint8Array }
  | { readonly kind: 'failed'; readonly message: string };

/** What the page remembers over a reload: the runs' folders, and the layer whose insides are shown. */
export interface KeptComparison {
  readonly folders?: Pair<string>;
  readonly layer?: string | undefined;
}
