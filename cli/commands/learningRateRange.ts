// `netwright lr-range`: which learning rate a recipe should have.

import type { LearningRateRange } from '../../engine/protocol/trials.ts';
import { type Command, type CommandContext, textOption, UsageError } from '../command.ts';
import { withEngine } from '../engineProcess.ts';
import { lineChart } from '../terminal/lineChart.ts';
import { formatTable } from '../terminal/table.ts';
import { withTrialProgress } from '../trialProgress.ts';
import { trialOptionHelp, trialOptions, trialRequest } from '../trialRequest.ts';

const defaults = { from: 1e-6, to: 10, steps: 100 };

export const learningRateRange: Command = {
  name: 'lr-range',
  usage: 'FILE [--recipe R] [--from RATE] [--to RATE] [--steps N]',
  summary: 'Find the learning rate: try rising ones for a few steps. Leaves nothing behind.',
  options: { ...trialOptions, from: { type: 'string' }, to: { type: 'string' } },
  optionHelp: {
    ...trialOptionHelp,
    from: 'The first learning rate; 0.000001 where it is not given.',
    to: 'The last one; 10 where it is not given. It ends before, where the loss explodes.',
    steps: `How many steps, each at a rate higher by the same factor; ${defaults.steps} where it is not given.`,
  },
  async run(context) {
    const from = rateOption(context, 'from') ?? defaults.from;
    const to = rateOption(context, 'to') ?? defaults.to;
    if (to <= from) throw new UsageError(`--to must be above --from, which is ${from}; it is ${to}.`);
    const request = { ...trialRequest(context, defaults.steps), from, to };
    const range = await withEngine(context, (engine) =>
      withTrialProgress(context, (onEvent) => engine.request('findLearningRate', request, onEvent)),
    );
    if (context.json) {
      const { suggestion = null, ...rest } = range;
      context.out.write(`${JSON.stringify({ suggestion, ...rest })}\n`);
    } else context.out.write(`${rangeText(range, context)}\n`);
    return 0;
  },
};

function rateOption(context: CommandContext, name: string): number | undefined {
  const text = textOption(context, name);
  if (text === undefined) return undefined;
  const rate = Number(text);
  if (Number.isFinite(rate) && rate > 0) return rate;
  throw new UsageError(`--${name} must be a learning rate above 0; it is "${text}".`);
}

function rangeText(range: LearningRateRange, { style }: CommandContext): string {
  const { points, suggestion, lowest, diverged } = range;
  // The explosion at the end would press the rest flat.
  const most = 1.3 * (points[0]?.smoothed ?? 0);
  const curve = points.map(({ learningRate, smoothed }) => ({
    x: Math.log10(learningRate),
    y: Math.min(smoothed, most),
  }));
  const width = Math.min(72, (style.width ?? 80) - 10);
  const ends = `learning rate ${short(points[0]?.learningRate)} to ${short(points.at(-1)?.learningRate)}, on a logarithmic axis; loss, smoothed`;
  const answer =
    suggestion === undefined
      ? style.yellow(
          'The loss falls at none of these rates: look at the data and the loss, or try `overfit`.',
        )
      : `Suggestion: ${style.bold(`lr: ${suggestion}`)}, where the loss falls fastest; it is lowest at ${short(lowest)}.`;
  const end = diverged ? [style.muted('It ended where the loss exploded.')] : [];
  return [
    lineChart(curve, { width, height: 10 }),
    style.muted(ends),
    '',
    rangeTable(range, style),
    '',
    answer,
    ...end,
  ].join('\n');
}

/** About a dozen of the points. */
function rangeTable({ points }: LearningRateRange, style: CommandContext['style']): string {
  const every = Math.max(1, Math.ceil(points.length / 12));
  const rows = points
    .filter((_, at) => at % every === 0 || at === points.length - 1)
    .map(({ learningRate, loss, smoothed }) => [short(learningRate), loss.toFixed(4), smoothed.toFixed(4)]);
  const columns = [
    { title: 'learning rate', align: 'right' },
    { title: 'loss', align: 'right' },
    { title: 'smoothed', align: 'right' },
  ] as const;
  return formatTable(columns, rows, undefined, style);
}

function short(rate: number | undefined): string {
  return rate === undefined ? '' : String(Number(rate.toPrecision(3)));
}
