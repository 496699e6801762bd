// A laid-out diagram: boxes and lines as plain data, in pixels from the top left.

import type { VisibleFrame, VisibleNode } from './view.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

export interface PlacedText {
  readonly text: string;
  readonly box: Box;
}

export interface PlacedNode {
  readonly node: VisibleNode;
  readonly box: Box;
  /** The output's shape, beside the line that leaves. */
  readonly shape: PlacedText | undefined;
  /** The value's name, left of the node. */
  readonly tag: PlacedText | undefined;
}

export interface PlacedFrame {
  readonly frame: VisibleFrame;
  readonly box: Box;
  /** The strip with the title, along the top of the box. */
  readonly header: Box;
  /** From 0 for the outermost. */
  readonly depth: number;
}

export interface PlacedEdge {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  /** Neighbours share their x or their y. */
  readonly points: readonly Point[];
  readonly elements: number;
  readonly change?: 'added' | 'removed';
}

/** Which way the network flows. */
export type FlowDirection = 'down' | 'right';

export interface Layout {
  /** Absent: down. */
  readonly direction?: FlowDirection;
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  /** Outer frames before inner ones. */
  readonly frames: readonly PlacedFrame[];
  readonly edges: readonly PlacedEdge[];
}
