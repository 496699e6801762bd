// What a chart over a run's steps shows: plain data, from which the drawing, the file and the table are made.

import type { Points } from '../series/decimate.ts';

/** A colour as CSS has it, often a variable of the editor's theme. */
export type Color = string;

export interface LineMark {
  readonly kind: 'line';
  /** Written at the line's end and beside its value; none for a line that goes with another. */
  readonly label?: string;
  readonly color: Color;
  /** Strong lines matter most; faint ones are the ground of a smoothed line. */
  readonly tone: 'strong' | 'muted' | 'faint';
  readonly points: Points;
  /** Whether few points are marked by dots. */
  readonly dots?: boolean;
}

/** What lies between two values at each step. */
export interface BandMark {
  readonly kind: 'band';
  readonly color: Color;
  /** From 0 to 1. */
  readonly opacity: number;
  readonly x: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** Histograms one after the other, each from its step to the next: the more numbers in a bin, the more colour. */
export interface HeatMark {
  readonly kind: 'heat';
  readonly color: Color;
  readonly columns: readonly HeatColumn[];
}

export interface HeatColumn {
  readonly x: number;
  /** The bins divide this range evenly. */
  readonly low: number;
  readonly high: number;
  readonly counts: readonly number[];
}

/** A moment of the run that a chart points out. */
export interface EventMark {
  readonly kind: 'event';
  readonly x: number;
  readonly text: string;
}

export type Mark = LineMark | BandMark | HeatMark | EventMark;

export interface ChartSpec {
  /** Tells charts apart: `loss`. */
  readonly id: string;
  readonly title: string;
  readonly marks: readonly Mark[];
  /** Steps; the axis counts them in units of `per`: 1, or the steps of an epoch. */
  readonly x: { readonly from: number; readonly to: number; readonly per: number; readonly unit: string };
  readonly y: {
    readonly scale: 'linear' | 'log';
    readonly format: (value: number) => string;
    /** Lowest and highest value of the axis, where they are not those of the marks. */
    readonly range?: readonly [low: number, high: number];
  };
  readonly height: number;
}
