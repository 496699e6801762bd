// Where labelled images come from: what `data` and `validation` of a recipe may name.

import {
  type AttributeValue,
  type Call,
  choice,
  integer,
  optional,
  size,
  text,
} from '../network/attribute.ts';
import type { Shape } from '../network/shape.ts';
import { csv, idx, npy, npz } from './arraySources.ts';
import { type CallDefinition, defineCall, registryOf } from './callDefinition.ts';
import { cifar10Classes, cifar100Classes } from './cifarClasses.ts';
import { parquet } from './parquetSource.ts';

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

export const images = {
  ...defineCall({
    kind: 'images',
    documentation: [
      'Images in class folders: JPEG, PNG and WebP files in one folder for each class, on disk or inside a tar archive.',
      '',
      '`images("flowers")` reads `flowers/rose/1.jpg`, `flowers/tulip/2.png`, … The classes are the names of ' +
        'the folders, sorted. `images("cifar10.tar.gz/train")` reads the folder `train` inside an archive ' +
        '(`.tar`, `.tar.gz` or `.tgz`), which need not be unpacked.',
      '',
      'Images are given as three channels, red, green and blue. They must be of one size, or `size` resizes ' +
        'them: `size: 32` makes the shorter side 32 and cuts the centre out.',
      '',
      'Validation, where no source of its own is given: a folder that holds `train` and `val` or `test` gives ' +
        'both; otherwise every tenth image of each class is set aside.',
      '',
      'All images are decoded when training starts; 2 GiB of pixels are kept in memory, and images beyond are ' +
        'decoded each time they are used.',
    ].join('\n'),
    attributes: {
      folder: text(
        'Folder with one folder for each class, relative to the text: on disk, or inside an archive.',
      ),
      size: optional(size('Rows and columns to resize to. Without it, images must be of one size.')),
      corrupt: choice<'refuse' | 'skip'>(
        'What becomes of files that cannot be decoded.',
        ['refuse', 'skip'],
        {
          default: 'refuse',
        },
      ),
    },
  }),
  classes: undefined,
  imageShape: undefined,
} satisfies DataSourceDefinition;

const cifarFiles = (folder: string) =>
  `The folder, or the folder \`${folder}\` inside it as the original archive makes it, holds the files of the ` +
  'binary version. Validation, where no source of its own is given, reads the test images.';

const cifarSource = 'Source: Krizhevsky, "Learning multiple layers of features from tiny images", 2009.';

export const cifar10 = {
  ...defineCall({
    kind: 'cifar10',
    documentation: [
      'CIFAR-10: 60,000 photographs of 32x32 colour pixels in ten classes, read from the binary version.',
      '',
      `${cifarFiles('cifar-10-batches-bin')} They are \`data_batch_1.bin\` to \`data_batch_5.bin\` and ` +
        '`test_batch.bin`.',
      '',
      cifarSource,
    ].join('\n'),
    attributes: { folder: text('Folder with the six files, relative to the text.') },
  }),
  classes: cifar10Classes,
  imageShape: [3, 32, 32],
} satisfies DataSourceDefinition;

export const cifar100 = {
  ...defineCall({
    kind: 'cifar100',
    documentation: [
      'CIFAR-100: 60,000 photographs of 32x32 colour pixels in a hundred classes, read from the binary version.',
      '',
      `${cifarFiles('cifar-100-binary')} They are \`train.bin\` and \`test.bin\`; the classes are the fine ones.`,
      '',
      cifarSource,
    ].join('\n'),
    attributes: { folder: text('Folder with the two files, relative to the text.') },
  }),
  classes: cifar100Classes,
  imageShape: [3, 32, 32],
} satisfies DataSourceDefinition;

export const shapes = {
  ...defineCall({
    kind: 'shapes',
    documentation: [
      'Ten figures in colour, 32x32 pixels, that the program draws itself: nothing to download.',
      '',
      'Circle, ring, square, bar, triangle, cross, star, crescent, heart and arrow, of any colour, place, size and ' +
        'angle, before stripes or blotches. Equal counts and seeds give equal images, on every machine. Validation, ' +
        'where no source of its own is given, draws others.',
    ].join('\n'),
    attributes: {
      count: integer('Images to draw.', { default: 12000, min: 1, max: 10_000_000 }),
      seed: integer('Another seed draws other images.', { default: 1, min: 0 }),
    },
  }),
  classes: ['circle', 'ring', 'square', 'bar', 'triangle', 'cross', 'star', 'crescent', 'heart', 'arrow'],
  imageShape: [3, 32, 32],
} satisfies DataSourceDefinition;

export const dataSources = registryOf<DataSourceDefinition>([
  mnist,
  digits,
  images,
  cifar10,
  cifar100,
  shapes,
  idx,
  npy,
  npz,
  csv,
  parquet,
]);

/** Class names in the order of the labels, where a call tells them; undefined where only its data does. */
export function classesOf({ kind, attributes }: Call): readonly string[] | undefined {
  const { classes } = attributes;
  if (Array.isArray(classes) && classes.length > 0) return classes.map(String);
  return dataSources.get(kind)?.classes;
}

/** [channels, height, width] of every image, where a call tells it. */
export function imageShapeOf({ kind, attributes }: Call): Shape | undefined {
  const { shape, size: resized } = attributes;
  if (isExtents(shape)) return shape;
  // Image files are read as three channels.
  if (isExtents(resized)) return [3, ...resized];
  return dataSources.get(kind)?.imageShape;
}

function isExtents(value: AttributeValue | undefined): value is readonly number[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'number');
}
