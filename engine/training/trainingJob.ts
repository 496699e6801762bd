// What training is given: network, recipe, data, device, where to start and whom to tell.

import type { DataSplits, StreamBatches } from '../datasets/dataset.ts';
import type { Network } from '../network/network.ts';
import type { LearningRateChange } from '../protocol/control.ts';
import type { TrainingEvent } from '../protocol/messages.ts';
import type { Recipe } from '../recipe/recipe.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { RunControls } from './runControls.ts';
import type { RunFolder } from './runFolder.ts';
import type { BestEpoch, StateTensors, TrainingState } from './trainingState.ts';

export type EndEvent = TrainingEvent & { readonly event: 'end' };

export interface TrainingJob {
  readonly network: Network;
  readonly recipe: Recipe;
  readonly data: DataSplits;
  readonly streamBatches: StreamBatches;
  readonly runtime: Runtime;
  /** Called once everything is ready to start, so that a run that cannot start leaves nothing behind. */
  readonly openFolder: () => Promise<RunFolder>;
  /** Where to start: `initialState`, or a checkpoint's. */
  readonly state: TrainingState;
  /** Writes the network for others to run: `weights` are the last ones, `best` tells whether there are better ones. */
  readonly exportModel: (trained: {
    readonly file: string;
    readonly weights: StateTensors;
    readonly best: BestEpoch | undefined;
  }) => Promise<void>;
  readonly emit: (event: TrainingEvent) => void;
  /** Aborted to stop between two steps. */
  readonly signal: AbortSignal;
  /** What the user should know before it begins, in sentences. */
  readonly notes?: readonly string[];
  /** Look inside every so many steps, or never where it is 0 or absent. */
  readonly internals?: number;
  /** What users ask of the run while it goes on. */
  readonly controls?: RunControls;
  /** What they changed before it was stopped. */
  readonly learningRateChanges?: readonly LearningRateChange[];
  /** Milliseconds of a clock that never goes back; the process' own where absent. */
  readonly now?: () => number;
}
