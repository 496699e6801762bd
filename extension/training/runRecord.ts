// What is known of a run: its state and the points of its curves, kept up to date event by event.

import type { InternalsEvent } from '../../engine/protocol/internals.ts';
import type { TrainingEvent } from '../../engine/protocol/messages.ts';
import type { WarningEvent } from '../../engine/protocol/warning.ts';
import {
  type EpochPoint,
  type RunNote,
  type RunState,
  type StepColumn,
  stepColumns,
} from '../../webview/protocol/dashboard.ts';
import { StepLog } from '../../webview/series/stepLog.ts';
import { ThinnedList } from '../../webview/series/thinnedList.ts';

export interface RunStart {
  readonly model: string;
  readonly recipe: string;
  readonly device: string;
  readonly folder: string;
  /** The address of the text that it trains; unknown for a run whose record does not tell. */
  readonly file?: string | undefined;
  /** Steps from one look inside to the next; none where absent. */
  readonly internals?: number | undefined;
}

/** More looks than that are thinned out. */
const mostLooks = 1000;

type Event<K extends TrainingEvent['event']> = TrainingEvent & { readonly event: K };

export class RunRecord {
  readonly steps: StepLog<StepColumn>;
  readonly epochs: EpochPoint[];
  readonly notes: RunNote[];
  readonly warnings: WarningEvent[];
  readonly looks: ThinnedList<InternalsEvent>;
  readonly file: string | undefined;
  private current: RunState;
  private imagesPerStep = 0;

  /** `previous` is the same run before it is resumed: its curves go on. */
  constructor({ model, recipe, device, folder, file, internals }: RunStart, previous?: RunRecord) {
    this.steps = previous?.steps ?? new StepLog(stepColumns);
    this.epochs = previous?.epochs ?? [];
    this.notes = previous?.notes ?? [];
    this.warnings = previous?.warnings ?? [];
    this.looks = previous?.looks ?? new ThinnedList(mostLooks);
    this.file = file ?? previous?.file;
    this.current = {
      model,
      recipe,
      device,
      folder,
      status: 'preparing',
      message: undefined,
      remarks: [],
      epochs: previous?.state.epochs ?? 0,
      stepsPerEpoch: previous?.state.stepsPerEpoch ?? 0,
      step: 0,
      imagesPerSecond: 0,
      secondsLeft: undefined,
      best: previous?.state.best,
      internals: internals ?? previous?.state.internals ?? 0,
    };
  }

  get state(): RunState {
    return this.current;
  }

  get active(): boolean {
    return ['preparing', 'running', 'pausing', 'paused', 'stopping'].includes(this.current.status);
  }

  /** It can be paused, and its learning rate changed. */
  get steerable(): boolean {
    return ['running', 'pausing', 'paused'].includes(this.current.status);
  }

  /** It ended before its last epoch, and there may be a checkpoint to go on from. */
  get resumable(): boolean {
    return ['stopped', 'crashed'].includes(this.current.status);
  }

  get loss(): number | undefined {
    return this.steps.last('loss');
  }

  /** The user asked to stop; the engine ends between two steps. */
  stopping(): void {
    if (this.active) this.current = { ...this.current, status: 'stopping', message: undefined };
  }

  /** The user asked for a pause; the engine holds between two steps. */
  pausing(): void {
    if (this.current.status === 'running') this.current = { ...this.current, status: 'pausing' };
  }

  /** The user asked to look inside every so many steps. */
  watching(every: number): void {
    this.current = { ...this.current, internals: every };
  }

  /** The run cannot go on: a problem before it began, or an engine that died. */
  broken(status: 'failed' | 'crashed', message: string): void {
    this.current = { ...this.current, status, message, secondsLeft: undefined };
  }

  apply(event: TrainingEvent): void {
    switch (event.event) {
      case 'start':
        this.started(event);
        break;
      case 'step':
        this.stepped(event);
        break;
      case 'epoch':
        this.finishedEpoch(event);
        break;
      case 'paused':
      case 'continued':
        this.held(event);
        break;
      case 'learningRate':
        this.notes.push({ step: event.step, text: `learning rate set to ${shortRate(event.learningRate)}` });
        break;
      case 'internals':
        this.looks.add(event);
        break;
      case 'warning':
        this.warnings.push(event);
        break;
      case 'end':
        this.ended(event);
        break;
    }
  }

  private started(event: Event<'start'>): void {
    this.imagesPerStep = Math.floor(event.trainingImages / Math.max(event.stepsPerEpoch, 1));
    this.current = {
      ...this.current,
      model: event.model,
      recipe: event.recipe,
      device: event.replicas > 1 ? `${event.device}, ${event.replicas} replicas` : event.device,
      folder: event.run,
      remarks: remarksOn(event),
      status: this.current.status === 'stopping' ? 'stopping' : 'running',
      epochs: event.epochs,
      stepsPerEpoch: event.stepsPerEpoch,
      step: event.step,
    };
    this.steps.dropAfter(event.step);
    dropAfter(this.epochs, event.step);
    dropAfter(this.notes, event.step);
    dropAfter(this.warnings, event.step);
    this.looks.dropFrom(({ step }) => step > event.step);
  }

  private stepped({ step, loss, accuracy, learningRate, imagesPerSecond }: Event<'step'>): void {
    const left = (this.current.epochs * this.current.stepsPerEpoch - step) * this.imagesPerStep;
    const secondsLeft = imagesPerSecond > 0 ? left / imagesPerSecond : undefined;
    this.current = { ...this.current, step, imagesPerSecond, secondsLeft };
    this.steps.append({ step, loss, accuracy, learningRate, imagesPerSecond });
  }

  private finishedEpoch({ epoch, step, train, validation }: Event<'epoch'>): void {
    const best = this.current.best;
    const better = best === undefined || validation.accuracy > best.accuracy;
    this.current = {
      ...this.current,
      step,
      best: better ? { epoch, accuracy: validation.accuracy } : best,
    };
    this.epochs.push({ epoch, step, train, validation });
  }

  private held({ event }: Event<'paused' | 'continued'>): void {
    if (this.current.status === 'stopping') return;
    this.current = { ...this.current, status: event === 'paused' ? 'paused' : 'running' };
  }

  private ended(event: Event<'end'>): void {
    this.current = {
      ...this.current,
      status: event.reason,
      message: event.problem?.message,
      best: event.best ?? this.current.best,
      secondsLeft: undefined,
    };
  }
}

/** What the engine says, and which images are left out. */
function remarksOn({ notes = [], skipped }: TrainingEvent & { event: 'start' }): readonly string[] {
  if (skipped === undefined) return notes;
  const count = skipped.training + skipped.validation;
  return [
    ...notes,
    `${count} damaged image${count === 1 ? ' is' : 's are'} left out; the first: ${skipped.first}.`,
  ];
}

/** A resumed run goes back to its checkpoint: later points were never kept. */
function dropAfter(points: { readonly step: number }[], step: number): void {
  const keep = points.findIndex((point) => point.step > step);
  if (keep >= 0) points.length = keep;
}

function shortRate(rate: number): string {
  return String(Number(rate.toPrecision(3)));
}
