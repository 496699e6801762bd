// What a trained network makes of one image, layer by layer, and pictures on their way to a page: plain data.

import type { Network } from '../network/network.ts';
import type { Recipe } from '../recipe/recipe.ts';
import type { Device } from '../runtime/device.ts';
import type { Histogram } from './internals.ts';

export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  /** Row by row, the channels of a pixel side by side, one byte each; base64. */
  readonly bytes: string;
}

/** Maps of one size, one after the other; a byte stands for its place between `low` and `high`. */
export interface MapSheet {
  readonly count: number;
  readonly width: number;
  readonly height: number;
  readonly low: number;
  readonly high: number;
  readonly bytes: string;
}

export interface InsightRequest {
  readonly network: Network;
  readonly recipe: Recipe;
  /** A safetensors file. */
  readonly weights: string;
  readonly dataRoot: string;
  readonly device: Device;
  readonly threads: number;
  /** A validation image by its place from zero, or a file. */
  readonly image: { readonly index: number } | { readonly file: string };
  /** Path of the layer to look at. */
  readonly layer: string;
  /** Which pixels matter: by the gradient of the score, or by what covering them costs. */
  readonly method: 'gradient' | 'occlusion';
}

/** An elementwise function of a layer, and what flows through it. */
export interface ActivationPlot {
  /** Ascending. */
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly inputs: Histogram;
}

export interface Insight {
  /** As it enters the network. */
  readonly image: Picture;
  /** The image's class, where it is known, and how many images there are to choose from. */
  readonly label?: string;
  readonly count: number;
  /** In the order of the scores. */
  readonly classes: readonly { readonly name: string; readonly probability: number }[];
  /** How much each pixel matters for the predicted class, from nothing to most. */
  readonly saliency: Picture;
  readonly layer: {
    readonly path: string;
    readonly kind: string;
    /** Without the batch. */
    readonly shape: readonly number[];
    /** Channels of a map, or the numbers of a vector as maps of one pixel; the first ones of very many. */
    readonly maps: MapSheet;
    /** How many there are. */
    readonly total: number;
    readonly activation?: ActivationPlot;
  };
  /** Kernels of the first convolution: in colour where it sees three channels. */
  readonly filters?: { readonly path: string; readonly pictures: readonly Picture[]; readonly total: number };
}
