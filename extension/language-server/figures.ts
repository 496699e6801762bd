// Shapes, parameters, multiply-adds and receptive fields of what a name stands for.

import type { LayerSummary } from '../../engine/analysis/summarize.ts';
import { type NetworkSummary, summarize } from '../../engine/analysis/summarize.ts';
import type { Network } from '../../engine/network/network.ts';
import { formatShape } from '../../engine/network/shape.ts';
import type { Compilation } from '../language/compilation.ts';
import type { TextRange } from '../language/diagnostic.ts';
import { childrenOf } from '../language/syntax/children.ts';
import type { Name, SyntaxNode } from '../language/syntax/tree.ts';
import type { Occurrence } from './bindNames.ts';
import { type Instance, inputOf, instancesIn, outputOf } from './instances.ts';
import { counted, shapeSpan, withPrefix } from './quantity.ts';

const summaries = new WeakMap<Network, ReadonlyMap<string, LayerSummary>>();
const totals = new WeakMap<Network, NetworkSummary>();

/** Markdown about what an occurrence of a name became in the models; undefined where it became nothing. */
export function figuresOf(
  compilation: Compilation,
  { name, definition, declares }: Occurrence,
): string | undefined {
  switch (definition.kind) {
    case 'model':
      return modelFigures(compilation, name.text);
    case 'value':
    case 'head':
      return instanceFigures(instancesIn(compilation, definition.file, flowOf(definition.node)));
    case 'block':
      return declares
        ? instanceFigures(usesOf(compilation, definition.file, definition.node))
        : instanceFigures(instancesIn(compilation, compilation.file, useRange(compilation, name)));
    case 'layer':
    case 'parameter':
      return declares
        ? undefined
        : instanceFigures(instancesIn(compilation, compilation.file, useRange(compilation, name)));
    default:
      return undefined;
  }
}

/** A named value's chain without its name, which is where its group in the network stands. */
function flowOf(node: { readonly start: number; readonly end: number }): TextRange {
  return { start: node.start, end: node.end };
}

/** All instances of a block's body. */
function usesOf(
  compilation: Compilation,
  file: string,
  node: { readonly body: TextRange },
): readonly Instance[] {
  return instancesIn(compilation, file, node.body);
}

/** The layer, use or merge that a name begins. */
function useRange(compilation: Compilation, name: Name): TextRange {
  const tree = compilation.trees.get(compilation.file);
  let found: TextRange = name;
  const visit = (node: SyntaxNode): void => {
    if (node.start > name.start || node.end < name.end) return;
    if ((node.kind === 'use' || node.kind === 'merge') && node.name.start === name.start) found = node;
    for (const child of childrenOf(node)) visit(child);
  };
  if (tree) visit(tree.file);
  return found;
}

function modelFigures(compilation: Compilation, model: string): string | undefined {
  const network = compilation.models.find(({ name }) => name === model)?.network;
  if (network === undefined) return undefined;
  const { input, output, parameters, macs, depth, receptiveField } = summaryOf(network);
  const lines = [
    input && output ? `\`${formatShape(input)} -> ${formatShape(output)}\`` : undefined,
    counted(parameters.inference, 'parameter'),
    withPrefix(macs.inference, 'MAC'),
    counted(depth, 'weighted layer'),
    receptiveField && `receptive field ${receptiveField.size.join('x')}`,
  ];
  return lines.filter((line) => line !== undefined).join(' · ');
}

function instanceFigures(instances: readonly Instance[]): string | undefined {
  const [first] = instances;
  if (first === undefined) return undefined;
  const shapes = [shapeSpan(instances.map(inputOf)), shapeSpan(instances.map(outputOf))];
  const layers = instances.flatMap(({ network, layers }) =>
    layers.map(({ path }) => layerSummaries(network).get(path)).filter((layer) => layer !== undefined),
  );
  const sum = (figure: 'parameters' | 'macs') => layers.reduce((total, layer) => total + layer[figure], 0);
  const [parameters, macs] = [sum('parameters'), sum('macs')];
  const parts = [
    shapes[1] === undefined ? undefined : `\`${shapes.filter((shape) => shape !== undefined).join(' -> ')}\``,
    parameters > 0 ? counted(parameters, 'parameter') : undefined,
    macs > 0 ? withPrefix(macs, 'MAC') : undefined,
    instances.length === 1 ? fieldOf(first) : undefined,
  ];
  const line = parts.filter((part) => part !== undefined).join(' · ');
  return instances.length === 1 || line === ''
    ? line
    : `${counted(instances.length, 'time')}, in all: ${line}`;
}

function fieldOf({ network, layers }: Instance): string | undefined {
  const last = layerSummaries(network).get(layers.at(-1)?.path ?? '');
  if (last?.receptiveField === undefined) return undefined;
  const { size, stride } = last.receptiveField;
  // Units of a vector stand side by side nowhere in the image.
  const steps = last.outputShape?.length === 3 ? `, stride ${stride.join('x')}` : '';
  return `receptive field ${size.join('x')}${steps}`;
}

/** Computed once for each network. */
export function summaryOf(network: Network): NetworkSummary {
  const known = totals.get(network);
  if (known !== undefined) return known;
  const summary = summarize(network, { batch: 1 });
  totals.set(network, summary);
  return summary;
}

function layerSummaries(network: Network): ReadonlyMap<string, LayerSummary> {
  const known = summaries.get(network);
  if (known !== undefined) return known;
  const byPath = new Map(summaryOf(network).layers.map((layer) => [layer.path, layer]));
  summaries.set(network, byPath);
  return byPath;
}
