// A training run as the terminal shows it: JSON lines, or a progress line with one lasting line an epoch.

import type { EngineProblem, TrainingEvent } from '../engine/protocol/messages.ts';
import type { CommandContext } from './command.ts';
import { shownPath } from './diagnosticText.ts';
import { progressLine } from './terminal/progressBar.ts';
import { formatDuration, formatPercent, grouped } from './terminal/quantity.ts';
import { formatTable } from './terminal/table.ts';

/** Takes every event of a run as it comes. */
export type EventSink = (event: TrainingEvent) => void;

export function eventSink(context: CommandContext): EventSink {
  if (context.json) return (event) => context.out.write(`${JSON.stringify(event)}\n`);
  return terminalSink(context);
}

/** Exit code of a run's end, after saying what went wrong. */
export function endOfRun(context: CommandContext, end: TrainingEvent & { event: 'end' }): number {
  if (end.reason === 'stopped') return 130;
  if (end.reason === 'finished') return 0;
  if (end.problem) {
    if (context.json) context.out.write(`${JSON.stringify({ error: publicProblem(end.problem) })}\n`);
    context.log.write(`${end.problem.message}\n`);
  }
  return 1;
}

function publicProblem({ code, message, file, line }: EngineProblem) {
  return { code, message, file, line };
}

function terminalSink(context: CommandContext): EventSink {
  const progress = progressLine(context.log as NodeJS.WriteStream);
  const print = (text: string) => {
    progress.clear();
    context.out.write(`${text}\n`);
  };
  let run: (TrainingEvent & { event: 'start' }) | undefined;
  return (event) => {
    switch (event.event) {
      case 'start':
        run = event;
        print(introduction(event, context));
        break;
      case 'step':
        if (run) progress.update(event.step / (run.epochs * run.stepsPerEpoch), stepText(event, run));
        break;
      case 'epoch':
        if (run) print(epochText(event, run, context));
        break;
      case 'end':
        progress.clear();
        if (event.reason !== 'failed') print(conclusion(event, context));
        break;
    }
  };
}

function introduction(start: TrainingEvent & { event: 'start' }, { style }: CommandContext): string {
  const images = `${grouped(start.trainingImages)} images, ${grouped(start.validationImages)} held out`;
  const header = `epoch  ${'train loss'.padStart(10)}  ${'accuracy'.padStart(9)}  ${'held-out loss'.padStart(13)}  ${'accuracy'.padStart(9)}  ${'time'.padStart(6)}`;
  return [
    `${style.bold(start.model)}  ${grouped(start.parameters)} parameters, ${images}, on ${start.device}`,
    start.step > 0 ? `Resumed after step ${grouped(start.step)}.` : '',
    '',
    style.bold(header),
    style.muted('─'.repeat(header.length)),
  ]
    .filter((line, index) => line !== '' || index === 2)
    .join('\n');
}

function stepText(step: TrainingEvent & { event: 'step' }, run: TrainingEvent & { event: 'start' }): string {
  const total = run.epochs * run.stepsPerEpoch;
  const batch = Math.floor(run.trainingImages / run.stepsPerEpoch);
  const secondsLeft = ((total - step.step) * batch) / Math.max(step.imagesPerSecond, 1);
  return (
    `epoch ${step.epoch}/${run.epochs}  loss ${step.loss.toFixed(4)}  ` +
    `${grouped(step.imagesPerSecond)} images/s  ${formatDuration(secondsLeft)} left`
  );
}

function epochText(
  epoch: TrainingEvent & { event: 'epoch' },
  run: TrainingEvent & { event: 'start' },
  { style }: CommandContext,
): string {
  const count = `${epoch.epoch}/${run.epochs}`;
  return [
    count.padStart(5),
    epoch.train.loss.toFixed(4).padStart(10),
    formatPercent(epoch.train.accuracy).padStart(9),
    epoch.validation.loss.toFixed(4).padStart(13),
    style.bold(formatPercent(epoch.validation.accuracy).padStart(9)),
    formatDuration(epoch.seconds).padStart(6),
  ].join('  ');
}

function conclusion(end: TrainingEvent & { event: 'end' }, { style }: CommandContext): string {
  const how = end.reason === 'finished' ? 'Trained' : 'Stopped';
  const best = end.best ? `; best ${formatPercent(end.best.accuracy)} after epoch ${end.best.epoch}` : '';
  return `\n${style.green(how)} in ${formatDuration(end.seconds)}${best}.\nRun folder: ${shownPath(end.run)}`;
}

/** An evaluation as tables. */
export function evaluationText(
  evaluation: {
    readonly loss: number;
    readonly accuracy: number;
    readonly top5: number;
    readonly count: number;
    readonly perClass: readonly {
      readonly name: string;
      readonly count: number;
      readonly precision: number;
      readonly recall: number;
    }[];
  },
  { style }: CommandContext,
): string {
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
