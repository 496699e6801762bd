// The diagram's page in a browser for the tests of a file: one page at a time, which must not complain.

import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import {
  type DiagramBrowser,
  type ShownDiagram,
  startDiagramBrowser,
} from '../../webview/diagramInBrowser.mjs';

export interface DiagramPages {
  /** Another page; the end of the test closes the last one, and holds that it had nothing to complain of. */
  open(options?: Parameters<DiagramBrowser['open']>[0]): Promise<ShownDiagram>;
  /** A node or a header. */
  node(id: string): Locator;
  /** Where the body of a node is in the window. */
  bodyOf(id: string): Promise<{ x: number; y: number; width: number; height: number }>;
}

export function useDiagramPages(): DiagramPages {
  let browser: DiagramBrowser | undefined;
  let shown: ShownDiagram | undefined;
  beforeAll(async () => {
    browser = await startDiagramBrowser();
  });
  afterAll(() => browser?.close());
  afterEach(async () => {
    expect(shown?.complaints).toEqual([]);
    await shown?.page.close();
  });
  const node = (id: string) => shown!.page.locator(`svg [data-id=${JSON.stringify(id)}]`);
  return {
    async open(options = {}) {
      shown = await browser!.open(options);
      return shown;
    },
    node,
    async bodyOf(id) {
      const box = await node(id).locator('.body').boundingBox();
      if (!box) throw new Error(`${id} is not drawn.`);
      return box;
    },
  };
}
