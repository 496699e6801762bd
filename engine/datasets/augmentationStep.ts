// What one augmentation does to an image, once its attributes and the images' shape are known.

import type { Call } from '../network/attribute.ts';
import type { Shape } from '../network/shape.ts';
import type { RandomStream } from '../random.ts';
import type { AffineMap } from './affineMap.ts';
import type { Levels } from './dataset.ts';

/** Moves pixels about (from where each comes), or changes the image in place. All chance comes from `stream`. */
export type AugmentationStep =
  | { readonly from: (stream: RandomStream) => AffineMap }
  | { readonly change: (image: Float32Array, stream: RandomStream) => void };

/** `shape` is [C, H, W]; the call was checked against it. */
export type PrepareAugmentation = (call: Call, shape: Shape, levels: Levels) => AugmentationStep;
