// What a training run tells while it goes on: plain data, one JSON line each.

import type { ControlEvent } from './control.ts';
import type { TrainingScore } from './evaluation.ts';
import type { InternalsEvent } from './internals.ts';
import type { EngineProblem, SkippedImages } from './messages.ts';
import type { WarningEvent } from './warning.ts';

export type TrainingEvent =
  | {
      readonly event: 'start';
      /** The run's folder. */
      readonly run: string;
      readonly device: string;
      /** How many share each batch. */
      readonly replicas: number;
      readonly model: string;
      readonly recipe: string;
      readonly parameters: number;
      readonly trainingImages: number;
      readonly validationImages: number;
      /** Absent where every image can be decoded. */
      readonly skipped?: SkippedImages;
      readonly epochs: number;
      readonly stepsPerEpoch: number;
      /** Steps already done when a run is resumed. */
      readonly step: number;
      /** What the user should know, in sentences: why `auto` took this device, which checkpoint was passed over. */
      readonly notes?: readonly string[];
    }
  | {
      readonly event: 'step';
      /** Counted from 1 over the whole run. */
      readonly step: number;
      /** Counted from 1. */
      readonly epoch: number;
      /** Mean over the steps since the last event of this kind. */
      readonly loss: number;
      readonly accuracy: number;
      readonly learningRate: number;
      readonly imagesPerSecond: number;
    }
  | {
      readonly event: 'epoch';
      readonly epoch: number;
      readonly step: number;
      readonly train: TrainingScore;
      readonly validation: TrainingScore;
      /** Without pauses. */
      readonly seconds: number;
    }
  | InternalsEvent
  | ControlEvent
  | WarningEvent
  | {
      readonly event: 'end';
      readonly reason: 'finished' | 'stopped' | 'failed';
      readonly best: { readonly epoch: number; readonly accuracy: number } | undefined;
      readonly run: string;
      /** Since this start, without pauses. */
      readonly seconds: number;
      /** Why it failed, when it did; the last good checkpoint is kept. */
      readonly problem?: EngineProblem;
    };
