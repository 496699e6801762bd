// Makes a dataset of what another thread sent.

import { arrayDataset } from './arrayDataset.ts';
import { blockImages } from './byteImages.ts';
import type { Dataset } from './dataset.ts';
import { digits } from './digits.ts';
import { storedFiles } from './imageDataset.ts';
import type { PortableDataset } from './portableDataset.ts';
import { shapes } from './shapes.ts';
import { subset } from './subset.ts';
import { transformed } from './transforms.ts';

/** The same images, from the same memory. */
export function openPortable(portable: PortableDataset): Dataset {
  switch (portable.kind) {
    case 'bytes':
      return blockImages(portable);
    case 'files':
      return storedFiles(portable);
    case 'array':
      return arrayDataset(portable);
    case 'drawing': {
      const { source, count, seed, drawn } = portable;
      return source === 'digits' ? digits(count, seed, drawn) : shapes(count, seed, drawn);
    }
    case 'subset':
      return subset(openPortable(portable.of), portable.indices);
    case 'transform':
      return transformed(openPortable(portable.of), portable.call);
  }
}
