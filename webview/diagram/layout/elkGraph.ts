// The part of ELK's JSON format that the diagram uses
// (https://eclipse.dev/elk/documentation/tooldevelopers/).

import type { Point } from './layout.ts';

export type ElkOptions = Readonly<Record<string, string>>;

export interface ElkPort {
  readonly id: string;
  readonly x?: number;
  readonly y?: number;
  readonly width: number;
  readonly height: number;
  readonly layoutOptions: ElkOptions;
}

export interface ElkEdge {
  readonly id: string;
  readonly sources: readonly [string];
  readonly targets: readonly [string];
  /** Where ELK led it. */
  readonly sections?: readonly {
    readonly startPoint: Point;
    readonly endPoint: Point;
    readonly bendPoints?: readonly Point[];
  }[];
}

export interface ElkNode {
  readonly id: string;
  readonly x?: number;
  readonly y?: number;
  readonly width?: number;
  readonly height?: number;
  readonly layoutOptions: ElkOptions;
  readonly ports?: readonly ElkPort[];
  readonly children?: readonly ElkNode[];
  readonly edges?: readonly ElkEdge[];
}
