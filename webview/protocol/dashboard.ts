// Messages between the training dashboard's panel in the editor and its page: plain data.

export interface RunState {
  readonly model: string;
  readonly recipe: string;
  readonly device: string;
  readonly folder: string;
  readonly status: 'preparing' | 'running' | 'stopping' | 'finished' | 'stopped' | 'failed' | 'crashed';
  /** What went wrong and what to do, when something did. */
  readonly message: string | undefined;
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  /** Steps done. */
  readonly step: number;
  readonly imagesPerSecond: number;
  readonly secondsLeft: number | undefined;
  readonly best: { readonly epoch: number; readonly accuracy: number } | undefined;
}

export interface StepPoint {
  readonly step: number;
  readonly loss: number;
  readonly accuracy: number;
  readonly learningRate: number;
}

export interface EpochPoint {
  readonly epoch: number;
  /** The step that ended it. */
  readonly step: number;
  readonly trainLoss: number;
  readonly trainAccuracy: number;
  readonly validationLoss: number;
  readonly validationAccuracy: number;
}

export type ToDashboard =
  /** The whole run so far; replaces what was shown. */
  | {
      readonly kind: 'run';
      readonly state: RunState;
      readonly steps: readonly StepPoint[];
      readonly epochs: readonly EpochPoint[];
    }
  | { readonly kind: 'state'; readonly state: RunState }
  | { readonly kind: 'points'; readonly steps: readonly StepPoint[]; readonly epochs: readonly EpochPoint[] }
  /** No run yet. */
  | { readonly kind: 'empty' };

export type FromDashboard =
  | { readonly kind: 'ready' }
  | { readonly kind: 'stop' }
  | { readonly kind: 'resume' }
  | { readonly kind: 'openFolder' }
  /** From the empty state: start training the open file. */
  | { readonly kind: 'train' }
  | { readonly kind: 'failed'; readonly message: string };
