// Takes the lowerings of a graph's operations in turn, so that each is used for every node that it applies to.

import type { Graph } from '../../engine/graph/graph.ts';
import { applicableLowerings, type LoweringChoice } from '../../engine/onnx/chooseLowering.ts';
import type { Target } from '../../engine/onnx/target.ts';

/**
 * As many choices as the most that a node has: the first takes what the rules prefer everywhere, the next each node's
 * second, and so on; a node with fewer begins anew. Together they use every applicable lowering of every node.
 */
export function forcedLowerings(
  graph: Graph,
  target: Target,
  channelBlock?: number,
): readonly LoweringChoice[] {
  const counts = graph.nodes.map((node) => applicableLowerings(node, target, channelBlock).length);
  return Array.from({ length: Math.max(1, ...counts) }, (_, round) =>
    loweringOfRound(round, target, channelBlock),
  );
}

/** The choice of one round, for any graph. */
export function loweringOfRound(round: number, target: Target, channelBlock?: number): LoweringChoice {
  return (node) => {
    const applicable = applicableLowerings(node, target, channelBlock);
    return applicable[round % applicable.length];
  };
}

/** What a choice takes where there is more than one way, for messages. */
export function describeChoice(graph: Graph, target: Target, choice: LoweringChoice): string {
  const taken = graph.nodes
    .filter((node) => applicableLowerings(node, target).length > 1)
    .map(
      (node) =>
        `${node.operation} in ${node.scope} as ${choice(node, target, applicableLowerings(node, target))}`,
    );
  return [...new Set(taken)].join('; ');
}
