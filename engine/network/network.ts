// A network as plain data: what the language elaborates to, and what everything else starts from.

import type { Attributes } from './attribute.ts';
import type { Shape } from './shape.ts';

/** A place in a source text. Offsets count UTF-16 units; lines and characters count from zero, as in LSP. */
export interface Origin {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly character: number;
}

/**
 * One layer. `path` is its identity everywhere: in weights files, diagrams, profiles and messages. It derives
 * from block, loop and value names (`stage2.block1.conv1`), is unique, and stays when unrelated lines change.
 */
export interface NetworkLayer {
  readonly path: string;
  /** A key of the layer registry, or `input`. */
  readonly kind: string;
  readonly attributes: Attributes;
  /** Paths of the layers whose outputs this one reads, in order. */
  readonly inputs: readonly string[];
  /** Undefined where a mistake upstream makes it unknowable. */
  readonly outputShape: Shape | undefined;
  readonly parameters: readonly NetworkParameter[];
  /** The call that made this layer: in a block's body, the line inside the block. */
  readonly origin: Origin;
  /** The id of the innermost group around it; undefined at the top level of the model. */
  readonly group: string | undefined;
  /** The auxiliary head it belongs to. */
  readonly head: string | undefined;
}

/** What the text uses as a layer and is none has no registered kind, and this with a number at the end of its path. */
export const STAND_IN = 'unknown';

/** A tensor that is kept with the network: trained (weights), or tracked (running statistics). */
export interface NetworkParameter {
  /** Layer path and PyTorch's suffix: `stage2.block1.conv1.weight`. */
  readonly name: string;
  /** In PyTorch's axis order: convolution OIHW, dense [out, in]. */
  readonly shape: Shape;
  readonly trainable: boolean;
  readonly initializer: Initializer;
  /** Whether weight decay applies: usually to weights, not to biases or normalisation parameters. */
  readonly decays: boolean;
}

/** How a parameter gets its first values. `fanIn` and `fanOut` count connections for one unit. */
export type Initializer =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'he' | 'glorot' | 'lecun'; readonly fanIn: number; readonly fanOut: number }
  /** PyTorch's default for convolution and dense layers: uniform within 1 / sqrt(fanIn). */
  | { readonly kind: 'uniform_fan_in'; readonly fanIn: number }
  | { readonly kind: 'normal'; readonly deviation: number }
  | { readonly kind: 'orthogonal'; readonly gain: number };

export type GroupKind = 'block' | 'repeat' | 'iteration' | 'merge' | 'branch' | 'head' | 'value';

/** Layers that the text puts together; groups nest by `parent` and are what the diagram folds. */
export interface NetworkGroup {
  /** Unique among groups. */
  readonly id: string;
  readonly parent: string | undefined;
  readonly kind: GroupKind;
  /** `Basic`, `repeat 8`, `aux1`. */
  readonly label: string;
  /** Arguments as written: `64, stride: 2`. */
  readonly detail: string;
  /** The use (a block's call, the loop), not the block's declaration. */
  readonly origin: Origin;
}

/** An auxiliary classifier: trained beside the main output, absent from inference. */
export interface NetworkHead {
  readonly name: string;
  /** Factor of its loss in the sum. */
  readonly weight: number;
  /** Path of the layer that gives its logits. */
  readonly output: string;
}

export interface Network {
  /** The model's name in the text. */
  readonly name: string;
  readonly arguments: Attributes;
  /** In an order in which every layer comes after its inputs; the first is the input layer. */
  readonly layers: readonly NetworkLayer[];
  readonly groups: readonly NetworkGroup[];
  readonly heads: readonly NetworkHead[];
  /** Path of the layer that gives the logits. */
  readonly output: string;
}

/** Finds layers by path in constant time. */
export function layersByPath(network: Network): ReadonlyMap<string, NetworkLayer> {
  return new Map(network.layers.map((layer) => [layer.path, layer]));
}

/** The shape of one input image: [channels, height, width]. */
export function inputShape(network: Network): Shape {
  return knownShape(network.layers[0]);
}

/** The shape of a layer of a network that passed its checks. */
export function knownShape(layer: NetworkLayer): Shape {
  if (layer.outputShape === undefined) {
    throw new Error(`The output shape of ${layer.path} is unknown: the network has errors.`);
  }
  return layer.outputShape;
}
