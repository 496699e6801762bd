// Messages between the training dashboard's panel in the editor and its page: plain data.

import type { LookPoint, WarningPoint } from './internals.ts';

export interface RunState {
  readonly model: string;
  readonly recipe: string;
  readonly device: string;
  readonly folder: string;
  readonly status:
    | 'preparing'
    | 'running'
    | 'pausing'
    | 'paused'
    | 'stopping'
    | 'finished'
    | 'stopped'
    | 'failed'
    | 'crashed';
  /** What went wrong and what to do, when something did. */
  readonly message: string | undefined;
  /** What the user should know of the run, in sentences. */
  readonly remarks: readonly string[];
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  /** Steps done. */
  readonly step: number;
  readonly imagesPerSecond: number;
  readonly secondsLeft: number | undefined;
  readonly best: { readonly epoch: number; readonly accuracy: number } | undefined;
  /** Steps from one look inside the network to the next; 0 where there are none. */
  readonly internals: number;
}

/** What is kept of each step's event, by columns. */
export const stepColumns = ['step', 'loss', 'accuracy', 'learningRate', 'imagesPerSecond'] as const;

export type StepColumn = (typeof stepColumns)[number];

/** Rows of steps in their order; each column as one buffer, which VS Code hands over as it is. */
export type StepChunk = Readonly<Record<StepColumn, Float64Array>>;

export interface ScorePoint {
  readonly loss: number;
  /** From 0 to 1. */
  readonly accuracy: number;
}

/** Scores at the end of an epoch, those of auxiliary heads beside the network's. */
export interface EpochScore extends ScorePoint {
  readonly heads?: readonly (ScorePoint & { readonly name: string })[];
}

export interface EpochPoint {
  readonly epoch: number;
  /** The step that ended it. */
  readonly step: number;
  readonly train: EpochScore;
  readonly validation: EpochScore;
}

/** Something that happened after a step, for the charts to point out: `learning rate set to 0.01`. */
export interface RunNote {
  readonly step: number;
  readonly text: string;
}

/** What came since the last message; parts that did not change are absent. */
export interface RunUpdate {
  readonly state: RunState;
  readonly steps?: StepChunk;
  readonly epochs?: readonly EpochPoint[];
  readonly notes?: readonly RunNote[];
  readonly warnings?: readonly WarningPoint[];
  readonly looks?: readonly LookPoint[];
}

/** A job beside the run that is shown: one that is trained, or the shown one itself. */
export interface JobLine {
  readonly folder: string;
  readonly name: string;
  readonly device: string;
  readonly status: RunState['status'];
  readonly shown: boolean;
}

/** A job that waits for its device, in the order of their turns. */
export interface WaitingLine {
  readonly name: string;
  readonly device: string;
}

export const pictureFormats = ['png', 'svg', 'csv'] as const;

export type PictureFormat = (typeof pictureFormats)[number];

export type ToDashboard =
  /** A run to show from its beginning; its points follow as updates. */
  | { readonly kind: 'run'; readonly state: RunState }
  | ({ readonly kind: 'update' } & RunUpdate)
  /** The diagram's selection: show what goes on in these layers. */
  | { readonly kind: 'select'; readonly layers: readonly string[] }
  /** Draw a chart for a file. */
  | { readonly kind: 'render'; readonly chart: string; readonly format: PictureFormat }
  /** What is trained and what waits, where that is more than the run that is shown. */
  | { readonly kind: 'jobs'; readonly jobs: readonly JobLine[]; readonly waiting: readonly WaitingLine[] }
  /** No run yet. */
  | { readonly kind: 'empty' };

export type FromDashboard =
  | { readonly kind: 'ready' }
  | { readonly kind: 'stop' }
  | { readonly kind: 'pause' }
  /** Goes on with a run that is paused or was stopped. */
  | { readonly kind: 'resume' }
  | { readonly kind: 'learningRate'; readonly learningRate: number }
  /** Look inside the network every so many steps, or no more. */
  | { readonly kind: 'internals'; readonly every: number }
  /** Go to a layer's line in the text. */
  | { readonly kind: 'reveal'; readonly layer: string }
  | { readonly kind: 'openDiagram' }
  | { readonly kind: 'lookInside' }
  | { readonly kind: 'showResults' }
  | { readonly kind: 'openFolder' }
  /** Show the job of this folder. */
  | { readonly kind: 'showJob'; readonly folder: string }
  /** Open the view that lists all runs and the queue. */
  | { readonly kind: 'showRuns' }
  /** From the empty state: start training the open file, … */
  | { readonly kind: 'train' }
  /** … or make one first. */
  | { readonly kind: 'newModel' }
  /** Save a chart to a file that the user chooses. */
  | { readonly kind: 'save'; readonly chart: string }
  /** The answer to `render`: text, or the bytes of a PNG file. */
  | { readonly kind: 'rendered'; readonly content: string | Uint8Array }
  | { readonly kind: 'failed'; readonly message: string };

/** What the page remembers over a reload. */
export interface KeptView {
  /** Weight of the moving average, from 0 to below 1. */
  readonly smoothing: number;
  readonly logarithmic: boolean;
  readonly axis: 'epochs' | 'steps';
  /** Paths of the layers whose insides are shown. */
  readonly layers: readonly string[];
}
