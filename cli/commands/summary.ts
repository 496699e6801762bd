// `netwright summary`: what every layer gives and costs.

import type { ReceptiveField } from '../../engine/analysis/receptiveField.ts';
import { type NetworkSummary, summarize } from '../../engine/analysis/summarize.ts';
import { formatShape } from '../../engine/network/shape.ts';
import type { Command, CommandContext } from '../command.ts';
import { assignments, integerOption, onlyPositional, textOption } from '../command.ts';
import { compileFile, networkOf } from '../compiledFile.ts';
import { formatBytes, grouped, withPrefix } from '../terminal/quantity.ts';
import { type Column, formatTable, shareBar } from '../terminal/table.ts';

export const summary: Command = {
  name: 'summary',
  usage: 'FILE [--model NAME] [--set n=18 …] [--batch N]',
  summary: 'Show shapes, parameters, cost and memory of each layer.',
  options: {
    model: { type: 'string' },
    set: { type: 'string', multiple: true },
    batch: { type: 'string' },
  },
  optionHelp: {
    model: 'The model, when the file has several; its first where it is not given.',
    set: "A model parameter's value, as name=value.",
    batch: 'Images in one step, for the memory; 1 where it is not given.',
  },
  async run(context) {
    const file = onlyPositional(context, 'file');
    const batch = integerOption(context, 'batch', 1) ?? 1;
    const network = networkOf(compileFile(file), {
      name: textOption(context, 'model'),
      arguments: assignments(context, 'set'),
    });
    const figures = summarize(network, { batch });
    if (context.json) context.out.write(`${JSON.stringify(jsonSummary(figures))}\n`);
    else context.out.write(`${summaryText(figures, batch, context)}\n`);
    return 0;
  },
};

function jsonSummary(figures: NetworkSummary) {
  return {
    ...figures,
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

function summaryText(figures: NetworkSummary, batch: number, { style }: CommandContext): string {
  const columns: readonly Column[] = [
    { title: 'layer', align: 'left' },
    { title: 'kind', align: 'left' },
    { title: 'output', align: 'right' },
    { title: 'parameters', align: 'right' },
    { title: 'MACs', align: 'right' },
    { title: 'sees', align: 'right' },
    { title: 'share of parameters', align: 'left' },
  ];
  const rows = figures.layers.map((layer) => [
    layer.path,
    style.muted(layer.kind),
    layer.outputShape ? formatShape(layer.outputShape) : '?',
    layer.parameters === 0 ? '' : grouped(layer.parameters),
    layer.macs === 0 ? '' : grouped(layer.macs),
    layer.receptiveField ? fieldText(layer.receptiveField.size) : '',
    style.blue(shareBar(layer.parameters / Math.max(figures.parameters.total, 1), 20)),
  ]);
  const { parameters, macs } = figures;
  const totals = ['total', '', '', grouped(parameters.total), grouped(macs.total), '', ''];
  return [
    `${style.bold(figures.model)}  ${shapeText(figures.input)} → ${shapeText(figures.output)}`,
    '',
    formatTable(columns, rows, totals, style),
    '',
    ...facts(figures, batch).map(([name, value]) => `${style.muted(name.padEnd(16))}${value}`),
  ].join('\n');
}

function facts(figures: NetworkSummary, batch: number): readonly (readonly [string, string])[] {
  const { parameters, macs, memory, receptiveField } = figures;
  const images = batch === 1 ? '1 image' : `${batch} images`;
  const without =
    parameters.total === parameters.inference
      ? []
      : [
          [
            'without heads',
            `${grouped(parameters.inference)} parameters, ${withPrefix(macs.inference, 'MAC')}`,
          ] as const,
        ];
  return [
    ['parameters', `${grouped(parameters.total)}, ${grouped(parameters.trainable)} trainable`],
    ...without,
    [
      'work per image',
      `${withPrefix(macs.inference, 'MAC')} (multiply-adds of convolution and dense layers), ` +
        `${withPrefix(figures.flops, 'FLOP')} (two a multiply-add, plus all else)`,
    ],
    ['neurons', `${grouped(figures.neurons)}, ${grouped(figures.connections)} connections`],
    [
      'memory',
      `${formatBytes(memory.inferenceBytes)} for inference, ${formatBytes(memory.trainingBytes)} for training, ${images}`,
    ],
    ...(receptiveField
      ? [['receptive field', `${fieldText(receptiveField.size)} at the output`] as const]
      : []),
  ];
}

function fieldText(size: readonly [number, number]): string {
  return size.join('x');
}

function shapeText(shape: readonly number[] | undefined): string {
  return shape ? formatShape(shape) : '?';
}
