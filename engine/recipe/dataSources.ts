// Where labelled images come from: what `data` and `validation` of a recipe may name.

import { integer, text } from '../network/attribute.ts';
import type { Shape } from '../network/shape.ts';
import { type CallDefinition, defineCall, registryOf } from './callDefinition.ts';

export interface DataSourceDefinition extends CallDefinition {
  /** Class names in the order of the labels, where they are known without opening the data. */
  readonly classes: readonly string[] | undefined;
  /** [channels, height, width] of every image, where it is known without opening the data. */
  readonly imageShape: Shape | undefined;
}

const DIGITS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

export const mnist = {
  ...defineCall({
    kind: 'mnist',
    documentation: [
      'MNIST: 70,000 handwritten digits of 28x28 grey pixels, read from the four files of the original site.',
      '',
      'The folder holds `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`, `t10k-images-idx3-ubyte` ' +
        'and `t10k-labels-idx1-ubyte`, each as it is or compressed (`.gz`). Training reads the first two; ' +
        'validation, where no source of its own is given, the others.',
      '',
      'Source: LeCun et al., "Gradient-based learning applied to document recognition", 1998.',
    ].join('\n'),
    attributes: { folder: text('Folder with the four files, relative to the text.') },
  }),
  classes: DIGITS,
  imageShape: [1, 28, 28],
} satisfies DataSourceDefinition;

export const digits = {
  ...defineCall({
    kind: 'digits',
    documentation: [
      'Handwritten digits of 28x28 grey pixels that the program draws itself: nothing to download.',
      '',
      'Equal counts and seeds give equal images, on every machine. Validation, where no source of its ' +
        'own is given, draws other digits.',
    ].join('\n'),
    attributes: {
      count: integer('Images to draw.', { default: 12000, min: 1, max: 10_000_000 }),
      seed: integer('Another seed draws other images.', { default: 1, min: 0 }),
    },
  }),
  classes: DIGITS,
  imageShape: [1, 28, 28],
} satisfies DataSourceDefinition;

export const dataSources = registryOf<DataSourceDefinition>([mnist, digits]);
