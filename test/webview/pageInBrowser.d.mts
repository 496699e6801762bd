// Types of pageInBrowser.mjs.

import type { Page } from 'playwright-core';

export interface PageOptions {
  readonly theme?: 'light' | 'dark' | 'contrast' | 'contrastLight';
  readonly width?: number;
  readonly height?: number;
  readonly kept?: unknown;
}

export interface ShownPage {
  readonly page: Page;
  readonly complaints: readonly string[];
  deliver(message: unknown): Promise<void>;
  drawn(): Promise<void>;
  sent(): Promise<readonly { readonly kind: string }[]>;
  kept(): Promise<unknown>;
}

export interface PageBrowser {
  open(options?: PageOptions): Promise<ShownPage>;
  close(): Promise<void>;
}

export declare function startPageBrowser(
  name: string,
  pageKind: { readonly id: string; readonly title: string; readonly allowed?: readonly string[] },
): Promise<PageBrowser>;
