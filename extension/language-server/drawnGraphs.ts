// Answers what a model's diagram draws; who has the version before is told what differs.

import { layersByPath, type Network, type Origin } from '../../engine/network/network.ts';
import type { DiagramGraph } from '../../webview/protocol/diagram.ts';
import { graphChange } from '../../webview/protocol/graphChange.ts';
import { networkToDiagram } from '../diagram/networkToDiagram.ts';
import type { Compilation } from '../language/compilation.ts';
import { diagramAnswer } from './networkQueries.ts';
import type { GraphAnswer } from './protocol.ts';

/** Diagrams that are looked at side by side; of others the next answer is a whole one. */
const MOST_KEPT = 4;

interface Kept {
  readonly version: number;
  readonly network: Network;
  readonly graph: DiagramGraph;
  readonly callOf: readonly number[];
}

export class DrawnGraphs {
  private versions = 0;
  /** By file, the last used last. */
  private readonly kept = new Map<string, Kept>();

  answer(compilation: Compilation, model: string | undefined, known: number | undefined): GraphAnswer {
    const { models, network, problems, elsewhere, message } = diagramAnswer(compilation, model);
    this.versions += 1;
    const version = this.versions;
    if (network === null)
      return { models, version, drawn: null, elsewhere, ...(message === undefined ? {} : { message }) };
    const last = this.kept.get(compilation.file);
    const before = last?.network.name === network.name ? last : undefined;
    const graph = networkToDiagram(network, problems, before);
    const { calls, callOf } = callsOf(network, graph);
    this.keep(compilation.file, { version, network, graph, callOf });
    const change =
      before !== undefined && before.version === known && sameNumbers(before.callOf, callOf)
        ? graphChange(before.graph, graph)
        : undefined;
    const drawn = change
      ? ({ kind: 'change', change, calls } as const)
      : ({ kind: 'whole', graph, calls, callOf } as const);
    return { models, version, drawn, elsewhere };
  }

  private keep(file: string, drawn: Kept): void {
    this.kept.delete(file);
    this.kept.set(file, drawn);
    if (this.kept.size > MOST_KEPT) this.kept.delete(this.kept.keys().next().value!);
  }
}

/** A call makes many layers, which share its origin. */
function callsOf(
  network: Network,
  graph: DiagramGraph,
): { readonly calls: readonly Origin[]; readonly callOf: readonly number[] } {
  const layers = layersByPath(network);
  const places = new Map<Origin, number>();
  const callOf = graph.nodes.map(({ id }) => {
    const { origin } = layers.get(id)!;
    const place = places.get(origin) ?? places.size;
    places.set(origin, place);
    return place;
  });
  return { calls: [...places.keys()], callOf };
}

function sameNumbers(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((number, place) => number === b[place]);
}
