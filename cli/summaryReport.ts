// A network's figures as texts: a table for people, JSON, CSV and Markdown.

import type { ReceptiveField } from '../engine/analysis/receptiveField.ts';
import type { LayerSummary, NetworkSummary } from '../engine/analysis/summarize.ts';
import { formatShape } from '../engine/network/shape.ts';
import { csvText } from './csvText.ts';
import { markdownTable } from './markdownTable.ts';
import type { StepMemory } from './memoryForecast.ts';
import type { OutputFormat } from './outputFormat.ts';
import { formatBytes, grouped, withPrefix } from './terminal/quantity.ts';
import type { Style } from './terminal/style.ts';
import { type Column, formatTable, shareBar } from './terminal/table.ts';
import { wrap } from './terminal/wrap.ts';

export interface SummaryReport {
  readonly figures: NetworkSummary;
  /** Images that the memory is for. */
  readonly batch: number;
  /** What a training step needs, where that was asked for. */
  readonly step?: StepMemory | undefined;
}

/** Without a line break at the end. */
export function summaryReport(report: SummaryReport, format: OutputFormat, style: Style): string {
  switch (format) {
    case 'table':
      return summaryTable(report, style);
    case 'json':
      return JSON.stringify(jsonSummary(report));
    case 'csv':
      return summaryCsv(report.figures);
    case 'markdown':
      return summaryMarkdown(report);
  }
}

function jsonSummary({ figures, step }: SummaryReport) {
  return {
    ...figures,
    memory: { ...figures.memory, ...step },
    receptiveField: figures.receptiveField && jsonField(figures.receptiveField),
    layers: figures.layers.map(({ origin, receptiveField, ...layer }) => ({
      ...layer,
      share: shareOf(layer, figures),
      line: origin.line,
      file: origin.file,
      receptiveField: receptiveField && jsonField(receptiveField),
    })),
  };
}

/** As sizes in the language: one number, or [vertical, horizontal] where the two differ. */
function jsonField({ size, stride, offset }: ReceptiveField) {
  const short = ([vertical, horizontal]: readonly [number, number]) =>
    vertical === horizontal ? vertical : [vertical, horizontal];
  return { size: short(size), stride: short(stride), offset: short(offset) };
}

const columns: readonly Column[] = [
  { title: 'layer', align: 'left' },
  { title: 'kind', align: 'left' },
  { title: 'output', align: 'right' },
  { title: 'parameters', align: 'right' },
  { title: 'share', align: 'left', optional: true },
  { title: 'MACs', align: 'right' },
  { title: 'sees', align: 'right', optional: true },
  { title: 'every', align: 'right', optional: true },
  { title: 'from', align: 'right', optional: true },
  { title: 'activations', align: 'right', optional: true },
  { title: 'FLOPs', align: 'right', optional: true },
  { title: 'tracked', align: 'right', optional: true },
];

const shareColumn = 4;
const shareWidth = 12;

/** Of all learnt numbers of the network, heads included. */
function shareOf({ parameters }: Pick<LayerSummary, 'parameters'>, figures: NetworkSummary): number {
  return parameters / Math.max(figures.parameters.total, 1);
}

function layerCells(layer: LayerSummary, figures: NetworkSummary): readonly string[] {
  const { receptiveField: field, parameters, macs, flops, statistics } = layer;
  const amount = (value: number) => (value === 0 ? '' : grouped(value));
  return [
    layer.path,
    layer.kind,
    shapeText(layer.outputShape),
    amount(parameters),
    parameters === 0 ? '' : percentText(shareOf(layer, figures)),
    amount(macs),
    field ? formatShape(field.size) : '',
    field ? pairText(field.stride) : '',
    field ? pairText(field.offset) : '',
    formatBytes(layer.activationBytes),
    amount(flops),
    amount(statistics),
  ];
}

/** One number where rows and columns agree. */
function pairText([vertical, horizontal]: readonly [number, number]): string {
  return vertical === horizontal ? String(vertical) : `${vertical}x${horizontal}`;
}

function percentText(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function totalCells({ parameters, macs, layers }: NetworkSummary): readonly string[] {
  const flops = layers.reduce((sum, layer) => sum + layer.flops, 0);
  const tracked = parameters.statistics === 0 ? '' : grouped(parameters.statistics);
  const [all, work] = [grouped(parameters.total), grouped(macs.total)];
  return ['total', '', '', all, '', work, '', '', '', '', grouped(flops), tracked];
}

function summaryTable({ figures, batch, step }: SummaryReport, style: Style): string {
  const rows = figures.layers.map((layer) => {
    const cells = [...layerCells(layer, figures)];
    cells[1] = style.muted(layer.kind);
    cells[shareColumn] = style.blue(shareBar(shareOf(layer, figures), shareWidth));
    return cells;
  });
  return [
    `${style.bold(figures.model)}  ${throughText(figures)}`,
    '',
    formatTable(columns, rows, totalCells(figures), style),
    '',
    ...[...facts(figures, batch), ...stepFacts(step, batch)].map(
      ([name, value]) => `${style.muted(name.padEnd(16))}${wrap(value, 16, style.width)}`,
    ),
  ].join('\n');
}

function summaryMarkdown({ figures, batch, step }: SummaryReport): string {
  return [
    `## ${figures.model}`,
    '',
    throughText(figures),
    '',
    markdownTable(
      columns,
      figures.layers.map((layer) => layerCells(layer, figures)),
      totalCells(figures),
    ),
    '',
    ...[...facts(figures, batch), ...stepFacts(step, batch)].map(([name, value]) => `- ${name}: ${value}`),
  ].join('\n');
}

/** One row a layer; numbers without separators, sizes as `rows x columns`, memory in bytes. */
function summaryCsv(figures: NetworkSummary): string {
  const pair = (value: readonly [number, number] | undefined) => value?.join('x');
  const rows = figures.layers.map((layer) => [
    layer.path,
    layer.kind,
    layer.origin.file,
    layer.origin.line,
    layer.inputs.join(' '),
    layer.outputShape && formatShape(layer.outputShape),
    layer.parameters,
    layer.macs,
    pair(layer.receptiveField?.size),
    layer.head,
    layer.statistics,
    shareOf(layer, figures),
    layer.flops,
    layer.neurons,
    layer.connections,
    layer.activationBytes,
    pair(layer.receptiveField?.stride),
    pair(layer.receptiveField?.offset),
  ]);
  return csvText(csvColumns, rows);
}

const csvColumns = [
  ...['path', 'kind', 'file', 'line', 'inputs', 'output', 'parameters', 'macs', 'receptiveField', 'head'],
  ...['tracked', 'share', 'flops', 'neurons', 'connections', 'activationBytes', 'stride', 'offset'],
];

function facts(figures: NetworkSummary, batch: number): readonly (readonly [string, string])[] {
  const { parameters, macs, memory, receptiveField } = figures;
  const images = batch === 1 ? '1 image' : `${batch} images`;
  const withoutHeads = `${grouped(parameters.inference)} parameters, ${withPrefix(macs.inference, 'MAC')}`;
  const hasHeads = parameters.total !== parameters.inference;
  const work =
    `${withPrefix(macs.inference, 'MAC')} (multiply-adds of convolution and dense layers), ` +
    `${withPrefix(figures.flops, 'FLOP')} (two a multiply-add, plus all else)${customNote(figures)}`;
  const [inference, training] = [memory.inferenceBytes, memory.trainingBytes].map(formatBytes);
  return [
    [
      'parameters',
      `${grouped(parameters.total)}, ${grouped(parameters.trainable)} trainable${trackedText(parameters.statistics)}`,
    ],
    ...(hasHeads ? [['without heads', withoutHeads] as const] : []),
    ['work per image', work],
    ['neurons', `${grouped(figures.neurons)}, ${grouped(figures.connections)} connections`],
    ['memory', `${inference} for inference, ${training} for training, ${images}`],
    ...(receptiveField ? [['receptive field', fieldText(receptiveField)] as const] : []),
  ];
}

/** The columns `sees`, `every` and `from` say this of each layer. */
function fieldText({ size, stride, offset }: ReceptiveField): string {
  return (
    `${formatShape(size)} at the output: each place sees so many rows and columns of the input, ` +
    `every ${pairText(stride)} pixels, the first from ${pairText(offset)}`
  );
}

function trackedText(statistics: number): string {
  return statistics === 0 ? '' : `; ${grouped(statistics)} more are tracked, not trained`;
}

/** Nobody knows what the operators cost that the text names itself. */
function customNote({ layers }: NetworkSummary): string {
  const count = layers.filter(({ kind }) => kind === 'custom').length;
  if (count === 0) return '';
  return `; the ${count} custom ${count === 1 ? 'operator counts' : 'operators count'} no multiply-adds`;
}

function stepFacts(step: StepMemory | undefined, batch: number): readonly (readonly [string, string])[] {
  if (step === undefined) return [];
  const images = (count: number) => (count === 1 ? '1 image' : `${grouped(count)} images`);
  const again = step.recompute === undefined ? '' : `, \`recompute ${step.recompute}\``;
  const peak = `${formatBytes(step.trainingPeakBytes)} at the peak, ${images(batch)}, the whole process${again}`;
  if (step.fits === undefined) return [['training step', peak]];
  const { bytes, batch: most } = step.fits;
  const few = (most ?? 0) < batch && step.recompute !== 'blocks';
  const fits =
    (most === null ? 'not even one image' : `${images(most)} at most`) +
    (few ? '; `--recompute blocks` needs less' : '');
  return [
    ['training step', peak],
    [`in ${formatBytes(bytes)}`, fits],
  ];
}

function throughText({ input, output }: NetworkSummary): string {
  return `${shapeText(input)} → ${shapeText(output)}`;
}

function shapeText(shape: readonly number[] | undefined): string {
  return shape ? formatShape(shape) : '?';
}
