// Turns a network into the graph that the diagram draws.

import { layerLabel } from '../../engine/analysis/layerLabel.ts';
import { BYTES_PER_NUMBER } from '../../engine/analysis/memory.ts';
import { findLayer } from '../../engine/layers/registry.ts';
import { layersByPath, type Network, type NetworkLayer, STAND_IN } from '../../engine/network/network.ts';
import { elementCount, formatShape, type Shape } from '../../engine/network/shape.ts';
import type { DiagramEdge, DiagramGraph, DiagramGroup, DiagramNode } from '../../webview/protocol/diagram.ts';

/** What the checker says about a layer. */
export interface DiagramProblem {
  /** Path of the layer. */
  readonly layer: string;
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

/** A network that was drawn, and its graph. */
export interface DrawnNetwork {
  readonly network: Network;
  readonly graph: DiagramGraph;
}

/**
 * The graph of a network, also of one with mistakes: what is unknown is shown as `?`. Of a layer's several
 * problems its node shows the first error, or else the first warning. The totals leave auxiliary heads out,
 * as the papers do. Nodes of layers that are as they were in `before` are the same objects: equal layers of
 * networks that one process elaborates share their attributes and shapes.
 */
export function networkToDiagram(
  network: Network,
  problems: readonly DiagramProblem[],
  before?: DrawnNetwork,
): DiagramGraph {
  const byPath = layersByPath(network);
  const worst = worstProblems(problems);
  const shortcuts = findShortcuts(network, worst);
  const drawn = network.layers.filter((layer) => !shortcuts.has(layer.path));
  const known = before && nodesToKeep(before, byPath);
  const nodes = drawn.map((layer) => {
    const kept = known?.(layer);
    return kept && isSameProblem(kept.problem, worst.get(layer.path)) ? kept : toNode(layer, byPath, worst);
  });
  const main = nodes.filter((_, index) => drawn[index]!.head === undefined);
  return {
    model: network.name,
    nodes,
    groups: toGroups(network, nodes),
    edges: drawn.flatMap((layer) => toEdges(layer, byPath, shortcuts)),
    parameters: sum(main.map((node) => node.parameters)),
    macs: sum(main.map((node) => node.macs)),
    incomplete: network.layers.some(({ outputShape }) => outputShape === undefined),
  };
}

function toNode(
  layer: NetworkLayer,
  byPath: ReadonlyMap<string, NetworkLayer>,
  problems: ReadonlyMap<string, DiagramProblem>,
): DiagramNode {
  const definition = findLayer(layer.kind);
  const problem = problems.get(layer.path);
  const trained = layer.parameters.filter((parameter) => parameter.trainable);
  return {
    id: layer.path,
    category: layer.kind === 'input' ? 'input' : (definition?.category ?? 'custom'),
    kind: layer.kind,
    ...givenName(layer.path, definition || layer.kind === 'input' ? layer.kind : STAND_IN),
    detail: layerLabel(layer),
    group: layer.group,
    shape: layer.outputShape === undefined ? '?' : formatShape(layer.outputShape),
    elements: layer.outputShape === undefined ? 0 : elementCount(layer.outputShape),
    parameters: sum(trained.map((parameter) => elementCount(parameter.shape))),
    macs: macsOf(layer, byPath),
    activationBytes: activationBytesOf(layer),
    problem: problem && { severity: problem.severity, message: problem.message },
  };
}

/** The node that a layer had, where nothing that it shows can differ. */
function nodesToKeep(
  { network, graph }: DrawnNetwork,
  byPath: ReadonlyMap<string, NetworkLayer>,
): (layer: NetworkLayer) => DiagramNode | undefined {
  const layers = layersByPath(network);
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const shapeBefore = (path: string) => layers.get(path)?.outputShape;
  return (layer) => {
    const old = layers.get(layer.path);
    const same =
      old !== undefined &&
      old.kind === layer.kind &&
      old.attributes === layer.attributes &&
      old.outputShape === layer.outputShape &&
      old.group === layer.group &&
      old.inputs.length === layer.inputs.length &&
      layer.inputs.every((path, place) => shapeBefore(old.inputs[place]!) === byPath.get(path)?.outputShape);
    return same ? nodes.get(layer.path) : undefined;
  };
}

function isSameProblem(shown: DiagramNode['problem'], now: DiagramProblem | undefined): boolean {
  return shown?.severity === now?.severity && shown?.message === now?.message;
}

function activationBytesOf({ kind, outputShape }: NetworkLayer): number {
  const shares = findLayer(kind)?.passesThrough === 'always';
  return outputShape === undefined || shares ? 0 : elementCount(outputShape) * BYTES_PER_NUMBER;
}

function macsOf(layer: NetworkLayer, byPath: ReadonlyMap<string, NetworkLayer>): number {
  const definition = findLayer(layer.kind);
  const inputs = layer.inputs.map((path) => byPath.get(path)?.outputShape);
  if (!definition || !layer.outputShape || !inputs.every((shape): shape is Shape => shape !== undefined))
    return 0;
  return definition.cost(layer.attributes, inputs, layer.outputShape).macs;
}

/** `identity` layers are drawn as plain lines: maps each to the layer that it passes on. */
function findShortcuts(
  network: Network,
  problems: ReadonlyMap<string, DiagramProblem>,
): ReadonlyMap<string, string> {
  const read = new Set(network.layers.flatMap((layer) => layer.inputs));
  const shortcuts = new Map<string, string>();
  for (const { kind, path, inputs } of network.layers) {
    const [input] = inputs;
    if (kind !== 'identity' || input === undefined || !read.has(path) || problems.has(path)) continue;
    // Inputs come before what reads them, so chains of identities are resolved link by link.
    shortcuts.set(path, shortcuts.get(input) ?? input);
  }
  return shortcuts;
}

/**
 * A layer may read one output twice, as `add { x; x }` does: the place among the inputs tells the edges
 * apart.
 */
function toEdges(
  layer: NetworkLayer,
  byPath: ReadonlyMap<string, NetworkLayer>,
  shortcuts: ReadonlyMap<string, string>,
): DiagramEdge[] {
  return layer.inputs.flatMap((input, place) => {
    const source = shortcuts.get(input) ?? input;
    return byPath.has(source)
      ? [{ id: `${source}->${layer.path}:${place}`, source, target: layer.path }]
      : [];
  });
}

/** Where the text gives no name, a path ends in the kind and a number: `conv1`, `convBN2`, `block351` of a `Block35`. */
function givenName(path: string, kind: string): { readonly name?: string } {
  const last = path.slice(path.lastIndexOf('.') + 1);
  const made = last.toLowerCase().startsWith(kind.toLowerCase()) && /^\d*$/.test(last.slice(kind.length));
  return made ? {} : { name: last };
}

function toGroups(network: Network, nodes: readonly DiagramNode[]): DiagramGroup[] {
  const parents = new Map(network.groups.map((group) => [group.id, group.parent]));
  const parameters = new Map<string, number>();
  for (const node of nodes) {
    for (let id = node.group; id !== undefined; id = parents.get(id)) {
      parameters.set(id, (parameters.get(id) ?? 0) + node.parameters);
    }
  }
  return network.groups.map((group) => ({
    id: group.id,
    parent: group.parent,
    kind: group.kind,
    ...(group.kind === 'block' ? givenName(group.id, group.label) : {}),
    label: group.label,
    detail: group.detail,
    parameters: parameters.get(group.id) ?? 0,
  }));
}

function worstProblems(problems: readonly DiagramProblem[]): ReadonlyMap<string, DiagramProblem> {
  const worst = new Map<string, DiagramProblem>();
  for (const problem of problems) {
    const known = worst.get(problem.layer);
    if (!known || (known.severity === 'warning' && problem.severity === 'error'))
      worst.set(problem.layer, problem);
  }
  return worst;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
