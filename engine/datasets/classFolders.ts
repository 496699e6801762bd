// Sorts image files by class: one folder for each, perhaps inside folders for training and validation.

import { basename } from 'node:path';
import { UserError } from '../userError.ts';
import { type ImageFile, type ImageFiles, kindOfFile } from './imageFile.ts';

/** Images with their classes, which are numbered in the order of their names. */
export interface LabelledFiles {
  /** As messages name it: `data/train`. */
  readonly place: string;
  /** The folder, or the archive. */
  readonly source: string;
  readonly classes: readonly string[];
  readonly images: readonly LabelledFile[];
}

export interface LabelledFile {
  readonly file: ImageFile;
  readonly label: number;
}

/** The names that folders for training and for validation go by; of several, the first is taken. */
const TRAINING = ['train', 'training'];
const VALIDATION = ['val', 'valid', 'validation', 'test'];

/** What a place holds: classes, or one or two splits of them. */
export interface ClassFolders {
  readonly training: LabelledFiles | undefined;
  readonly validation: LabelledFiles | undefined;
  /** Without folders for training and validation: everything. */
  readonly whole: LabelledFiles | undefined;
}

/** Fails with a `UserError` where there are no class folders. */
export function sortByClass(files: ImageFiles): ClassFolders {
  refuseOtherFormats(files);
  const top = [...new Set(files.files.map(({ path }) => firstFolder(path)))];
  const splits = [...TRAINING, ...VALIDATION];
  const isSplit = (name: string) => splits.includes(name);
  const nested = files.files.every(({ path }) => path.split('/').length > 2);
  if (top.length === 0 || !top.every(isSplit) || !nested) {
    return { training: undefined, validation: undefined, whole: labelled(files) };
  }
  const within = (names: readonly string[]) => {
    const name = names.find((candidate) => top.includes(candidate));
    return name === undefined ? undefined : labelled(folderOf(files, name));
  };
  return { training: within(TRAINING), validation: within(VALIDATION), whole: undefined };
}

function firstFolder(path: string): string {
  return path.slice(0, Math.max(0, path.indexOf('/')));
}

/** The files of one folder, as a place of its own. */
function folderOf({ place, source, files }: ImageFiles, folder: string): ImageFiles {
  const inside = files.filter(({ path }) => path.startsWith(`${folder}/`));
  return {
    place: `${place}/${folder}`,
    source,
    files: inside.map((file) => ({ ...file, path: file.path.slice(folder.length + 1) })),
  };
}

function refuseOtherFormats({ place, source, files }: ImageFiles): void {
  const other = files.find(({ path }) => kindOfFile(path) === 'other image');
  if (other === undefined) return;
  const message = `${place}/${other.path} is an image of a format that is not read: only JPEG, PNG and WebP are.`;
  throw new UserError('data.image-format', `${message} Convert it, or take it away.`, { file: source });
}

function labelled({ place, source, files }: ImageFiles): LabelledFiles {
  const loose = files.find(({ path }) => !path.includes('/'));
  if (files.length === 0 || loose !== undefined) {
    const what =
      loose === undefined ? 'no JPEG, PNG or WebP image' : `the image ${loose.path} outside of any class`;
    const message = `${place} has ${what}. Images lie in one folder for each class, as in ${basename(place)}/cat/1.jpg.`;
    throw new UserError('data.no-classes', message, { file: source });
  }
  const classes = [...new Set(files.map(({ path }) => firstFolder(path)))].sort();
  if (classes.length === 1) {
    const message = `${place} has images of one class only, ${classes[0]}: a classifier needs two or more.`;
    throw new UserError('data.no-classes', message, { file: source });
  }
  const labels = new Map(classes.map((name, label) => [name, label]));
  const images = files.map((file) => ({ file, label: labels.get(firstFolder(file.path))! }));
  return { place, source, classes, images };
}

/** Every tenth image of each class, in the order of their names, is set aside for validation. */
export const HELD_OUT_EVERY = 10;

export function holdOut(files: LabelledFiles): {
  readonly training: LabelledFiles;
  readonly validation: LabelledFiles;
} {
  const seen = files.classes.map(() => 0);
  const held = files.images.map(({ label }) => ++seen[label]! % HELD_OUT_EVERY === 0);
  const part = (wanted: boolean) => ({
    ...files,
    images: files.images.filter((_, at) => held[at] === wanted),
  });
  return { training: part(false), validation: part(true) };
}
