// Types of diagramInBrowser.mjs.
import type { Page } from 'playwright-core';
import type { KeptState } from '../../webview/diagram/interaction/keptState.ts';
import type { DiagramGraph, FromDiagram, ToDiagram } from '../../webview/protocol/diagram.ts';

export interface ShownDiagram {
  readonly page: Page;
  /** Errors and warnings of the page, violations of its policy among them. */
  readonly complaints: readonly string[];
  deliver(message: ToDiagram): Promise<void>;
  show(graph: DiagramGraph, more?: Partial<Extract<ToDiagram, { readonly kind: 'graph' }>>): Promise<void>;
  settled(model: string): Promise<void>;
  sent(): Promise<readonly FromDiagram[]>;
  kept(): Promise<KeptState | undefined>;
}

export interface DiagramBrowser {
  open(options?: {
    readonly theme?: 'light' | 'dark' | 'contrast' | 'contrastLight';
    readonly width?: number;
    readonly height?: number;
    readonly kept?: KeptState;
  }): Promise<ShownDiagram>;
  close(): Promise<void>;
}

export function startDiagramBrowser(): Promise<DiagramBrowser>;
