// The page of a model's diagram in the real editor, at rest.

import type { Frame } from 'playwright-core';
import type { Workbench } from './workbench.ts';

/** Waits until the diagram of the model is there, and nothing in it moves. */
export async function diagramFrame(workbench: Workbench, model: string): Promise<Frame> {
  const frame = await workbench.webviewFrame(`svg.drawing[aria-label="Diagram of ${model}"]`);
  await frame.waitForFunction(() => document.getAnimations().length === 0);
  return frame;
}
