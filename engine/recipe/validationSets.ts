// Ways to set images of a data source aside for validation, whatever the source: what `validation` may name beside sources.

import { boolean, integer, number, text } from '../network/attribute.ts';
import { type CallDefinition, defineCall, registryOf } from './callDefinition.ts';
import { dataSources } from './dataSources.ts';

export const split = defineCall({
  kind: 'split',
  documentation: [
    'Sets a share of the images of `data` aside for validation, drawn at random.',
    '',
    '`data images("flowers"), validation: split(0.1)` trains on nine tenths. The same seed draws the same images on every ' +
      'machine. With `stratified: true` every class gives its share, give or take one image.',
    '',
    "What is split are the source's images to train on: a test split of its own is left out.",
  ].join('\n'),
  attributes: {
    share: number('Share of the images that is set aside.', { min: 0.0001, max: 0.9999 }),
    seed: integer('Another seed draws other images.', { default: 1, min: 0 }),
    stratified: boolean('Whether each class gives the same share.', { default: true }),
  },
});

export const listed = defineCall({
  kind: 'listed',
  documentation: [
    'Sets those images of `data` aside for validation that a text file lists.',
    '',
    'One image a line: its file as in `rose/0001.jpg`, from the place of the classes on, or its index, from 0 on. Of a ' +
      'line with commas the first part counts; empty lines, and those that begin with `#`, do not.',
    '',
    "The indices are those of the source's images to train on, in the order of the source; a test split of its own is " +
      'left out.',
  ].join('\n'),
  attributes: { file: text('Text or CSV file, relative to the text.') },
});

export const validationSets: ReadonlyMap<string, CallDefinition> = registryOf<CallDefinition>([
  split,
  listed,
]);

/** What `validation` may name: a source of its own, or a way to set images aside. */
export const validationSources: ReadonlyMap<string, CallDefinition> = new Map<string, CallDefinition>([
  ...dataSources,
  ...validationSets,
]);
