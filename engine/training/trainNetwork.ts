// The training loop: steps, evaluation after each epoch, checkpoints, and an end that always says how it came.

import { join } from 'node:path';
import type { TrainingEvent } from '../protocol/messages.ts';
import { type RunRecord, runFiles, secondsTrained } from '../protocol/runRecord.ts';
import { imagesPerStep } from '../recipe/recipe.ts';
import { UserError } from '../userError.ts';
import { breathe } from './breathe.ts';
import { writeBest, writeCheckpoint } from './checkpoint.ts';
import { divergedError, firstNotFinite } from './divergence.ts';
import { engineProblem } from './engineProblem.ts';
import { addStep, epochScore, noSums } from './epochScores.ts';
import { Evaluator, trainingScore } from './evaluator.ts';
import { holdTraining } from './holdTraining.ts';
import { WatchedRunner } from './internals/watchedRunner.ts';
import { memoryProblem } from './memoryProblem.ts';
import { ProgressMeter } from './progressMeter.ts';
import { RunControls } from './runControls.ts';
import { isGone, type RunFolder, writing } from './runFolder.ts';
import { startEvent } from './startEvent.ts';
import { SteeredRate } from './steeredRate.ts';
import type { TrainingBatch } from './stepRunner.ts';
import { TrainingClock } from './trainingClock.ts';
import type { EndEvent, TrainingJob } from './trainingJob.ts';
import { isFinished, type Progress, type StateTensors, trainedTensors } from './trainingState.ts';
import { RunWatcher } from './warnings/runWatcher.ts';

export type { EndEvent, TrainingJob } from './trainingJob.ts';

/**
 * Trains to the end of the recipe, until `signal` is aborted, or until something the user can mend goes wrong, which the
 * returned event then tells. In each case the folder holds a checkpoint to go on from.
 */
export async function trainNetwork(job: TrainingJob): Promise<EndEvent> {
  const { network, recipe, runtime, state } = job;
  const runner = await WatchedRunner.create(job, state.tensors);
  try {
    const evaluator = await Evaluator.create(network, recipe.batch, runtime, { heads: true });
    try {
      return await new Training(job, await job.openFolder(), runner, evaluator).run();
    } finally {
      await evaluator.dispose();
    }
  } finally {
    await runner.dispose();
  }
}

/** A checkpoint is written in the middle of an epoch when the last one is older than this. */
const checkpointIntervalMs = 10 * 60_000;

class Training {
  private progress: Progress;
  private readonly stepsPerEpoch: number;
  private readonly meter: ProgressMeter;
  private readonly controls: RunControls;
  private readonly rate: SteeredRate;
  private readonly watcher: RunWatcher;
  private readonly now: () => number;
  private readonly clock: TrainingClock;
  private checkpointed: number;
  private lastGood: Progress | undefined;
  /** Of the next step, or of the one under way. */
  private learningRate = 0;

  constructor(
    private readonly job: TrainingJob,
    private readonly folder: RunFolder,
    private readonly runner: WatchedRunner,
    private readonly evaluator: Evaluator,
  ) {
    const { recipe, data, state, learningRateChanges = [] } = job;
    this.now = job.now ?? (() => performance.now());
    this.clock = new TrainingClock(this.now, secondsTrained(folder.record));
    this.checkpointed = this.now();
    this.progress = state.progress;
    this.stepsPerEpoch = Math.floor(data.training.count / imagesPerStep(recipe));
    this.meter = new ProgressMeter(imagesPerStep(recipe), this.now);
    this.watcher = new RunWatcher(job.network);
    // What was warned of before the run was resumed is not news.
    for (const event of folder.history) this.watcher.take(event);
    this.controls = job.controls ?? new RunControls();
    this.rate = new SteeredRate(recipe, this.stepsPerEpoch, learningRateChanges);
  }

  async run(): Promise<EndEvent> {
    const { signal, recipe, runtime } = this.job;
    await this.folder.update({
      state: 'running',
      pid: process.pid,
      deviceUsed: runtime.device,
      ended: null,
      problem: null,
      timing: this.clock.timing(),
    });
    this.emit(startEvent(this.job, { run: this.folder.path, step: this.progress.step }));
    try {
      await this.checkpoint();
      while (!isFinished(recipe, this.progress) && !signal.aborted) await this.trainEpoch();
      const reason = isFinished(recipe, this.progress) ? 'finished' : 'stopped';
      if (reason === 'stopped') await this.checkpoint();
      return await this.end(reason);
    } catch (thrown) {
      const error = memoryProblem(thrown, recipe.batch, recipe) ?? thrown;
      const end = await this.end('failed', error);
      if (error instanceof UserError) return end;
      throw error;
    }
  }

  /** What is measured, kept as the best and exported. */
  private get trained(): StateTensors {
    return trainedTensors(this.job.network, this.job.recipe, this.runner.tensors);
  }

  /** Finishes the epoch under way, or returns early when the signal is aborted. */
  private async trainEpoch(): Promise<void> {
    const { data, streamBatches, recipe, signal } = this.job;
    const [{ augmentations, seed }, batch] = [recipe, imagesPerStep(recipe)];
    const began = this.clock.milliseconds;
    const epoch = this.progress.epoch + 1;
    const skip = this.progress.step - this.progress.epoch * this.stepsPerEpoch;
    const options = { dataset: data.training, augmentations, batch, seed, epoch, shuffle: true, skip };
    this.meter.restart();
    for await (const filled of skip < this.stepsPerEpoch ? streamBatches(options) : []) {
      await breathe();
      await this.obey();
      if (signal.aborted) break;
      await this.step(filled, epoch);
    }
    this.emit(this.meter.flush());
    if (!signal.aborted) await this.finishEpoch(epoch, began);
  }

  private async step(batch: TrainingBatch, epoch: number): Promise<void> {
    const { folder } = this;
    const { recipe } = this.job;
    const done = this.progress.step;
    this.learningRate = this.rate.at(this.progress);
    const change = this.rate.changeAt(this.progress);
    if (change) this.emit({ event: 'learningRate', learningRate: this.learningRate, ...change });
    const result = await this.runner.run(batch, { step: done, learningRate: this.learningRate });
    if (!Number.isFinite(result.loss)) throw await this.lossDiverged(result.loss, batch);
    const sums = addStep(this.progress, result, imagesPerStep(recipe));
    this.progress = { ...this.progress, ...sums, step: done + 1 };
    const event = this.meter.add(result, { step: done + 1, epoch, learningRate: this.learningRate });
    this.emit(event);
    this.emit(result.internals);
    // Not only at the next checkpoint, which may be far.
    if (folder.failed) await writing(folder.path, folder.flush());
    if (this.now() - this.checkpointed > checkpointIntervalMs) await this.checkpoint();
  }

  /** Does what users asked for since the last step. */
  private async obey(): Promise<void> {
    const { controls, folder } = this;
    const { signal } = this.job;
    if (controls.paused && !signal.aborted) {
      this.emit(this.meter.flush());
      await this.checkpoint();
      this.emit({ event: 'paused', step: this.progress.step });
      await holdTraining(folder, this.clock, controls, signal);
      this.emit({ event: 'continued', step: this.progress.step });
      this.meter.restart();
    }
    const rate = controls.takeLearningRate();
    if (rate !== undefined && this.rate.change(rate, this.progress)) {
      await writing(folder.path, folder.update({ learningRateChanges: this.rate.changes }));
    }
    const every = controls.takeInternals();
    if (every === undefined) return;
    await this.runner.watch(every);
    await writing(folder.path, folder.update({ internals: every }));
  }

  private async finishEpoch(epoch: number, began: number): Promise<void> {
    const { data, recipe, streamBatches, signal } = this.job;
    await this.runner.synchronize();
    this.requireFinite();
    const scores = await this.evaluator
      .evaluate(this.trained, { dataset: data.validation, loss: recipe.loss, streamBatches }, signal)
      .catch((error: unknown) => {
        // Stopped meanwhile: the evaluation is done again when the run is resumed.
        if (error instanceof UserError && error.code === 'engine.stopped') return undefined;
        throw error;
      });
    if (scores === undefined) return;
    if (!Number.isFinite(scores.loss)) {
      throw this.diverged(`the validation loss became ${scores.loss}`, this.progress.step);
    }
    const { step, best } = this.progress;
    const { loss, accuracy } = scores;
    const train = epochScore(this.progress, this.stepsPerEpoch);
    const better = best === undefined || accuracy > best.accuracy;
    const newBest = better ? { epoch, accuracy } : best;
    const validationLosses = [...this.progress.validationLosses, loss];
    this.progress = { ...noSums, step, epoch, best: newBest, validationLosses };
    this.emit({
      event: 'epoch',
      epoch,
      step,
      train,
      validation: trainingScore(scores),
      seconds: (this.clock.milliseconds - began) / 1000,
    });
    // Best first: a crash between the two repeats the epoch and writes the same best again.
    if (better) await writing(this.folder.path, writeBest(this.folder.path, this.trained, newBest));
    await this.checkpoint();
  }

  /** A step may leave NaN in the weights after its own loss was finite. */
  private requireFinite(): void {
    const name = firstNotFinite(this.runner.tensors);
    if (name !== undefined) throw this.diverged(`\`${name}\` is no longer finite`, this.progress.step);
  }

  /** Tells of the layer where it began, too. */
  private async lossDiverged(loss: number, batch: TrainingBatch): Promise<UserError> {
    const { step } = this.progress;
    const origin = await this.runner.originOfLastStep(batch, step);
    const error = this.diverged(`the loss became ${loss}`, step + 1, origin?.text);
    if (origin) {
      const layer = origin.layer === undefined ? {} : { layer: origin.layer };
      this.emit({ event: 'warning', step, code: 'not-finite', ...layer, message: origin.text });
    }
    return error;
  }

  private diverged(what: string, step: number, origin?: string): UserError {
    const epoch = this.progress.epoch + 1;
    const file = join(this.folder.path, runFiles.checkpoint);
    const kept = this.lastGood && { file, step: this.lastGood.step };
    return divergedError(what, { step, epoch, learningRate: this.learningRate }, kept, origin);
  }

  private async checkpoint(): Promise<void> {
    const { folder } = this;
    await this.runner.synchronize();
    this.requireFinite();
    if (this.lastGood === this.progress) return;
    const { tensors } = this.runner;
    await writing(folder.path, writeCheckpoint(folder.path, { tensors, progress: this.progress }));
    await writing(folder.path, folder.flush());
    const { step, epoch, best } = this.progress;
    await writing(
      folder.path,
      folder.update({ step, epoch, best: best ?? null, timing: this.clock.timing() }),
    );
    this.lastGood = this.progress;
    this.checkpointed = this.now();
  }

  private async end(reason: EndEvent['reason'], error?: unknown): Promise<EndEvent> {
    const { folder } = this;
    const exported = reason === 'failed' ? undefined : await this.exportModel();
    const problem = error === undefined ? exported : engineProblem(error);
    const event: EndEvent = {
      event: 'end',
      reason,
      best: this.progress.best,
      run: folder.path,
      seconds: this.clock.milliseconds / 1000,
      ...(problem === undefined ? {} : { problem }),
    };
    this.emit(event);
    const record: Partial<RunRecord> = {
      state: reason,
      ended: new Date().toISOString(),
      timing: this.clock.timing(true),
      problem: problem ?? null,
    };
    // Nothing is put where somebody deletes.
    const notes = isGone(error) ? [] : [folder.flush(), folder.update(record)];
    const written = writing(folder.path, Promise.all(notes));
    // What ended the run matters more than that it could not be noted.
    await written.catch((failure: unknown) => {
      if (error === undefined) throw failure;
    });
    return event;
  }

  /** A model that cannot be exported is told, but does not undo the training. */
  private async exportModel(): Promise<EndEvent['problem']> {
    const { exportModel } = this.job;
    try {
      const file = join(this.folder.path, runFiles.model);
      await exportModel({ file, weights: this.trained, best: this.progress.best });
      return undefined;
    } catch (error) {
      return engineProblem(error);
    }
  }

  private emit(event: TrainingEvent | undefined): void {
    if (event === undefined) return;
    this.folder.append(event);
    this.job.emit(event);
    for (const warning of this.watcher.take(event)) this.emit(warning);
  }
}
