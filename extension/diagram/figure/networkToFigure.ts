// Turns a network into what a paper's figure of it shows.

import type { Network } from '../../../engine/network/network.ts';
import type { FigureModel } from '../../../webview/protocol/figure.ts';
import type { FigureDepth } from '../../../webview/protocol/figurePanel.ts';
import { modulesOf } from './modules.ts';
import { volumesOf } from './volumes.ts';

/** The volumes of the main line, and the inside of the blocks that it is made of. */
export function networkToFigure(network: Network, depth: FigureDepth = 'fit'): FigureModel {
  return { model: network.name, volumes: volumesOf(network, depth), modules: modulesOf(network) };
}
