// What differs between two models, each a text or an ONNX file, and the one diagram of both.

import { type ComparedSide, gapsIn, summarizeSide } from '../../engine/analysis/comparison/comparedSide.ts';
import { compareForInference } from '../../engine/analysis/comparison/compareForInference.ts';
import {
  compareNetworks,
  compareSides,
  figuresOf,
  type NetworkComparison,
} from '../../engine/analysis/comparison/compareNetworks.ts';
import type { Network } from '../../engine/network/network.ts';
import type { DiagramGraph } from '../../webview/protocol/diagram.ts';
import { comparisonToDiagram, mergeDiagrams } from '../diagram/comparisonToDiagram.ts';
import { networkToDiagram } from '../diagram/networkToDiagram.ts';
import { operatorsAsLayers } from './foreignOperators.ts';
import { knownForms } from './knownForms.ts';
import { layersOfOperators } from './layersOfOperators.ts';
import type { OperatorGraph } from './operators.ts';
import { inGroupsOf } from './sharedGroups.ts';

export type ComparedModel =
  | { readonly kind: 'text'; readonly name: string; readonly network: Network }
  | { readonly kind: 'onnx'; readonly name: string; readonly graph: OperatorGraph };

export interface ModelComparison {
  readonly comparison: NetworkComparison;
  /** Made when it is asked for. */
  diagram(): DiagramGraph;
}

/**
 * Two texts are compared layer by layer, two files operator by operator, and a text with a file by what they compute in
 * inference. Memory is for `batch` images.
 */
export function compareModels(
  before: ComparedModel,
  after: ComparedModel,
  options: { readonly batch: number },
): ModelComparison {
  if (before.kind === 'text' && after.kind === 'text') {
    const comparison = compareNetworks(before.network, after.network, options);
    return {
      comparison,
      diagram: () => comparisonToDiagram(comparison, { before: before.network, after: after.network }),
    };
  }
  if (before.kind === 'onnx' && after.kind === 'onnx') return compareFiles(before, after, options);
  const text = before.kind === 'text' ? before.network : after.kind === 'text' ? after.network : undefined;
  const sides = [before, after].map((model) => sideBeside(model, text!)) as [NamedSide, NamedSide];
  const comparison = withNote(compareForInference(...sides, options));
  return {
    comparison,
    diagram: () => mergeDiagrams(comparison, { before: diagramOf(sides[0]), after: diagramOf(sides[1]) }),
  };
}

type NamedSide = ComparedSide & { readonly name: string };

function sideBeside(model: ComparedModel, text: Network): NamedSide {
  if (model.kind === 'text') return model;
  const found = layersOfOperators(model.graph, knownForms(text, model.graph.batch));
  return { ...found, network: inGroupsOf(text, found.network), name: model.name };
}

type OnnxModel = Extract<ComparedModel, { kind: 'onnx' }>;

function compareFiles(
  before: OnnxModel,
  after: OnnxModel,
  options: { readonly batch: number },
): ModelComparison {
  const sides = [before, after].map(({ graph }) => ({
    ...operatorsAsLayers(graph),
    inLayers: layersOfOperators(graph, new Map()),
  })) as [ComparedSide, ComparedSide];
  const compared = compareSides(...sides, options);
  const summaries = sides.map((side) => summarizeSide(side.inLayers!, options));
  const gaps = sides.flatMap((side, place) => gapsIn(side, summaries[place]!, [before, after][place]!.name));
  const renamed = compared.layers.filter(
    (layer) => layer.before && layer.after && layer.before.path !== layer.after.path,
  ).length;
  const names =
    renamed === 0
      ? []
      : [
          `${renamed === 1 ? 'One operator has' : `${renamed} operators have`} another name in ${after.name}.`,
        ];
  const comparison = withNote({
    ...compared,
    figures: figuresOf(summaries[0]!, summaries[1]!),
    notes: [
      ...names,
      ...outputNotes(compared, before, after),
      ...alikeNote(compared, sides, [before.name, after.name], options),
      ...gaps,
    ],
  });
  return {
    comparison,
    diagram: () => mergeDiagrams(comparison, { before: before.graph.diagram, after: after.graph.diagram }),
  };
}

function outputNotes({ layers }: NetworkComparison, before: OnnxModel, after: OnnxModel): readonly string[] {
  const [old, now] = [before.graph.outputs, after.graph.outputs];
  const names = (outputs: typeof old) => outputs.map(({ name }) => `\`${name.slice(0, 80)}\``).join(', ');
  const partners = new Map(layers.map((layer) => [layer.after?.path, layer.before?.path]));
  const moved = now.filter(({ from }, place) => old[place] && partners.get(from) !== old[place].from);
  return [
    ...(names(old) === names(now)
      ? []
      : [`The outputs of ${before.name} are called ${names(old)}, those of ${after.name} ${names(now)}.`]),
    ...(moved.length > 0
      ? [`Given by another operator than in ${before.name}: the output ${names(moved)}.`]
      : []),
  ];
}

/** Files whose operators differ may hold one network: with normalisation folded, or written by another exporter. */
function alikeNote(
  { layers }: NetworkComparison,
  [before, after]: readonly [ComparedSide, ComparedSide],
  [one, other]: readonly [string, string],
  options: { readonly batch: number },
): readonly string[] {
  if (layers.every(({ status }) => status === 'same')) return [];
  const inLayers = compareForInference(
    { ...before.inLayers!, name: one },
    { ...after.inLayers!, name: other },
    options,
  );
  const alike = inLayers.layers.every(({ status }) => status === 'same' || status === 'equivalent');
  return alike ? ['Taken as layers, both compute the same in inference: only the operators differ.'] : [];
}

function withNote(comparison: NetworkComparison): NetworkComparison {
  const note = 'Structure, attributes and shapes are compared, not the numbers of the weights.';
  return { ...comparison, notes: [...comparison.notes, note] };
}

/** With what is told of layers that the language has no kind for. */
function diagramOf({ network, foreign }: ComparedSide): DiagramGraph {
  const graph = networkToDiagram(network, []);
  if (!foreign) return graph;
  const nodes = graph.nodes.map((node) => {
    const told = foreign.get(node.id);
    return told ? { ...node, category: told.category, detail: told.label, macs: told.macs ?? 0 } : node;
  });
  return { ...graph, nodes, macs: nodes.reduce((sum, { macs }) => sum + macs, 0) };
}
