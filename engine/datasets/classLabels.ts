// Labels as a data set's files have them, numbers or names, turned into classes.

import { UserError } from '../userError.ts';

export interface ClassLabels {
  readonly classes: readonly string[];
  /** Of each image, the place of its class. */
  readonly labels: Int32Array;
}

export interface LabelSource {
  /** The file, for the messages' place. */
  readonly file: string;
  /** As messages name what holds the labels: `labels.npy`. */
  readonly name: string;
  /** As messages name the place of label `index`: `image 3`, `line 5`. */
  placeOf(index: number): string;
  /** Names from the recipe or the file; empty where there are none. */
  readonly classes: readonly string[];
}

/** Labels beyond are no numbers of classes but something else. */
const MOST_CLASSES = 100_000;

/**
 * Whole numbers count the classes from 0, and are their names where there are no others; names are sorted by code units.
 *
 * @throws UserError `data.label-out-of-range`, `data.no-classes`
 */
export function classLabels(values: ArrayLike<number | string>, source: LabelSource): ClassLabels {
  const first = values[0];
  const found =
    typeof first === 'string' ? named(values as ArrayLike<string>, source) : numbered(values, source);
  if (found.classes.length > 1) return found;
  const message = `${source.name} has labels of one class only, ${found.classes[0]}: a classifier needs two or more.`;
  throw new UserError('data.no-classes', message, { file: source.file });
}

function numbered(values: ArrayLike<number | string>, source: LabelSource): ClassLabels {
  const { classes } = source;
  const count = classes.length > 0 ? classes.length : MOST_CLASSES;
  const labels = new Int32Array(values.length);
  let largest = 0;
  for (let index = 0; index < values.length; index++) {
    const value = Number(values[index]);
    if (!Number.isInteger(value) || value < 0 || value >= count)
      throw outside(values[index]!, index, count, source);
    labels[index] = value;
    if (value > largest) largest = value;
  }
  const names = Array.from({ length: largest + 1 }, (_, label) => String(label));
  return { labels, classes: classes.length > 0 ? classes : names };
}

function outside(value: number | string, index: number, count: number, source: LabelSource): UserError {
  const range = Number.isInteger(Number(value))
    ? `labels go from 0 to ${count - 1}`
    : 'labels are whole numbers';
  const message = `${source.name} has the label ${value} for ${source.placeOf(index)}; ${range}.`;
  const advice = 'The file is damaged, or of another data set.';
  return new UserError('data.label-out-of-range', `${message} ${advice}`, { file: source.file });
}

function named(values: ArrayLike<string>, source: LabelSource): ClassLabels {
  const { file, name, placeOf } = source;
  const known = source.classes.length > 0;
  const classes = known ? source.classes : [...new Set(Array.from(values))].sort();
  if (classes.length > MOST_CLASSES) {
    const message = `${name} has ${classes.length} different labels; there may be ${MOST_CLASSES} classes.`;
    throw new UserError('data.no-classes', `${message} Is it the column of labels?`, { file });
  }
  const numbers = new Map(classes.map((label, number) => [label, number]));
  const labels = new Int32Array(values.length);
  for (let index = 0; index < values.length; index++) {
    const number = numbers.get(values[index]!);
    if (number === undefined) {
      const message = `${name} has the label ${JSON.stringify(values[index])} for ${placeOf(index)}, which is not among the ${classes.length} classes.`;
      throw new UserError('data.label-out-of-range', message, { file });
    }
    labels[index] = number;
  }
  return { classes, labels };
}
