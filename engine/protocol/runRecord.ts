// What a run's folder says about the run: the names of its files and the content of `run.json`.

import type { Attributes } from '../network/attribute.ts';
import type { Recipe } from '../recipe/recipe.ts';
import type { Device } from '../runtime/device.ts';
import type { LearningRateChange } from './control.ts';
import { wrongField } from './fields.ts';
import type { EngineProblem, Levels, SkippedImages } from './messages.ts';

/** Beside them stand the source text under its own name, and what the command line adds. */
export const runFiles = {
  record: 'run.json',
  /** The elaborated network, so that a run can be resumed without its text. */
  network: 'network.json',
  /** Every `TrainingEvent` but the next, one JSON object a line. */
  metrics: 'metrics.jsonl',
  /** Every `InternalsEvent`, where looks inside were asked for. */
  internals: 'internals.jsonl',
  /** A folder: `tensorboard --logdir` of it, or of the folder of all runs. */
  tensorboard: 'tensorboard',
  /** A `RunWish` a line, from whoever is not the engine's parent; read and taken away by the engine. */
  control: 'control.jsonl',
  checkpoint: 'checkpoint.safetensors',
  previousCheckpoint: 'checkpoint.previous.safetensors',
  best: 'best.safetensors',
  model: 'model.onnx',
} as const;

/** Raised with every change that an older reader could misunderstand. */
export const RUN_FORMAT = 1;

/** How long a run has trained; pauses, and the time between two starts, do not count. */
export interface RunTiming {
  /** Up to `since`, or up to now where it stands. */
  readonly seconds: number;
  /** ISO 8601: it trains since then; null while it is paused, and after its end. */
  readonly since: string | null;
}

/** A text that a run's own text imports. */
export interface KeptImport {
  /** Its path inside the run's folder, with `/`. */
  readonly name: string;
  /** The file that it came from. */
  readonly file: string;
}

export interface RunRecord {
  readonly format: typeof RUN_FORMAT;
  /** `running` with a process that is gone means that the engine died. */
  readonly state: 'running' | 'finished' | 'stopped' | 'failed';
  readonly pid: number;
  readonly model: string;
  readonly arguments: Attributes;
  /** Name of the source text inside the folder, and the file it came from. */
  readonly source: string;
  readonly sourceFile: string;
  /** Every text that it imports; runs of earlier versions do not keep them. */
  readonly imports?: readonly KeptImport[];
  /** SHA-256 of it and of every text that it imports; runs of earlier versions lack it. */
  readonly sourceSha256?: string;
  readonly recipe: Recipe;
  readonly seed: number;
  /** Relative data paths start here. */
  readonly dataRoot: string;
  /** Class names in the order of the labels. */
  readonly classes: readonly string[];
  /** Damaged images that the run was started without. */
  readonly skipped?: SkippedImages;
  /** What the transforms made of black and white, where there are any that change pixels: `normalize` may measure. */
  readonly levels?: Levels;
  /** [channels, height, width] of the data's images, and what was done to them, with the numbers that `normalize` measured. */
  readonly preparation?: { readonly shape: readonly number[]; readonly transforms: Recipe['transforms'] };
  /** What was asked for, and where the graphs ran. */
  readonly device: Device;
  readonly deviceUsed: string;
  readonly threads: number;
  /** How many shared each batch; one where it is absent. */
  readonly replicas?: number;
  /** How convolutions were computed, by operation and shapes, where it was measured: a resumed run goes on so. */
  readonly lowerings?: Readonly<Record<string, string>>;
  /** Steps between looks inside the network, where they were asked for. */
  readonly internals?: number;
  /** What users changed while it trained, in order of the steps. */
  readonly learningRateChanges?: readonly LearningRateChange[];
  /** ISO 8601, of the first start and of the last end. */
  readonly started: string;
  readonly ended: string | null;
  /** As the newest checkpoint has it; runs of earlier versions lack it. */
  readonly timing?: RunTiming;
  /** Completed, as the newest checkpoint has them. */
  readonly epoch: number;
  readonly step: number;
  readonly best: { readonly epoch: number; readonly accuracy: number } | null;
  readonly problem: EngineProblem | null;
  readonly versions: {
    readonly netwright: string;
    readonly protocol: number;
    readonly runtime: string;
    readonly node: string;
    /** As `linux-x64`. */
    readonly platform: string;
  };
}

/** Seconds of training up to now, or up to the last checkpoint of a run that ended without a word; undefined where nobody noted it. */
export function secondsTrained({
  timing,
  started,
  ended,
}: Pick<RunRecord, 'timing' | 'started' | 'ended'>): number | undefined {
  if (timing) return timing.seconds;
  return ended === null ? undefined : (Date.parse(ended) - Date.parse(started)) / 1000;
}

/** Reads the text of a `run.json`, or says what is wrong with it, to complete "FILE …". */
export function parseRunRecord(text: string): { readonly record: RunRecord } | { readonly wrong: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { wrong: 'is not valid JSON' };
  }
  if (typeof value !== 'object' || value === null || !('format' in value)) {
    return { wrong: 'does not describe a run' };
  }
  if (value.format !== RUN_FORMAT) {
    return { wrong: `has the format ${JSON.stringify(value.format)}; this version reads ${RUN_FORMAT}` };
  }
  const fields = 'preparation' in value ? { ...recordFields, ...preparationFields } : recordFields;
  const wrong = wrongField(value, fields);
  return wrong === undefined ? { record: value as RunRecord } : { wrong };
}

/** Runs of earlier versions lack them. */
const preparationFields = { 'preparation.shape': 'list', 'preparation.transforms': 'list' } as const;

const recordFields = {
  state: 'text',
  pid: 'number',
  source: 'text',
  recipe: 'object',
  'recipe.name': 'text',
  'recipe.data': 'object',
  'recipe.transforms': 'list',
  'recipe.augmentations': 'list',
  'recipe.optimizer': 'object',
  'recipe.schedule': 'object',
  'recipe.loss': 'object',
  'recipe.batch': 'number',
  'recipe.epochs': 'number',
  'recipe.seed': 'number',
  dataRoot: 'text',
  classes: 'list',
  device: 'text',
  threads: 'number',
} as const;
