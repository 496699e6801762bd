// A training run on a terminal: a progress line that is redrawn, and one lasting line for each epoch.

import type { TrainingEvent } from '../engine/protocol/messages.ts';
import type { CommandContext } from './command.ts';
import { progressLine } from './terminal/progressBar.ts';
import { formatDuration, formatPercent, formatSeconds, grouped } from './terminal/quantity.ts';
import type { Style } from './terminal/style.ts';
import { wrap } from './terminal/wrap.ts';

type Event<K extends TrainingEvent['event']> = TrainingEvent & { event: K };

/** `now` gives milliseconds. */
export function terminalSink(
  context: Pick<CommandContext, 'out' | 'log' | 'style'>,
  now: () => number = () => performance.now(),
): (event: TrainingEvent) => void {
  const progress = progressLine(context.log);
  const print = (text: string) => {
    progress.clear();
    context.out.write(`${text}\n`);
  };
  let run: Run | undefined;
  return (event) => {
    if (event.event === 'start') {
      run = new Run(event, now);
      print(introduction(event, context.style));
    } else if (event.event === 'end') {
      progress.clear();
      if (event.reason !== 'failed') print(`\n${conclusion(event, context.style)}`);
    } else if (run && event.event === 'step') {
      run.note(event);
      progress.update(run.share(event), run.stepText(event));
    } else if (run && event.event === 'epoch') print(run.epochText(event, context.style));
    else if (event.event === 'warning')
      print(context.style.yellow(wrap(event.message, 0, context.out.columns)));
  };
}

/** A column's title, and its width where no value is wider. */
const columns = [
  ['train loss', 10],
  ['accuracy', 9],
  ['held-out loss', 13],
  ['accuracy', 9],
  ['images/s', 9],
  ['time', 11],
] as const;

function header(epochs: number): string {
  const cells = columns.map(([title, width]) => title.padStart(width));
  return ['epoch'.padStart(countWidth(epochs)), ...cells].join('  ');
}

/** `12/60` */
function countWidth(epochs: number): number {
  return Math.max('epoch'.length, 2 * String(epochs).length + 1);
}

function introduction(start: Event<'start'>, style: Style): string {
  const {
    model,
    parameters,
    trainingImages,
    validationImages,
    device,
    replicas,
    step,
    epochs,
    notes = [],
    skipped,
  } = start;
  const images = `${grouped(trainingImages)} images, ${grouped(validationImages)} held out`;
  const titles = header(epochs);
  const left = skipped && grouped(skipped.training + skipped.validation);
  return [
    `${style.bold(model)}  ${grouped(parameters)} parameters, ${images}, on ${device}${replicas > 1 ? `, ${replicas} replicas` : ''}`,
    ...(skipped ? [style.yellow(`Left out ${left} damaged; the first: ${skipped.first}.`)] : []),
    ...(step > 0 ? [`Resumed after step ${grouped(step)} of ${grouped(totalSteps(start))}.`] : []),
    ...notes.map((note) => style.muted(note)),
    '',
    style.bold(titles),
    style.muted('─'.repeat(titles.length)),
  ].join('\n');
}

function conclusion({ reason, best, seconds }: Event<'end'>, style: Style): string {
  const how = reason === 'finished' ? `${style.green('Trained')} in` : `${style.yellow('Stopped')} after`;
  const result = best
    ? `; best ${style.bold(formatPercent(best.accuracy))} held out, after epoch ${best.epoch}`
    : '';
  return `${how} ${formatSeconds(seconds)}${result}.`;
}

function totalSteps({ epochs, stepsPerEpoch }: Event<'start'>): number {
  return epochs * stepsPerEpoch;
}

/** What is remembered of a run for its next line. */
class Run {
  private step: number;
  /** Of the epoch under way. */
  private steps = 0;
  /** For one image of each of these steps. */
  private seconds = 0;
  private first: { readonly step: number; readonly at: number } | undefined;

  constructor(
    private readonly start: Event<'start'>,
    private readonly now: () => number,
  ) {
    this.step = start.step;
  }

  note({ step, imagesPerSecond }: Event<'step'>): void {
    const steps = step - this.step;
    this.step = step;
    this.steps += steps;
    this.seconds += steps / Math.max(imagesPerSecond, 1e-9);
    this.first ??= { step, at: this.now() };
  }

  share({ step }: Event<'step'>): number {
    return step / totalSteps(this.start);
  }

  stepText({ step, epoch, loss, imagesPerSecond }: Event<'step'>): string {
    const left = this.secondsLeft(step);
    return [
      `epoch ${epoch}/${this.start.epochs}`,
      `loss ${loss.toFixed(4)}`,
      `${grouped(imagesPerSecond)} images/s`,
      ...(left === undefined ? [] : [`${formatDuration(left)} left`]),
    ].join('  ');
  }

  /** By the pace since the first steps were told, evaluations included. */
  private secondsLeft(step: number): number | undefined {
    if (this.first === undefined || step <= this.first.step) return undefined;
    const pace = (this.now() - this.first.at) / (step - this.first.step);
    return ((totalSteps(this.start) - step) * pace) / 1000;
  }

  epochText({ epoch, train, validation, seconds }: Event<'epoch'>, style: Style): string {
    const { epochs } = this.start;
    const rate = this.steps === 0 ? '' : grouped(this.steps / this.seconds);
    this.steps = this.seconds = 0;
    const cells = [
      train.loss.toFixed(4),
      formatPercent(train.accuracy),
      validation.loss.toFixed(4),
      formatPercent(validation.accuracy),
      rate,
      formatSeconds(seconds),
    ].map((text, index) => text.padStart(columns[index]![1]));
    cells[3] = style.bold(cells[3]!);
    return [`${epoch}/${epochs}`.padStart(countWidth(epochs)), ...cells].join('  ');
  }
}
