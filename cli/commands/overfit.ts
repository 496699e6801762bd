// `netwright overfit`: whether a network can learn one batch by heart, and what is wrong where it cannot.

import type { OverfitReport } from '../../engine/protocol/trials.ts';
import type { Command, CommandContext } from '../command.ts';
import { withEngine } from '../engineProcess.ts';
import { lineChart } from '../terminal/lineChart.ts';
import { formatPercent } from '../terminal/quantity.ts';
import { withTrialProgress } from '../trialProgress.ts';
import { trialOptionHelp, trialOptions, trialRequest } from '../trialRequest.ts';

const defaultSteps = 200;

export const overfit: Command = {
  name: 'overfit',
  usage: 'FILE [--recipe R] [--steps N]',
  summary: 'Check that the network can learn one batch by heart. Leaves nothing behind.',
  options: trialOptions,
  optionHelp: {
    ...trialOptionHelp,
    steps: `Steps at most, at each learning rate that is tried; ${defaultSteps} where it is not given.`,
  },
  async run(context) {
    const request = trialRequest(context, defaultSteps);
    const report = await withEngine(context, (engine) =>
      withTrialProgress(context, (onEvent) => engine.request('overfit', request, onEvent)),
    );
    if (context.json) context.out.write(`${JSON.stringify(report)}\n`);
    else context.out.write(`${reportText(report, context)}\n`);
    return report.passed ? 0 : 1;
  },
};

function reportText(report: OverfitReport, { style }: CommandContext): string {
  const { losses, images, accuracy, learningRate, passed, message } = report;
  const width = Math.min(72, (style.width ?? 80) - 10);
  const curve = losses.map((y, x) => ({ x, y }));
  const facts =
    `${images} images, ${losses.length} steps at ${learningRate}: loss ${losses[0]!.toFixed(4)} to ` +
    `${losses.at(-1)!.toFixed(4)}, ${formatPercent(accuracy)} right`;
  const verdict = passed ? style.green('✓') : style.red('✗');
  return [lineChart(curve, { width, height: 8 }), style.muted(facts), '', `${verdict} ${message}`].join('\n');
}
