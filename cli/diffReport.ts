// The difference of two networks as tables for people.

import {
  type Change,
  type ComparedLayer,
  fieldDifference,
  type NetworkComparison,
} from '../engine/analysis/comparison/compareNetworks.ts';
import type { LayerSummary } from '../engine/analysis/summarize.ts';
import type { AttributeValue } from '../engine/network/attribute.ts';
import { formatShape, type Shape } from '../engine/network/shape.ts';
import { equalText, equivalentLines } from './equivalentText.ts';
import { repeatedRounds, roundsPath } from './repeatedRounds.ts';
import { formatBytes, grouped, withPrefix } from './terminal/quantity.ts';
import type { Style } from './terminal/style.ts';
import { type Column, formatTable } from './terminal/table.ts';

const layerColumns: readonly Column[] = [
  { title: '', align: 'left' },
  { title: 'layer', align: 'left' },
  { title: 'kind', align: 'left' },
  { title: 'output', align: 'left' },
  { title: 'parameters', align: 'right' },
  { title: 'MACs', align: 'right', optional: true },
];

const figureColumns: readonly Column[] = [
  { title: '', align: 'left' },
  { title: 'before', align: 'right' },
  { title: 'after', align: 'right' },
  { title: 'difference', align: 'right' },
];

/** Without a line break at the end. `titles` name the two sides. */
export function diffText(
  comparison: NetworkComparison,
  titles: readonly [string, string],
  style: Style,
): string {
  const rows = tableRows(comparison.layers, style);
  const same = comparison.layers.filter(({ status }) => status === 'same').length;
  const unchanged = `${grouped(same)} ${same === 1 ? 'layer' : 'layers'} unchanged`;
  const layers = rows.length === 0 ? [] : [formatTable(layerColumns, rows, undefined, style), ''];
  const counts = countsText(comparison.layers);
  const equivalent = equivalentLines(comparison.layers).map(style.muted);
  const notes = comparison.notes.map(style.muted);
  return [
    style.bold(`${titles[0]} → ${titles[1]}`),
    '',
    ...layers,
    rows.length === 0 ? equalText(comparison.layers) : `${counts}; ${unchanged}.`,
    ...equivalent,
    '',
    formatTable(figureColumns, figureRows(comparison), undefined, style),
    ...(notes.length === 0 ? [] : ['', ...notes]),
  ].join('\n');
}

const signs = { added: '+', removed: '-', changed: '~', affected: ' ' } as const;

type Told = Exclude<ComparedLayer['status'], 'same' | 'equivalent'>;

/** Layers that are told in one row: one, or several of one block that came or went together. */
interface Row {
  readonly status: Told;
  readonly layers: readonly [ComparedLayer, ...ComparedLayer[]];
}

/** Below this many, layers of one block are told one by one. */
const fewestTogether = 3;

function rowsOf(layers: readonly ComparedLayer[]): readonly Row[] {
  const runs: { status: Told; block: string; layers: [ComparedLayer, ...ComparedLayer[]] }[] = [];
  let last: (typeof runs)[number] | undefined;
  for (const layer of layers) {
    if (layer.status === 'same' || layer.status === 'equivalent') {
      if (layer.status === 'same') last = undefined;
      continue;
    }
    const block = blockOf((layer.after ?? layer.before)!.path);
    const together = (layer.status === 'added' || layer.status === 'removed') && block !== '';
    if (last !== undefined && together && last.status === layer.status && last.block === block) {
      last.layers.push(layer);
    } else {
      last = { status: layer.status, block, layers: [layer] };
      runs.push(last);
    }
  }
  return runs.flatMap((run): Row[] =>
    run.layers.length >= fewestTogether
      ? [run]
      : run.layers.map((layer) => ({ status: run.status, layers: [layer] })),
  );
}

/** The outermost block that a path begins with: `width2.basic1` of `width2.basic1.convBN1.conv1`. */
function blockOf(path: string): string {
  const segments = path.split('.');
  return segments.slice(0, Math.min(2, segments.length - 1)).join('.');
}

/** Rounds of a repeat that differ in the same way are one row, with the sums of their figures. */
function tableRows(layers: readonly ComparedLayer[], style: Style): readonly (readonly string[])[] {
  const rows = rowsOf(layers).map((row) => ({ ...row, cells: cellsOf(row) }));
  const groups = repeatedRounds(rows, ({ status, cells: [path, ...others] }) => ({
    path: path!,
    says: JSON.stringify([status, others]),
  }));
  return groups.map((group) => {
    const [first] = group;
    const paint = { added: style.green, removed: style.red, changed: style.yellow, affected: style.muted }[
      first.status
    ];
    const cells = group.length === 1 ? first.cells : roundsCells(group);
    return [signs[first.status], ...cells].map((cell) => (cell === '' ? '' : paint(cell)));
  });
}

function cellsOf({ layers }: Row): readonly string[] {
  return layers.length === 1 ? layerCells(layers[0]) : blockCells(layers);
}

type CellRow = Row & { readonly cells: readonly string[] };

function roundsCells(group: readonly [CellRow, ...CellRow[]]): readonly string[] {
  const [{ cells }] = group;
  const [path, kind, output] = cells;
  const layers = group.flatMap((row) => row.layers);
  return [
    roundsPath(path!, group.at(-1)!.cells[0]!),
    `${group.length} × ${kind}`,
    output!,
    amountText(layers, ({ parameters }) => parameters),
    amountText(layers, ({ macs }) => macs),
  ];
}

function layerCells(layer: ComparedLayer): readonly string[] {
  const { before, after } = layer;
  const shown = (after ?? before)!;
  const moved = before !== undefined && after !== undefined && before.path !== after.path;
  const rewired = 'rewired' in layer && layer.rewired ? ', other inputs' : '';
  return [
    moved ? `${before.path} → ${after.path}` : shown.path,
    changeText(layer, kindText) + unlabelled(layer) + rewired,
    changeText(layer, ({ outputShape }) => shapeText(outputShape)),
    amountText([layer], ({ parameters }) => parameters),
    amountText([layer], ({ macs }) => macs),
  ];
}

function blockCells(layers: Row['layers']): readonly string[] {
  const sides = layers.map(({ before, after }) => (after ?? before)!);
  const last = sides.at(-1)!;
  return [
    `${commonBlock(sides.map(({ path }) => path))}.*`,
    `${layers.length} layers`,
    shapeText(last.outputShape),
    amountText(layers, ({ parameters }) => parameters),
    amountText(layers, ({ macs }) => macs),
  ];
}

/** The innermost block around all paths. */
function commonBlock(paths: readonly string[]): string {
  const [first = [], ...others] = paths.map((path) => path.split('.').slice(0, -1));
  const length = first.findIndex((segment, place) => others.some((other) => other[place] !== segment));
  return first.slice(0, length < 0 ? first.length : length).join('.');
}

function kindText({ kind, label }: LayerSummary): string {
  return label === '' ? kind : `${kind} ${label}`;
}

/** Attributes that changed though the label, which says only the main ones, did not: `bias true → false`. */
function unlabelled(layer: ComparedLayer): string {
  if (layer.status !== 'changed' || kindText(layer.before) !== kindText(layer.after)) return '';
  const changes = Object.entries(layer.attributes).map(
    ([name, values]) => `, ${name} ${values.map(attributeText).join(' → ')}`,
  );
  return changes.join('');
}

function attributeText(value: AttributeValue): string {
  if (value === null) return 'none';
  if (Array.isArray(value)) return value.length === 2 ? value.join('x') : `[${value.join(', ')}]`;
  return typeof value === 'string' || value === null || typeof value !== 'object'
    ? String(value)
    : JSON.stringify(value);
}

function changeText({ before, after }: ComparedLayer, text: (side: LayerSummary) => string): string {
  const [old, now] = [before && text(before), after && text(after)];
  return old === undefined || now === undefined || old === now ? (now ?? old ?? '') : `${old} → ${now}`;
}

/** By how much the layers' sum differs; empty where it does not. */
function amountText(layers: readonly ComparedLayer[], figure: (side: LayerSummary) => number): string {
  const difference = layers.reduce(
    (sum, { before, after }) => sum + (after ? figure(after) : 0) - (before ? figure(before) : 0),
    0,
  );
  return difference === 0 ? '' : signed(difference, grouped);
}

function countsText(layers: readonly ComparedLayer[]): string {
  const told = (['added', 'removed', 'changed', 'affected', 'equivalent'] as const).flatMap((status) => {
    const count = layers.filter((layer) => layer.status === status).length;
    return count === 0 ? [] : [`${grouped(count)} ${status === 'equivalent' ? 'written otherwise' : status}`];
  });
  return told.join(', ');
}

function figureRows({ figures, after }: NetworkComparison): readonly (readonly string[])[] {
  const images = after.memory.batch === 1 ? '1 image' : `${after.memory.batch} images`;
  const [oldField, nowField] = figures.receptiveField.map((field) => (field ? formatShape(field.size) : '?'));
  return [
    figureRow('parameters', figures.parameters, grouped),
    figureRow('multiply-adds', figures.macs, (value) => withPrefix(value, 'MAC')),
    figureRow('operations', figures.flops, (value) => withPrefix(value, 'FLOP')),
    figureRow('depth', figures.depth, grouped),
    figureRow('neurons', figures.neurons, grouped),
    figureRow(`inference memory, ${images}`, figures.inferenceBytes, formatBytes),
    figureRow(`training memory, ${images}`, figures.trainingBytes, formatBytes),
    ['receptive field', oldField!, nowField!, fieldDifference(figures.receptiveField, '-')],
  ];
}

function figureRow(name: string, [before, after]: Change<number>, text: (value: number) => string) {
  const share = before === 0 ? '' : `  ${changeOfShare(after / before)}`;
  return [name, text(before), text(after), before === after ? '' : signed(after - before, text) + share];
}

/** `+12 %`; beyond ten times as much, `× 129`. */
function changeOfShare(ratio: number): string {
  return ratio < 10
    ? signed((ratio - 1) * 100, percentText)
    : `× ${Number(ratio.toPrecision(3)).toLocaleString('en-US')}`;
}

function percentText(percent: number): string {
  if (percent < 0.05) return `${Number(percent.toPrecision(1))} %`;
  return `${percent.toFixed(percent < 9.95 ? 1 : 0)} %`;
}

function signed(value: number, text: (magnitude: number) => string): string {
  return `${value < 0 ? '-' : '+'}${text(Math.abs(value))}`;
}

function shapeText(shape: Shape | undefined): string {
  return shape === undefined ? '?' : formatShape(shape);
}
