// What is known of a run: its state and the points of its curves, kept up to date event by event.

import type { TrainingEvent } from '../../engine/protocol/messages.ts';
import type { EpochPoint, RunState, StepPoint } from '../../webview/protocol/dashboard.ts';

/** The points that an event brought. */
export interface NewPoints {
  readonly steps: readonly StepPoint[];
  readonly epochs: readonly EpochPoint[];
}

export interface RunStart {
  readonly model: string;
  readonly recipe: string;
  readonly device: string;
  readonly folder: string;
}

export class RunRecord {
  readonly steps: StepPoint[] = [];
  readonly epochs: EpochPoint[] = [];
  private current: RunState;
  private imagesPerStep = 0;

  /** `previous` is the same run before it is resumed: its curves go on. */
  constructor(start: RunStart, previous?: RunRecord) {
    this.steps.push(...(previous?.steps ?? []));
    this.epochs.push(...(previous?.epochs ?? []));
    const { model, recipe, device, folder } = start;
    this.current = {
      model,
      recipe,
      device,
      folder,
      status: 'preparing',
      message: undefined,
      epochs: previous?.state.epochs ?? 0,
      stepsPerEpoch: previous?.state.stepsPerEpoch ?? 0,
      step: 0,
      imagesPerSecond: 0,
      secondsLeft: undefined,
      best: previous?.state.best,
    };
  }

  get state(): RunState {
    return this.current;
  }

  get active(): boolean {
    return ['preparing', 'running', 'stopping'].includes(this.current.status);
  }

  /** It ended before its last epoch, and there may be a checkpoint to go on from. */
  get resumable(): boolean {
    return ['stopped', 'crashed'].includes(this.current.status);
  }

  /** The user asked to stop; the engine ends between two steps. */
  stopping(): void {
    if (this.active) this.current = { ...this.current, status: 'stopping', message: undefined };
  }

  /** The run cannot go on: a problem before it began, or an engine that died. */
  broken(status: 'failed' | 'crashed', message: string): void {
    this.current = { ...this.current, status, message, secondsLeft: undefined };
  }

  apply(event: TrainingEvent): NewPoints {
    switch (event.event) {
      case 'start':
        this.started(event);
        return { steps: [], epochs: [] };
      case 'step':
        return { steps: [this.stepped(event)], epochs: [] };
      case 'epoch':
        return { steps: [], epochs: [this.finishedEpoch(event)] };
      case 'internals':
        return { steps: [], epochs: [] };
      case 'end':
        this.ended(event);
        return { steps: [], epochs: [] };
    }
  }

  private started(event: TrainingEvent & { event: 'start' }): void {
    this.imagesPerStep = Math.floor(event.trainingImages / Math.max(event.stepsPerEpoch, 1));
    this.current = {
      ...this.current,
      model: event.model,
      recipe: event.recipe,
      device: event.device,
      folder: event.run,
      status: this.current.status === 'stopping' ? 'stopping' : 'running',
      epochs: event.epochs,
      stepsPerEpoch: event.stepsPerEpoch,
      step: event.step,
    };
    dropAfter(this.steps, event.step);
    dropAfter(this.epochs, event.step);
  }

  private stepped(event: TrainingEvent & { event: 'step' }): StepPoint {
    const { step, loss, accuracy, learningRate, imagesPerSecond } = event;
    const left = (this.current.epochs * this.current.stepsPerEpoch - step) * this.imagesPerStep;
    const secondsLeft = imagesPerSecond > 0 ? left / imagesPerSecond : undefined;
    this.current = { ...this.current, step, imagesPerSecond, secondsLeft };
    const point: StepPoint = { step, loss, accuracy, learningRate };
    this.steps.push(point);
    return point;
  }

  private finishedEpoch(event: TrainingEvent & { event: 'epoch' }): EpochPoint {
    const { epoch, step, train, validation } = event;
    const best = this.current.best;
    const better = best === undefined || validation.accuracy > best.accuracy;
    this.current = {
      ...this.current,
      step,
      best: better ? { epoch, accuracy: validation.accuracy } : best,
    };
    const point: EpochPoint = {
      epoch,
      step,
      trainLoss: train.loss,
      trainAccuracy: train.accuracy,
      validationLoss: validation.loss,
      validationAccuracy: validation.accuracy,
    };
    this.epochs.push(point);
    return point;
  }

  private ended(event: TrainingEvent & { event: 'end' }): void {
    this.current = {
      ...this.current,
      status: event.reason,
      message: event.problem?.message,
      best: event.best ?? this.current.best,
      secondsLeft: undefined,
    };
  }
}

/** A resumed run goes back to its checkpoint: later points were never kept. */
function dropAfter(points: { readonly step: number }[], step: number): void {
  const keep = points.findIndex((point) => point.step > step);
  if (keep >= 0) points.length = keep;
}
