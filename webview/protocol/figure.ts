// A network as a paper's figure shows it, ready to be drawn: plain data.

import type { NodeCategory } from './diagram.ts';

/** What leads from one volume to the next. */
export interface FigureStep {
  readonly category: NodeCategory | 'block';
  /** `5x5 convolution`, `2x2 max pooling`, `Inception x 5` */
  readonly title: string;
  /** What else happens on the way: `relu, dropout`. */
  readonly detail: string;
  /** Rows and columns of the window that slides over the volume before. */
  readonly window: readonly [number, number] | undefined;
  /** Grouped: each stream reads only its own part of the volume before. */
  readonly separate: boolean;
}

/** Feature maps, or a vector, between two steps. */
export interface FigureVolume {
  /** Path of the layer that gives it. */
  readonly id: string;
  /** The name that the text gives to it: `C1`. */
  readonly name: string | undefined;
  /** [channels, height, width], or [units]; empty where a mistake in the text makes it unknown. */
  readonly shape: readonly number[];
  /** Parts that are computed apart, as the two halves of AlexNet. */
  readonly streams: number;
  /** Undefined for the input. */
  readonly step: FigureStep | undefined;
  /** Auxiliary heads that hang on it. */
  readonly heads: readonly string[];
}

export interface ModuleBox {
  readonly kind: 'box';
  readonly category: NodeCategory;
  /** `3x3 convolution, 128` */
  readonly title: string;
  /** In its order, what belongs to it: `bn - relu - conv`; empty where there is nothing else. */
  readonly detail: string;
}

export interface ModuleFork {
  readonly kind: 'fork';
  /** `concat`, `add`, `mul`, … */
  readonly merge: string;
  /** Each from the fork's input to its merge; empty for a shortcut. */
  readonly branches: readonly (readonly ModuleItem[])[];
}

/** One after the other. */
export type ModuleItem = ModuleBox | ModuleFork;

/** The inside of a block that the network uses. */
export interface FigureModule {
  /** `Inception` */
  readonly title: string;
  /** The first use: `i3a`, or its arguments. */
  readonly detail: string;
  readonly items: readonly ModuleItem[];
  /** A dense block: how many layers in a row each read all before them. */
  readonly dense: number | undefined;
}

export interface FigureModel {
  readonly model: string;
  readonly volumes: readonly FigureVolume[];
  readonly modules: readonly FigureModule[];
}
