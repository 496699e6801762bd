// The data source that reads Parquet files with encoded images.

import { choice, optional, size, text, texts } from '../network/attribute.ts';
import { defineCall } from './callDefinition.ts';
import type { DataSourceDefinition } from './dataSources.ts';

export const parquet = {
  ...defineCall({
    kind: 'parquet',
    documentation: [
      'Parquet files with encoded images and their labels, in the layout of Hugging Face data sets.',
      '',
      '`parquet("cifar10/plain_text")` reads all `.parquet` files of a folder, `parquet("train-*.parquet")` those of a ' +
        'pattern, `parquet("a.parquet")` one. Files or folders that begin with `train`, and with `validation`, `val`, ' +
        '`dev` or `test`, are the two splits; without them every tenth image of each class is set aside.',
      '',
      'Images are a column of bytes, or of structs with `bytes`; labels one of whole numbers or texts. The names of the ' +
        "classes are those that the file's features give. JPEG, PNG and WebP are decoded and resized as by `images`.",
      '',
      'Row groups are read when they are used, and those in use are kept within a quarter of the memory for images.',
    ].join('\n'),
    attributes: {
      path: text('File, folder or pattern such as `train-*.parquet`, relative to the text.'),
      image: optional(text('Column of the images; without it, the first one of bytes.')),
      label: optional(text('Column of the labels; without it, `label`, or the only one that can be it.')),
      size: optional(size('Rows and columns to resize to. Without it, images must be of one size.')),
      corrupt: choice<'refuse' | 'skip'>(
        'What becomes of images that cannot be decoded.',
        ['refuse', 'skip'],
        { default: 'refuse' },
      ),
      classes: texts('Names of the classes, in the order of the labels.'),
    },
  }),
  classes: undefined,
  imageShape: undefined,
} satisfies DataSourceDefinition;
