// The entries of a `train` statement: what each is for, and which calls it takes.

import { augmentations } from '../../engine/recipe/augmentations.ts';
import { dataSources } from '../../engine/recipe/dataSources.ts';
import { losses } from '../../engine/recipe/losses.ts';
import { optimizers } from '../../engine/recipe/optimizers.ts';
import { schedules } from '../../engine/recipe/schedules.ts';
import { transforms } from '../../engine/recipe/transforms.ts';
import { devices } from '../../engine/runtime/device.ts';
import type { RecipeKeyword } from '../language/syntax/tokens.ts';
import type { Callable } from './callReference.ts';

export interface RecipeEntry {
  readonly keyword: RecipeKeyword;
  /** Markdown. */
  readonly documentation: string;
  /** What may be called, by name; empty where the entry takes a number or a word. */
  readonly calls: ReadonlyMap<string, Callable>;
  /** Words that may be written. */
  readonly words: readonly string[];
  /** The snippet that completion inserts. */
  readonly snippet: string;
}

const noCalls: ReadonlyMap<string, Callable> = new Map();

function taking(
  keyword: RecipeKeyword,
  calls: ReadonlyMap<string, Callable>,
  snippet: string,
  documentation: string,
): RecipeEntry {
  return { keyword, documentation, calls, words: [], snippet: `${keyword} ${snippet}` };
}

function plain(
  keyword: RecipeKeyword,
  snippet: string,
  documentation: string,
  words: readonly string[] = [],
): RecipeEntry {
  return { keyword, documentation, calls: noCalls, words, snippet: `${keyword} ${snippet}` };
}

/** By keyword, in the order in which a recipe is usually written. */
export const recipeEntries: ReadonlyMap<string, RecipeEntry> = new Map(
  [
    taking(
      'data',
      dataSources,
      '$0',
      'Labelled images to train on. `data mnist("folder"), validation: digits(2000)` gives the validation images a ' +
        "source of their own; without one, the source's own test images are used.",
    ),
    taking(
      'validation',
      dataSources,
      '$0',
      'Labelled images to validate on, instead of the data source’s own.',
    ),
    taking(
      'transform',
      transforms,
      '$0',
      'Done to every image, in training and validation alike: padding, resizing, normalisation. Several stand in a list.',
    ),
    taking(
      'augment',
      augmentations,
      '$0',
      'Done at random to training images only. Several stand in a list.',
    ),
    taking('optimizer', optimizers, '$0', 'How gradients change the weights.'),
    taking('schedule', schedules, '$0', 'How the learning rate changes from step to step.'),
    taking('loss', losses, '$0', 'What training makes small. The loss adds the softmax to the logits.'),
    plain('batch', `\${0:64}`, 'Images in each step: a whole number.'),
    plain('epochs', `\${0:10}`, 'How often training sees every image: a whole number.'),
    plain('seed', `\${0:1}`, 'Fixes every random choice, so that a run repeats exactly: a whole number.'),
    plain('device', '$0', 'Where to train.', devices),
  ].map((entry) => [entry.keyword, entry]),
);
