// Data sources that are arrays of numbers, or tables: IDX, NumPy's files and CSV.

import { choice, imageShape, number, optional, size, text, texts } from '../network/attribute.ts';
import { defineCall } from './callDefinition.ts';
import type { DataSourceDefinition } from './dataSources.ts';

const unknown = { classes: undefined, imageShape: undefined };

const heldOut =
  'Validation, where nothing is said of it: every tenth image of each class is set aside. `validation: split(0.1)` draws ' +
  'them at random.';

const classNames = () => texts('Names of the classes, in the order of the labels.');

export const idx = {
  ...defineCall({
    kind: 'idx',
    documentation: [
      'IDX files: images of unsigned bytes and their labels, in the format of MNIST.',
      '',
      '`idx("emnist-images-idx3-ubyte.gz", "emnist-labels-idx1-ubyte.gz")` reads number, rows and columns, or number, ' +
        'channels, rows and columns, as they are or compressed (`.gz`). A folder with the four files of MNIST, ' +
        'Fashion-MNIST or a set of the same names is read by `mnist` with its own test split.',
      '',
      heldOut,
    ].join('\n'),
    attributes: {
      images: text('File of the images, relative to the text.'),
      labels: text('File of the labels, relative to the text.'),
      classes: classNames(),
    },
  }),
  ...unknown,
} satisfies DataSourceDefinition;

const layout = () =>
  choice<'auto' | 'nhwc' | 'nchw' | 'nhw'>(
    'Order of the axes: number (n), channels (c), rows (h) and columns (w). `auto` takes three axes as `nhw`, and of four ' +
      'the one of 1, 3 or 4 as the channels.',
    ['auto', 'nhwc', 'nchw', 'nhw'],
    { default: 'auto' },
  );

const white = () =>
  optional(
    number(
      'The number that stands for white. Without it: the largest of an unsigned type (255 for uint8), 255 for signed ' +
        'ones, 1 for floats.',
      { min: 1e-9 },
    ),
  );

const arrays =
  'Arrays are of unsigned or signed integers, bool or floats of 16, 32 or 64 bits, in C or Fortran order and either byte ' +
  'order: [n, h, w], [n, h, w, c], [n, c, h, w], or rows of pixels with `shape`. Labels are whole numbers from 0, or names. ' +
  'Pickled objects are never read.';

export const npy = {
  ...defineCall({
    kind: 'npy',
    documentation: [
      "NumPy's `.npy` files: an array of images and one of their labels.",
      '',
      `\`npy("images.npy", "labels.npy")\`. ${arrays}`,
      '',
      'Images of a file larger than the memory for images are read from the file as they are used (C order).',
      '',
      heldOut,
    ].join('\n'),
    attributes: {
      images: text('File of the images, relative to the text.'),
      labels: text('File of the labels, relative to the text.'),
      layout: layout(),
      shape: optional(imageShape('Shape of one image, where each is a row of pixels.')),
      white: white(),
      classes: classNames(),
    },
  }),
  ...unknown,
} satisfies DataSourceDefinition;

export const npz = {
  ...defineCall({
    kind: 'npz',
    documentation: [
      "NumPy's `.npz` archives: arrays of images and labels in one file, compressed or not.",
      '',
      '`npz("mnist.npz")` finds `x_train` and `y_train`, `train_images` and `train_labels`, `x` and `y`, or `images` and ' +
        '`labels`; `npz("a.npz", images: "data", labels: "target")` names them. Arrays for `test` or `val` are the ' +
        'validation where nothing else is said.',
      '',
      arrays,
      '',
      heldOut,
    ].join('\n'),
    attributes: {
      file: text('The archive, relative to the text.'),
      images: optional(text('Array of the images.')),
      labels: optional(text('Array of the labels.')),
      layout: layout(),
      shape: optional(imageShape('Shape of one image, where each is a row of pixels.')),
      white: white(),
      classes: classNames(),
    },
  }),
  ...unknown,
} satisfies DataSourceDefinition;

export const csv = {
  ...defineCall({
    kind: 'csv',
    documentation: [
      'A CSV table: of pixels, one image a line, or of image files and their labels.',
      '',
      '`csv("train.csv")` reads a column of labels and columns of pixels from 0 to 255, row by row and channel by channel ' +
        '(grey and square unless `shape` says otherwise). Where another column is not of numbers, it lists image files: ' +
        '`csv("labels.csv", folder: "images", size: 64)`.',
      '',
      'The labels are the column `label`, or `class`, `target`, `category` or `y`; or else the first one of pixels, the ' +
        'second one of files. Files are the column `file`, `filename`, `file_name`, `path` or `image`, or else the first. ' +
        'Separators are commas, semicolons or tabs; the first line names the columns, unless it is of numbers.',
      '',
      heldOut,
    ].join('\n'),
    attributes: {
      file: text('The table, relative to the text.'),
      label: optional(text('Name of the column of labels.')),
      shape: optional(imageShape('Shape of the images, for pixels.')),
      folder: optional(
        text("Where the image files lie, relative to the text; without it, the table's own folder."),
      ),
      size: optional(size('Rows and columns to resize image files to.')),
      corrupt: choice<'refuse' | 'skip'>(
        'What becomes of image files that cannot be decoded.',
        ['refuse', 'skip'],
        { default: 'refuse' },
      ),
      classes: classNames(),
    },
  }),
  ...unknown,
} satisfies DataSourceDefinition;
