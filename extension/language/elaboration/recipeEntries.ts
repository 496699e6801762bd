// The entries of a recipe: what each may be set to, and what it is where it is left out.

import {
  type Attribute,
  type AttributeValue,
  choice,
  integer,
  number,
  optional,
} from '../../../engine/network/attribute.ts';
import { augmentations } from '../../../engine/recipe/augmentations.ts';
import type { CallDefinition } from '../../../engine/recipe/callDefinition.ts';
import { dataSources } from '../../../engine/recipe/dataSources.ts';
import { losses } from '../../../engine/recipe/losses.ts';
import { optimizers } from '../../../engine/recipe/optimizers.ts';
import { recomputations } from '../../../engine/recipe/recipe.ts';
import { schedules } from '../../../engine/recipe/schedules.ts';
import { transforms } from '../../../engine/recipe/transforms.ts';
import { validationSources } from '../../../engine/recipe/validationSets.ts';
import { devices } from '../../../engine/runtime/device.ts';
import type { RecipeKeyword } from '../syntax/tokens.ts';

/** An entry that is set to one call or several of a registry. */
export interface CallEntry {
  readonly kind: 'call';
  readonly documentation: string;
  /** `a data source`, for messages. */
  readonly noun: string;
  readonly registry: ReadonlyMap<string, CallDefinition>;
  readonly many: boolean;
}

/** An entry that is set to a plain value. */
export interface ValueEntry {
  readonly kind: 'value';
  readonly documentation: string;
  readonly attribute: Attribute<AttributeValue>;
}

export type RecipeEntry = CallEntry | ValueEntry;

function oneOf(noun: string, registry: CallEntry['registry'], documentation: string): CallEntry {
  return { kind: 'call', noun, registry, documentation, many: false };
}

function manyOf(noun: string, registry: CallEntry['registry'], documentation: string): CallEntry {
  return { kind: 'call', noun, registry, documentation, many: true };
}

function plain(attribute: Attribute<AttributeValue>): ValueEntry {
  return { kind: 'value', documentation: attribute.documentation, attribute };
}

const dataDocumentation =
  'Images to train on, and with `validation: …` those to measure on; without it, the test split of the ' +
  'source.';

export const recipeEntries: Readonly<Record<RecipeKeyword, RecipeEntry>> = {
  data: oneOf('a data source', dataSources, dataDocumentation),
  validation: oneOf(
    'a data source or a way to set images aside',
    validationSources,
    'Images to measure on, which are never trained on: a source of their own, or some of `data` set aside.',
  ),
  transform: manyOf(
    'a transform',
    transforms,
    'Done to every image, in order, in training and validation alike.',
  ),
  augment: manyOf(
    'an augmentation',
    augmentations,
    'Done to training images at random, in order, after the transforms.',
  ),
  optimizer: oneOf('an optimizer', optimizers, 'How the weights follow their gradients.'),
  schedule: oneOf('a schedule', schedules, 'How the learning rate changes over the run.'),
  loss: oneOf('a loss', losses, 'What training makes small.'),
  batch: plain(integer('Images in each step.', { default: 64, min: 1, max: 65_536 })),
  accumulate: plain(
    integer('Batches whose gradients are averaged for one update: a large batch in little memory.', {
      default: 1,
      min: 1,
      max: 65_536,
    }),
  ),
  clip: plain(
    optional(number('Scales the gradients down where the norm of all together is larger.', { min: 1e-12 })),
  ),
  average: plain(
    optional(
      number(
        'Measures and exports a moving average of the weights, of which this share stays at each update.',
        {
          min: 0,
          max: 0.999999,
        },
      ),
    ),
  ),
  epochs: plain(integer('How often training sees all images.', { default: 10, min: 1, max: 100_000 })),
  early_stopping: plain(
    optional(
      integer('Ends the run after so many epochs without a better validation accuracy.', {
        min: 1,
        max: 100_000,
      }),
    ),
  ),
  recompute: plain(
    choice(
      'Activations that are computed again in the backward pass instead of kept: `light` those that cost little, such as ' +
        'normalised ones, `blocks` all inside of blocks. The results are the same.',
      ['none', ...recomputations],
      { default: 'none' },
    ),
  ),
  seed: plain(
    integer('Another seed gives other first weights, orders and augmentations.', { default: 1, min: 0 }),
  ),
  device: plain(
    choice('Where to run; `auto` takes the best device that works.', devices, { default: 'auto' }),
  ),
};

/** What a recipe has where an entry is left out, as its text. */
export const recipeDefaults = {
  optimizer: 'sgd(lr: 0.05, momentum: 0.9, weight_decay: 5e-4)',
  schedule: 'cosine',
  loss: 'cross_entropy',
} as const;
