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
  { title: 'MACs', align: 'right' },
  { title: 'sees', align: 'right', optional: true },
];

const shareColumn: Column = { title: 'share of parameters', align: 'left', optional: true };

function layerCells(layer: LayerSummary): readonly string[] {
  return [
    layer.path,
    layer.kind,
    shapeText(layer.outputShape),
    layer.parameters === 0 ? '' : grouped(layer.parameters),
    layer.macs === 0 ? '' : grouped(layer.macs),
    layer.receptiveField ? formatShape(layer.receptiveField.size) : '',
  ];
}

function totalCells({ parameters, macs }: NetworkSummary): readonly string[] {
  return ['total', '', '', grouped(parameters.total), grouped(macs.total), ''];
}

function summaryTable({ figures, batch, step }: SummaryReport, style: Style): string {
  const all = Math.max(figures.parameters.total, 1);
  const rows = figures.layers.map((layer) => {
    const [path = '', kind = '', ...rest] = layerCells(layer);
    return [path, style.muted(kind), ...rest, style.blue(shareBar(layer.parameters / all, 20))];
  });
  return [
    `${style.bold(figures.model)}  ${throughText(figures)}`,
    '',
    formatTable([...columns, shareColumn], rows, [...totalCells(figures), ''], style),
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
    markdownTable(columns, figures.layers.map(layerCells), totalCells(figures)),
    '',
    ...[...facts(figures, batch), ...stepFacts(step, batch)].map(([name, value]) => `- ${name}: ${value}`),
  ].join('\n');
}

/** One row a layer; numbers without separators, receptive fields as `rows x columns`. */
function summaryCsv({ layers }: NetworkSummary): string {
  const names = ['path', 'kind', 'file', 'line', 'inputs', 'output', 'parameters', 'macs'];
  const rows = layers.map((layer) => [
    layer.path,
    layer.kind,
    layer.origin.file,
    layer.origin.line,
    layer.inputs.join(' '),
    layer.outputShape && formatShape(layer.outputShape),
    layer.parameters,
    layer.macs,
    layer.receptiveField && formatShape(layer.receptiveField.size),
    layer.head,
  ]);
  return csvText([...names, 'receptiveField', 'head'], rows);
}

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
    ['parameters', `${grouped(parameters.total)}, ${grouped(parameters.trainable)} trainable`],
    ...(hasHeads ? [['without heads', withoutHeads] as const] : []),
    ['work per image', work],
    ['neurons', `${grouped(figures.neurons)}, ${grouped(figures.connections)} connections`],
    ['memory', `${inference} for inference, ${training} for training, ${images}`],
    ...(receptiveField
      ? [['receptive field', `${formatShape(receptiveField.size)} at the output`] as const]
      : []),
  ];
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
  const peak = `${formatBytes(step.trainingPeakBytes)} at the peak, ${images(batch)}, the whole process`;
  if (step.fits === undefined) return [['training step', peak]];
  const { bytes, batch: most } = step.fits;
  const fits = most === null ? 'not even one image' : `${images(most)} at most`;
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
