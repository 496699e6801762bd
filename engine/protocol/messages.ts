// Messages between the engine process and whoever drives it (the editor or the command line): plain data.

import type { MemoryForecast } from '../analysis/memoryForecast.ts';
import type { Network } from '../network/network.ts';
import type { Recipe, Recomputation } from '../recipe/recipe.ts';
import type { Device } from '../runtime/device.ts';
import type { ControlRequest } from './control.ts';
import type { Evaluation } from './evaluation.ts';
import type { ImportedText } from './importedText.ts';
import type { Insight, InsightRequest } from './insight.ts';
import type { MemoryRequest, ProfileAnswer, ProfileRequest } from './profile.ts';
import type { TrainingEvent } from './trainingEvent.ts';
import type {
  LearningRateRange,
  OverfitReport,
  RangeRequest,
  TrialProgress,
  TrialRequest,
} from './trials.ts';

export type { TrainingEvent } from './trainingEvent.ts';

/** Raised with every change that an older peer could misunderstand. */
export const PROTOCOL_VERSION = 2;

/** A problem that a user can act on: a stable code, and a sentence with what, where and what to do. */
export interface EngineProblem {
  readonly code: string;
  readonly message: string;
  readonly file?: string;
  /** From zero. */
  readonly line?: number;
  /** For the log only. */
  readonly stack?: string;
}

export interface TrainRequest {
  readonly network: Network;
  readonly recipe: Recipe;
  /** The text it was elaborated from, kept with the run. */
  readonly source: {
    readonly file: string;
    readonly text: string;
    /** Every text that it imports, in the order in which they are first imported. */
    readonly imported?: readonly ImportedText[];
  };
  /** Folder for the run's files; made by the engine, must not exist yet. */
  readonly folder: string;
  /** Relative data paths start here. */
  readonly dataRoot: string;
  /** Why the user asked for this device when it is not the recipe's: `--device`, a setting. */
  readonly device: Device;
  readonly threads: number;
  /** How many replicas share each batch; one where it is absent. */
  readonly replicas?: number;
  /** The run goes on when whoever asked for it goes away: it ends by itself, or by the file `control.jsonl` in its folder. */
  readonly outlive?: boolean;
  /** Look inside the network every so many steps; not at all where it is absent. */
  readonly internals?: number;
  /** Bytes of decoded images of each data set that stay in memory; as many as the environment says where absent. */
  readonly imageMemory?: number;
  /** Rules choose how operations are computed, instead of what was measured on this machine. */
  readonly deterministic?: boolean;
}

export interface ResumeRequest {
  readonly folder: string;
  readonly threads: number;
  /** As the run had them where they are absent. */
  readonly replicas?: number;
  readonly recompute?: Recomputation | 'none';
  /** As in `TrainRequest`. */
  readonly outlive?: boolean;
  /** As in `TrainRequest`. */
  readonly imageMemory?: number;
}

export interface EvaluateRequest {
  /** How many of the hardest samples to tell; none where absent. */
  readonly hardest?: number;
  /** Whether to send their pictures. */
  readonly pictures?: boolean;
  /** How many training images to show as augmentation makes them; none where absent. */
  readonly augmented?: number;
  /** A PNG file to be written, with their pictures. */
  readonly sheet?: string;
  /** Whether to score the auxiliary heads too, whose weights must then be there. */
  readonly heads?: boolean;
  /** As in `TrainRequest`. */
  readonly imageMemory?: number;
  readonly network: Network;
  readonly recipe: Recipe;
  /** A safetensors file. */
  readonly weights: string;
  readonly dataRoot: string;
  readonly device: Device;
  readonly threads: number;
}

export interface PredictRequest {
  readonly network: Network;
  /** A safetensors file. */
  readonly weights: string;
  /** JPEG, PNG and WebP files. */
  readonly images: readonly string[];
  /** As the network was trained with them, `normalize` with its numbers. */
  readonly transforms: Recipe['transforms'];
  /** [channels, height, width] of the data's images before the transforms; guessed from what the network takes where absent. */
  readonly imageShape?: readonly number[];
  readonly device: Device;
  readonly threads: number;
}

/** First weights of a network, written to a safetensors file. */
export interface InitializeRequest {
  readonly network: Network;
  readonly seed: number;
  /** Safetensors, to be written. */
  readonly file: string;
}

/**
 * Work on one batch from a file, for comparison with other programs: dropout off, batch normalisation with the batch's
 * statistics.
 */
export interface BatchRequest {
  readonly network: Network;
  readonly recipe: Recipe;
  /** Safetensors with every parameter and statistic of the network. */
  readonly weights: string;
  /** Safetensors with `images` [N, C, H, W] F32 and `labels` [N] I64. */
  readonly batch: string;
  /** Safetensors, to be written: `loss` [], `logits` [N, classes], and what the request computes. */
  readonly out: string;
  readonly device: Device;
  readonly threads: number;
}

export interface ExportRequest {
  readonly network: Network;
  /** Safetensors. */
  readonly weights: string;
  /** ONNX, to be written. */
  readonly file: string;
  /** Class names in the order of the logits, and what is done to images first, where they are known. */
  readonly classes?: readonly string[];
  readonly transforms?: Recipe['transforms'];
  readonly levels?: Levels;
  /** Whether auxiliary heads become outputs; they do not where absent. */
  readonly heads?: boolean;
  /** Whether batch normalisation is folded; it is where absent. */
  readonly fold?: boolean;
  /** Images in one call of the model; any number where absent. */
  readonly batch?: number;
  /** SHA-256 of the model's text and of those that it imports. */
  readonly sourceSha256?: string;
  /** Where the weights come from: the recipe's name, data and seed, and the epoch with its accuracy. */
  readonly recipe?: string;
  readonly data?: Recipe['data'];
  readonly seed?: number;
  readonly epoch?: number;
  readonly validationAccuracy?: number;
}

/** What the transforms make of a black and a white pixel, one number for each channel. */
export interface Levels {
  readonly black: readonly number[];
  readonly white: readonly number[];
}

export interface DataRequest {
  /** What a recipe says of its data. */
  readonly recipe: Pick<Recipe, 'data' | 'validation' | 'transforms' | 'augmentations' | 'seed'>;
  readonly dataRoot: string;
  /**
   * A PNG file to be written, with the first images of the training data side by side; before and after augmentation where the
   * recipe has one.
   */
  readonly sheet?: string;
  /** As in `TrainRequest`. */
  readonly imageMemory?: number;
}

export interface DataDescription {
  /** Training images and validation images. */
  readonly count: number;
  readonly validationCount: number;
  /** Training files that were left out since they cannot be decoded, and the first with its reason. */
  readonly skipped?: { readonly count: number; readonly first: string };
  readonly classes: readonly string[];
  /** [channels, height, width], after the transforms. */
  readonly shape: readonly number[];
  /** Of the training images' pixels, one for each channel. */
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

/** Damaged images that are left out, and the first with its reason. */
export interface SkippedImages {
  readonly training: number;
  readonly validation: number;
  readonly first: string;
}

/** Every request by name, with its parameters and its result. */
export interface Requests {
  readonly handshake: {
    readonly parameters: { readonly protocolVersion: number };
    readonly result: {
      readonly protocolVersion: number;
      readonly runtimeVersion: string;
      readonly pid: number;
    };
  };
  /** Ends when training ends; events come meanwhile. */
  readonly train: { readonly parameters: TrainRequest; readonly result: TrainingEvent & { event: 'end' } };
  readonly resume: { readonly parameters: ResumeRequest; readonly result: TrainingEvent & { event: 'end' } };
  readonly evaluate: { readonly parameters: EvaluateRequest; readonly result: Evaluation };
  /** The probability of each class, in the order of the logits, for each image. */
  readonly predict: {
    readonly parameters: PredictRequest;
    readonly result: readonly (readonly number[])[];
  };
  /** What a trained network makes of one image. */
  readonly lookInside: { readonly parameters: InsightRequest; readonly result: Insight };
  readonly initialize: {
    readonly parameters: InitializeRequest;
    readonly result: {
      readonly parameters: readonly { readonly name: string; readonly shape: readonly number[] }[];
    };
  };
  /** Adds `grad.NAME` for every trained parameter and `grad.images` to the batch's results. */
  readonly gradients: {
    readonly parameters: BatchRequest;
    readonly result: { readonly loss: number };
  };
  /**
   * Takes optimizer steps on the same batch with the optimizer's own learning rate, no schedule. Adds the parameters and
   * statistics after the last step; loss and logits are those of the last step, before its update.
   */
  readonly step: {
    readonly parameters: BatchRequest & { readonly steps: number };
    readonly result: { readonly loss: number };
  };
  readonly findLearningRate: { readonly parameters: RangeRequest; readonly result: LearningRateRange };
  readonly overfit: { readonly parameters: TrialRequest; readonly result: OverfitReport };
  readonly exportModel: {
    readonly parameters: ExportRequest;
    readonly result: { readonly file: string; readonly bytes: number; readonly opset: number };
  };
  /** Measures steps on random images, layer by layer. */
  readonly profile: { readonly parameters: ProfileRequest; readonly result: ProfileAnswer };
  /** Runs two smaller training steps to tell what one of any batch needs in memory. */
  readonly memory: { readonly parameters: MemoryRequest; readonly result: MemoryForecast };
  readonly describeData: { readonly parameters: DataRequest; readonly result: DataDescription };
  readonly devices: {
    readonly parameters: Readonly<Record<never, never>>;
    readonly result: readonly {
      readonly name: Device;
      readonly available: boolean;
      /** Why not, in a sentence with what to do; and both parts alone, as clauses to stand beside the name. */
      readonly reason?: string;
      readonly cause?: string;
      readonly remedy?: string;
    }[];
  };
  /** What `auto` would take now; `note` says why it is nothing faster. */
  readonly automaticDevice: {
    readonly parameters: { readonly threads: number };
    readonly result: { readonly device: Exclude<Device, 'auto'>; readonly note?: string };
  };
  /** Changes the training that is under way, between two steps. */
  readonly control: { readonly parameters: ControlRequest; readonly result: null };
  /** Ends the running job between two steps, with a checkpoint. */
  readonly stop: { readonly parameters: Readonly<Record<never, never>>; readonly result: null };
}

export type RequestName = keyof Requests;

/** What a request tells of while it is worked on; those that train tell of training. */
export type EventOf<M extends RequestName> = M extends 'findLearningRate' | 'overfit'
  ? TrialProgress
  : TrainingEvent;

export type EngineEvent = EventOf<RequestName>;

export type ToEngine = {
  readonly [K in RequestName]: {
    readonly kind: 'request';
    readonly id: number;
    readonly method: K;
    readonly parameters: Requests[K]['parameters'];
  };
}[RequestName];

export type FromEngine =
  | { readonly kind: 'ready'; readonly protocolVersion: number }
  | { readonly kind: 'reply'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly problem: EngineProblem }
  | { readonly kind: 'event'; readonly id: number; readonly event: EngineEvent };
