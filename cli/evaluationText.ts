// An evaluation as tables.

import type { Evaluation } from '../engine/protocol/messages.ts';
import type { CommandContext } from './command.ts';
import { formatPercent, grouped } from './terminal/quantity.ts';
import { formatTable } from './terminal/table.ts';

export function evaluationText(evaluation: Evaluation, { style }: CommandContext): string {
  const table = formatTable(
    [
      { title: 'class', align: 'left' },
      { title: 'images', align: 'right' },
      { title: 'precision', align: 'right' },
      { title: 'recall', align: 'right' },
    ],
    evaluation.perClass.map(({ name, count, precision, recall }) => [
      name,
      grouped(count),
      formatPercent(precision),
      formatPercent(recall),
    ]),
    undefined,
    style,
  );
  const totals =
    `${grouped(evaluation.count)} images: accuracy ${style.bold(formatPercent(evaluation.accuracy))}, ` +
    `top-5 ${formatPercent(evaluation.top5)}, loss ${evaluation.loss.toFixed(4)}`;
  return `${totals}\n\n${table}`;
}
