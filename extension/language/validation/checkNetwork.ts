// Advice on a network from the theory, one rule after another; each can be silenced with `// allow: code`.

import type { ModelResult } from '../compileModel.ts';
import type { SourceFile } from '../elaboration/program.ts';
import type { Reporter } from '../reporter.ts';
import {
  checkBiasBeforeNorm,
  checkDropoutBeforeNorm,
  checkDroppedPixels,
  checkLinearPairs,
} from './layerRules.ts';
import { NetworkView } from './networkView.ts';
import { checkDenseShare, checkReceptiveField, checkShortcuts, checkUnusedValues } from './wholeRules.ts';

type NetworkCheck = (view: NetworkView) => void;

/** They look at a layer and its neighbours. */
const layerChecks: readonly NetworkCheck[] = [checkBiasBeforeNorm, checkDropoutBeforeNorm, checkLinearPairs];

/** They need shapes or the whole network, so they wait until it has no errors. */
const wholeChecks: readonly NetworkCheck[] = [
  checkDroppedPixels,
  checkUnusedValues,
  checkShortcuts,
  checkReceptiveField,
  checkDenseShare,
];

/** `sound` says that neither the model nor the text around it has errors. */
export function checkNetwork(file: SourceFile, model: ModelResult, sound: boolean, reporter: Reporter): void {
  const { network, elaborated, node } = model;
  if (network === undefined || elaborated === undefined) return;
  const view = new NetworkView(network, node, file, elaborated.state, reporter);
  for (const check of layerChecks) check(view);
  if (!sound) return;
  for (const check of wholeChecks) check(view);
}
