// The picture of a run's network, beside the engine's files in the run's folder.

import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Network } from '../engine/network/network.ts';
import { networkToDiagram } from '../extension/diagram/networkToDiagram.ts';
import type { CommandContext } from './command.ts';
import { renderDiagramSvg } from './diagramSvg.ts';

/** Draws the picture unless it is there. A picture that fails is told, and leaves the run as it is. */
export async function drawRun(context: CommandContext, folder: string, network: Network): Promise<void> {
  const file = join(folder, 'diagram.svg');
  if (!existsSync(folder) || existsSync(file)) return;
  try {
    const { svg } = await renderDiagramSvg(networkToDiagram(network, []), { theme: 'light' });
    await writeFile(file, svg);
  } catch (failure) {
    const reason = failure instanceof Error ? failure.message : String(failure);
    context.log.write(`The network's picture ${file} could not be made: ${reason}.\n`);
  }
}
