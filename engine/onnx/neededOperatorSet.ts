// Which version of ONNX's operators a graph needs.

import type { Graph } from '../graph/graph.ts';
import { operatorSetVersion } from './model.ts';

/** What is written here holds for later versions too, except that reductions take their axes as an input from 18 on. */
export function neededOperatorSet({ nodes }: Graph): number {
  const versions = nodes.map((node) =>
    node.operation === 'custom' && node.attributes.domain === '' ? node.attributes.operatorSet : 0,
  );
  return versions.reduce((highest, version) => Math.max(highest, version), operatorSetVersion);
}
