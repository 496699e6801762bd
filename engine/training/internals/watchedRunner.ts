// Training steps with a look inside at some of them: the looks run a graph of their own, so that the steps stay the same.

import type { Network } from '../../network/network.ts';
import type { InternalsEvent } from '../../protocol/internals.ts';
import type { Recipe } from '../../recipe/recipe.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { StepResult } from '../epochScores.ts';
import { StepRunner, type TrainingBatch } from '../stepRunner.ts';
import type { StateTensors } from '../trainingState.ts';
import { findOrigin, type Origin } from './findOrigin.ts';
import { Probe } from './probe.ts';

export interface WatchedResult extends StepResult {
  readonly internals?: InternalsEvent;
}

interface WatchedJob {
  readonly network: Network;
  readonly recipe: Recipe;
  readonly runtime: Runtime;
  /** Steps from one look to the next; 0 or absent: none. */
  readonly internals?: number;
  /** Milliseconds of a clock that never goes back; the process' own where absent. */
  readonly now?: () => number;
}

export class WatchedRunner {
  private probe: Probe | undefined;
  private every = 0;

  private constructor(
    private readonly job: WatchedJob,
    private readonly runner: StepRunner,
    private readonly now: () => number,
  ) {}

  /** As `StepRunner.create`; looks inside at the first step and each `internals` steps after it. */
  static async create(job: WatchedJob, initial: StateTensors): Promise<WatchedRunner> {
    const { network, recipe, runtime, internals: every = 0, now = () => performance.now() } = job;
    const runner = await StepRunner.create(network, recipe, runtime, initial);
    const watched = new WatchedRunner(job, runner, now);
    try {
      await watched.watch(every);
      return watched;
    } catch (error) {
      await watched.dispose();
      throw error;
    }
  }

  /** Looks every so many steps from now on; 0 ends that, and frees what it took. */
  async watch(every: number): Promise<void> {
    const { network, recipe, runtime } = this.job;
    if (every > 0) this.probe ??= await Probe.create(network, recipe, runtime);
    else {
      await this.probe?.dispose();
      this.probe = undefined;
    }
    this.every = every;
  }

  get tensors(): StateTensors {
    return this.runner.tensors;
  }

  synchronize(): Promise<void> {
    return this.runner.synchronize();
  }

  async run(batch: TrainingBatch, place: Parameters<StepRunner['run']>[1]): Promise<WatchedResult> {
    if (this.probe === undefined || place.step % this.every !== 0) return this.runner.run(batch, place);
    const began = this.now();
    await this.runner.synchronize();
    const look = await this.probe.look(this.runner.tensors, batch, place.step);
    const looked = this.now();
    const result = await this.runner.run(batch, place);
    const stepped = this.now();
    await this.runner.synchronize();
    const findings = look(this.runner.tensors);
    const seconds = (looked - began + this.now() - stepped) / 1000;
    return { ...result, internals: { event: 'internals', step: place.step + 1, ...findings, seconds } };
  }

  /** Where the numbers of the step just taken, counted from 0, stopped being finite. */
  async originOfLastStep(batch: TrainingBatch, step: number): Promise<Origin | undefined> {
    const tensors = this.runner.tensorsBefore;
    return tensors && findOrigin(this.job, { tensors, batch, step });
  }

  async dispose(): Promise<void> {
    await this.probe?.dispose();
    await this.runner.dispose();
  }
}
