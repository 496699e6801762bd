// What the details beside the diagram tell of a layer or a block.

import { type LayerSummary, type NetworkSummary, summarize } from '../../engine/analysis/summarize.ts';
import { findLayer } from '../../engine/layers/registry.ts';
import type { AttributeValue } from '../../engine/network/attribute.ts';
import type { Network } from '../../engine/network/network.ts';
import { formatShape, type Shape } from '../../engine/network/shape.ts';
import type {
  DetailAttribute,
  DetailFigure,
  DetailProblem,
  LayerDetails,
} from '../../webview/protocol/details.ts';
import type { Compilation } from '../language/compilation.ts';
import type { UseNode } from '../language/syntax/tree.ts';
import { groupFields } from './groupFields.ts';
import { instancesIn } from './instances.ts';
import { chooseModel } from './networkQueries.ts';
import { grouped, withPrefix } from './quantity.ts';
import { textOf } from './sourceText.ts';
import { type Subject, subjectOf } from './subject.ts';
import { valueText } from './valueText.ts';

const summaries = new WeakMap<Network, NetworkSummary>();

export function layerDetails(
  compilation: Compilation,
  model: string | undefined,
  id: string,
): LayerDetails | undefined {
  const network = chooseModel(compilation, model)?.network;
  const subject = network && subjectOf(compilation, network, id);
  if (!network || !subject) return undefined;
  const { layer, group, at, statement, ends, loop } = subject;
  const isRound = group?.kind === 'iteration';
  const chain = statement?.kind === 'chain' ? statement : isRound ? undefined : at?.chain;
  const instances = instancesIn(compilation, subject.origin.file, subject.origin);
  return {
    id,
    kind: layer?.kind ?? (group?.kind === 'head' ? `head ${group.label}` : (group?.label ?? '')),
    name: chain?.name?.text ?? (statement?.kind === 'head' ? statement.name?.text : undefined),
    documentation: documentationOf(subject),
    attributes: attributesOf(subject),
    fixed: fixedBecause(subject),
    figures: layer ? layerFigures(network, layer.path) : groupFigures(network, id),
    problems: problemsOf(compilation, subject),
    places: Math.max(1, instances.filter((instance) => instance.network === network).length),
    nameable: chain !== undefined || statement?.kind === 'head',
    removable: !isRound && at?.element.kind !== 'input' && (at ?? statement ?? loop) !== undefined,
    editable: ends !== undefined,
    first: at?.element.kind === 'input',
  };
}

function documentationOf({ layer, block, group }: Subject): string {
  if (group?.kind === 'head')
    return 'Auxiliary classifier: has its own loss in training, and is absent from inference.';
  const text = layer ? findLayer(layer.kind)?.documentation : block?.documentation;
  return text?.split('\n', 1)[0] ?? '';
}

function fixedBecause({ layer, at, use, loop }: Subject): string | undefined {
  if (use !== undefined || loop !== undefined || at?.element.kind === 'input') return undefined;
  if (at?.element.kind === 'use' && layer)
    return `The text calls it \`${at.element.name.text}\`: change it where that is given.`;
  return at?.element.kind === 'merge' || at === undefined ? undefined : 'Change it in the text.';
}

function attributesOf(subject: Subject): readonly DetailAttribute[] {
  const { layer, use, tree, names, at } = subject;
  if (at?.element.kind === 'input') {
    const written = textOf(tree, at.element.shape);
    const plain = { type: 'channels x height x width', documentation: 'Of one image.', choices: [] };
    return [{ name: 'shape', written, value: written, ...plain }];
  }
  const ofGroup = groupFields(subject);
  if (ofGroup.length > 0) return ofGroup;
  const schema = layer && findLayer(layer.kind)?.attributes;
  return names.map((name) => {
    const attribute = schema?.[name];
    const value = layer?.attributes[name];
    return {
      name,
      written: use && writtenArgument(subject, use, name),
      value: value === undefined ? defaultOf(subject, name) : shownValue(value, attribute),
      type: attribute?.type ?? '',
      documentation: attribute?.documentation ?? '',
      choices: attribute?.choices ?? [],
    };
  });
}

function shownValue(value: AttributeValue, attribute: Parameters<typeof valueText>[1]): string {
  return valueText(value, attribute);
}

function defaultOf({ block, tree, use }: Subject, name: string): string {
  const parameter = block?.parameters.find((known) => known.name.text === name)?.default;
  return parameter && use ? textOf(tree, parameter) : '';
}

function writtenArgument({ tree, names }: Subject, use: UseNode, name: string): string | undefined {
  const given = use.arguments?.items.find((item, place) => (item.name?.text ?? names[place]) === name);
  return given && textOf(tree, given.value);
}

function summaryOf(network: Network): NetworkSummary {
  const known = summaries.get(network) ?? summarize(network, { batch: 1 });
  summaries.set(network, known);
  return known;
}

function layerFigures(network: Network, path: string): readonly DetailFigure[] {
  const { layers } = summaryOf(network);
  const layer = layers.find((known) => known.path === path)!;
  const shapes = new Map(layers.map((known) => [known.path, known.outputShape]));
  const inputs = layer.inputs.map((input) => shapeText(shapes.get(input)));
  return [
    ...(inputs.length === 0 ? [] : [{ name: 'Input', value: [...new Set(inputs)].join(', ') }]),
    { name: 'Output', value: shapeText(layer.outputShape) },
    ...sums([layer]),
    ...receptiveField(layer),
    { name: 'Path', value: path },
  ];
}

function groupFigures(network: Network, id: string): readonly DetailFigure[] {
  const parents = new Map(network.groups.map((group) => [group.id, group.parent]));
  const isInside = (group: string | undefined): boolean => {
    for (let at = group; at !== undefined; at = parents.get(at)) if (at === id) return true;
    return false;
  };
  const inside = new Set(network.layers.filter(({ group }) => isInside(group)).map(({ path }) => path));
  const layers = summaryOf(network).layers.filter(({ path }) => inside.has(path));
  const last = layers.at(-1);
  return [
    { name: 'Layers', value: grouped(layers.length) },
    ...(last ? [{ name: 'Output', value: shapeText(last.outputShape) }] : []),
    ...sums(layers),
    ...(last ? receptiveField(last) : []),
  ];
}

/** What costs nothing is left out. */
function sums(layers: readonly LayerSummary[]): readonly DetailFigure[] {
  const total = (figure: 'parameters' | 'statistics' | 'macs' | 'flops' | 'activationBytes') =>
    layers.reduce((sum, layer) => sum + layer[figure], 0);
  return [
    { name: 'Parameters', amount: total('parameters'), value: grouped(total('parameters')) },
    { name: 'Statistics', amount: total('statistics'), value: grouped(total('statistics')) },
    { name: 'Multiply-adds', amount: total('macs'), value: withPrefix(total('macs'), 'MAC') },
    { name: 'Operations', amount: total('flops'), value: withPrefix(total('flops'), 'FLOP') },
    { name: 'Memory', amount: total('activationBytes'), value: bytesText(total('activationBytes')) },
  ].flatMap(({ name, amount, value }) => (amount === 0 ? [] : [{ name, value }]));
}

function bytesText(bytes: number): string {
  return `${bytes < 1024 ? `${bytes} B` : bytes < 2 ** 20 ? `${(bytes / 1024).toFixed(1)} KiB` : `${(bytes / 2 ** 20).toFixed(1)} MiB`} for one image`;
}

function receptiveField({ receptiveField: field }: LayerSummary): readonly DetailFigure[] {
  if (field === undefined) return [];
  const [rows, columns] = field.size.map(Math.ceil);
  const [down, across] = field.stride.map((step) => String(Number(step.toPrecision(3))));
  const stride = down === across ? down : `${down} x ${across}`;
  return [{ name: 'Receptive field', value: `${rows}x${columns}, every ${stride} px` }];
}

function shapeText(shape: Shape | undefined): string {
  return shape === undefined ? 'unknown' : formatShape(shape);
}

/** Everything that the checker says inside the call. */
function problemsOf(compilation: Compilation, { origin }: Subject): readonly DetailProblem[] {
  const found = compilation.diagnostics.filter(
    ({ file, range }) => file === origin.file && origin.start <= range.start && range.end <= origin.end,
  );
  return found.flatMap(({ severity, message }) => (severity === 'info' ? [] : [{ severity, message }]));
}
