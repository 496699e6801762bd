// Sets images of a dataset aside for validation: a share drawn at random, or those that a file lists.

import { basename, resolve } from 'node:path';
import type { AttributesOf, Call } from '../network/attribute.ts';
import { randomStream } from '../random.ts';
import { listed, split } from '../recipe/validationSets.ts';
import { UserError } from '../userError.ts';
import { readDataFile } from './dataFile.ts';
import type { DataSplits, Dataset } from './dataset.ts';
import { labelsOf, parted } from './subset.ts';

type Part = (call: Call, dataset: Dataset, dataRoot: string) => Promise<DataSplits>;

/** One entry for each kind of `validationSets`. */
export const VALIDATION_SPLITS: Readonly<Record<string, Part>> = {
  split: (call, dataset) => splitAtRandom(dataset, split.attributesOf(call)),
  listed: (call, dataset, dataRoot) =>
    splitByList(dataset, resolve(dataRoot, listed.attributesOf(call).file)),
};

/**
 * `share` of the images, rounded, in the order of the dataset. Class k gives round(share (n_0 + … + n_k)) less what the
 * classes before it gave: the total is exact, and each class is at most one image off its share.
 */
async function splitAtRandom(
  dataset: Dataset,
  { share, seed, stratified }: AttributesOf<typeof split.attributes>,
): Promise<DataSplits> {
  const held = new Uint8Array(dataset.count);
  let before = 0;
  let taken = 0;
  for (const [name, members] of stratified ? await byClass(dataset) : [everything(dataset)]) {
    before += members.length;
    const wanted = Math.round(share * before) - taken;
    const order = randomStream(seed, 'split', name).permutation(members.length);
    for (let place = 0; place < wanted; place++) held[members[order[place]!]!] = 1;
    taken += wanted;
  }
  const splits = parted(dataset, (index) => held[index] === 1);
  refuseEmpty(splits, `split(${share})`);
  return splits;
}

type Members = readonly [name: number, indices: readonly number[]];

/** The streams of the classes are named by number, that of all images by -1. */
function everything({ count }: Dataset): Members {
  return [-1, Array.from({ length: count }, (_, index) => index)];
}

async function byClass(dataset: Dataset): Promise<readonly Members[]> {
  const members: number[][] = dataset.classes.map(() => []);
  const labels = await labelsOf(dataset);
  for (const [index, label] of labels.entries()) members[label]!.push(index);
  return members.map((indices, label) => [label, indices] as const);
}

function refuseEmpty({ training, validation }: DataSplits, how: string): void {
  if (training.count > 0 && validation.count > 0) return;
  const [whole, none] = [training.count + validation.count, training.count === 0 ? 'training' : 'validation'];
  const message = `With \`${how}\` the ${whole} images of ${training.description} leave none for ${none}.`;
  throw new UserError('data.no-validation', message);
}

const LARGEST_LIST_BYTES = 2 ** 28;

async function splitByList(dataset: Dataset, file: string): Promise<DataSplits> {
  const text = new TextDecoder().decode(await readDataFile(file, LARGEST_LIST_BYTES));
  const find = finderOf(dataset);
  const lineOf = new Map<number, number>();
  const lines = text.split(/\r\n|\n|\r/);
  for (const [at, line] of lines.entries()) {
    const entry = entryOf(line);
    if (entry === '' || entry.startsWith('#')) continue;
    const index = find(entry);
    const wrong = index === undefined ? unknownEntry(entry, dataset) : repeated(entry, lineOf.get(index));
    if (wrong !== undefined || index === undefined) {
      const message = `Line ${at + 1} of ${basename(file)} ${wrong}`;
      throw new UserError('data.validation-list', message, { file, line: at });
    }
    lineOf.set(index, at);
  }
  const splits = parted(dataset, (index) => lineOf.has(index));
  refuseEmpty(splits, `listed(${JSON.stringify(basename(file))})`);
  return splits;
}

/** The first part of a line of CSV, without quotes, with forward slashes. */
function entryOf(line: string): string {
  const [, quoted, plain] = /^\s*(?:"([^"]*)"|([^,;\t]*))/.exec(line) ?? [];
  return (quoted ?? plain ?? '')
    .trim()
    .replaceAll('\\', '/')
    .replace(/^\uFEFF?(\.\/)?/, '');
}

/** By name where images have names, and by index. */
function finderOf({ count, entryOf }: Dataset): (entry: string) => number | undefined {
  const places = new Map(
    entryOf === undefined ? [] : Array.from({ length: count }, (_, at) => [entryOf(at), at]),
  );
  return (entry) => {
    const named = places.get(entry);
    if (named !== undefined) return named;
    const index = /^\d+$/.test(entry) ? Number(entry) : count;
    return index < count ? index : undefined;
  };
}

function unknownEntry(entry: string, { description, count, entryOf }: Dataset): string {
  const names = entryOf === undefined ? '' : `files as in ${entryOf(0)}, or `;
  return `names ${JSON.stringify(entry)}, which ${description} does not have: write ${names}indices from 0 to ${count - 1}.`;
}

function repeated(entry: string, line: number | undefined): string | undefined {
  return line === undefined ? undefined : `names ${entry} again, after line ${line + 1}.`;
}
