// An evaluation as tables.

import type { Evaluation, HardSample } from '../engine/protocol/evaluation.ts';
import type { CommandContext } from './command.ts';
import { shownName, withoutControls } from './terminal/printable.ts';
import { formatPercent, grouped } from './terminal/quantity.ts';
import type { Style } from './terminal/style.ts';
import { formatTable } from './terminal/table.ts';

export function evaluationText(evaluation: Evaluation, { style }: Pick<CommandContext, 'style'>): string {
  const { hardest = [], heads = [] } = evaluation;
  const totals =
    `${grouped(evaluation.count)} images: accuracy ${style.bold(formatPercent(evaluation.accuracy))}, ` +
    `top-5 ${formatPercent(evaluation.top5)}, loss ${evaluation.loss.toFixed(4)}`;
  const ofHeads = heads.map(
    ({ name, accuracy, top5, loss }) =>
      `  head ${name}: accuracy ${formatPercent(accuracy)}, top-5 ${formatPercent(top5)}, loss ${loss.toFixed(4)}`,
  );
  const tables = [
    classTable(evaluation, style),
    ...(hardest.length > 0 ? [hardestTable(hardest, style)] : []),
  ];
  return [[totals, ...ofHeads].join('\n'), ...tables].join('\n\n');
}

function classTable({ perClass }: Evaluation, style: Style): string {
  return formatTable(
    [
      { title: 'class', align: 'left' },
      { title: 'images', align: 'right' },
      { title: 'precision', align: 'right' },
      { title: 'recall', align: 'right' },
      { title: 'F1', align: 'right', optional: true },
    ],
    perClass.map(({ name, count, precision, recall, f1 }) => [
      shownName(name),
      grouped(count),
      formatPercent(precision),
      formatPercent(recall),
      formatPercent(f1),
    ]),
    undefined,
    style,
  );
}

function hardestTable(hardest: readonly HardSample[], style: Style): string {
  return formatTable(
    [
      { title: 'hardest', align: 'left' },
      { title: 'is', align: 'left' },
      { title: 'taken for', align: 'left' },
      { title: 'probability', align: 'right' },
      { title: 'loss', align: 'right' },
    ],
    hardest.map(({ index, file, label, predicted, probability, loss }) => [
      file === undefined ? `image ${index}` : withoutControls(file),
      shownName(label),
      (predicted === label ? style.muted : style.bold)(shownName(predicted)),
      formatPercent(probability),
      loss.toFixed(4),
    ]),
    undefined,
    style,
  );
}
