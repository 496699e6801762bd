// Which pixels matter: how much less probable a class becomes when a patch of the image is covered.

import type { Network } from '../../network/network.ts';
import { inputShape } from '../../network/network.ts';
import { elementCount } from '../../network/shape.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { classProbabilities } from '../classProbabilities.ts';
import type { StateTensors } from '../trainingState.ts';

/** Patches lie half over each other, about this many beside each other. */
const patchesAcross = 14;

/**
 * [H, W]: the mean over the patches that cover a pixel of the probability lost, never below zero. A patch has the image's
 * mean colour.
 */
export async function occlusionMap(
  subject: { readonly network: Network; readonly weights: StateTensors; readonly runtime: Runtime },
  image: Float32Array,
  { target, probability }: { readonly target: number; readonly probability: number },
  signal: AbortSignal,
): Promise<Float32Array> {
  const [channels = 1, height = 1, width = 1] = inputShape(subject.network);
  const patches = patchesOf(height, width);
  const means = channelMeans(image, channels);
  const covered = patches.map((patch) => cover(image, patch, means, { channels, height, width }));
  const found = await classProbabilities(subject, covered, signal);
  const [sums, counts] = [new Float32Array(height * width), new Float32Array(height * width)];
  patches.forEach((patch, place) => {
    const lost = Math.max(0, probability - found[place]![target]!);
    forEachPixel(patch, width, (at) => {
      sums[at]! += lost;
      counts[at]! += 1;
    });
  });
  return sums.map((sum, at) => sum / Math.max(counts[at]!, 1));
}

interface Patch {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

export function patchesOf(height: number, width: number): readonly Patch[] {
  const step = Math.max(1, Math.ceil(Math.max(height, width) / patchesAcross));
  const patches: Patch[] = [];
  for (let top = -step; top < height; top += step) {
    for (let left = -step; left < width; left += step) {
      patches.push({
        top: Math.max(0, top),
        left: Math.max(0, left),
        bottom: Math.min(height, top + 2 * step),
        right: Math.min(width, left + 2 * step),
      });
    }
  }
  return patches;
}

function cover(
  image: Float32Array,
  patch: Patch,
  means: readonly number[],
  { channels, height, width }: { readonly channels: number; readonly height: number; readonly width: number },
): Float32Array {
  const covered = image.slice();
  for (let channel = 0; channel < channels; channel++) {
    forEachPixel(patch, width, (at) => {
      covered[channel * height * width + at] = means[channel]!;
    });
  }
  return covered;
}

function forEachPixel({ top, left, bottom, right }: Patch, width: number, visit: (at: number) => void): void {
  for (let row = top; row < bottom; row++) {
    for (let column = left; column < right; column++) visit(row * width + column);
  }
}

function channelMeans(image: Float32Array, channels: number): readonly number[] {
  const plane = elementCount([image.length]) / channels;
  return Array.from({ length: channels }, (_, channel) => {
    const own = image.subarray(channel * plane, (channel + 1) * plane);
    return own.reduce((sum, value) => sum + value / plane, 0);
  });
}
