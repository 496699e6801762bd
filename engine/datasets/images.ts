// Opens the images of class folders, on disk or inside a tar archive: both splits, or one.

import type { AttributesOf } from '../network/attribute.ts';
import type { images as imagesSource } from '../recipe/dataSources.ts';
import { UserError } from '../userError.ts';
import { type ClassFolders, holdOut, type LabelledFiles, sortByClass } from './classFolders.ts';
import type { DataSplits, Dataset } from './dataset.ts';
import { archivePlace, readImageArchive } from './imageArchive.ts';
import { imageDataset } from './imageDataset.ts';
import { listImageFolder } from './imageFolder.ts';

type Attributes = AttributesOf<(typeof imagesSource)['attributes']>;

export interface OpenedImages {
  /** Both splits: the place's own, or every tenth image of each class set aside. */
  splits(): Promise<DataSplits>;
  /** All that is there to train on. */
  training(): Promise<Dataset>;
  /** All that is there to measure on. */
  validation(): Promise<Dataset>;
}

/** `place` is absolute. */
export function openImages(
  place: string,
  { size, corrupt }: Pick<Attributes, 'size' | 'corrupt'>,
  { description, keptBytes }: { readonly description: string; readonly keptBytes: number },
): OpenedImages {
  const dataset = (files: LabelledFiles) => imageDataset(files, { description, size, corrupt, keptBytes });
  return {
    async splits() {
      const { training, validation } = bothOf(await foldersAt(place));
      return { training: await dataset(training), validation: await dataset(validation) };
    },
    async training() {
      const { training, validation, whole } = await foldersAt(place);
      return dataset((training ?? whole ?? validation)!);
    },
    async validation() {
      const { training, validation, whole } = await foldersAt(place);
      return dataset((validation ?? whole ?? training)!);
    },
  };
}

async function foldersAt(place: string): Promise<ClassFolders> {
  const archive = await archivePlace(place);
  return sortByClass(await (archive === undefined ? listImageFolder(place) : readImageArchive(archive)));
}

function bothOf({ training, validation, whole }: ClassFolders): {
  readonly training: LabelledFiles;
  readonly validation: LabelledFiles;
} {
  if (training !== undefined && validation !== undefined) return { training, validation };
  const only = (whole ?? training ?? validation)!;
  const held = holdOut(only);
  if (held.validation.images.length > 0) return held;
  const message =
    `${only.place} has fewer than ten images of each class, too few to set some aside: name other images with ` +
    '`validation: images("…")`.';
  throw new UserError('data.no-validation', message, { file: only.source });
}
