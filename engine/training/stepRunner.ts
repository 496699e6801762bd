// Runs training steps: feeds batch, targets, chance and learning rate, and reads what came out.

import type { Batch } from '../datasets/dataset.ts';
import { inputShape, type Network } from '../network/network.ts';
import type { Recipe } from '../recipe/recipe.ts';
import type { HostTensor, Runtime } from '../runtime/runtime.ts';
import { drawRandomInputs } from './drawRandomInputs.ts';
import { meanOfBatches, type OutputResult, type StepResult } from './epochScores.ts';
import { countRight } from './evaluate.ts';
import { fillTargets } from './fillTargets.ts';
import type { UpdateWatch } from './hostUpdate.ts';
import { type LossRule, lossRule } from './losses/loss.ts';
import { classCount } from './lossGraph.ts';
import { headLogitsName, headLossName } from './stateNames.ts';
import { prepareState, type StateProgram } from './stateProgram.ts';
import type { FloatTensor, StateTensors } from './trainingState.ts';
import { learningRateName, stepFactors } from './updateFormulas.ts';

/** Where a step writes what it finds at an output. */
interface OutputBuffers {
  /** [] */
  readonly loss: FloatTensor;
  /** [batch, classes] */
  readonly logits: FloatTensor;
}

export interface StepRunnerOptions {
  /** Whether layers such as dropout are at work. */
  readonly random: boolean;
  /** Is told of the updates that happen in this process' memory. */
  readonly watch?: UpdateWatch;
}

/** What a step takes of a batch. */
export type TrainingBatch = Pick<Batch, 'images' | 'labels' | 'mixed'>;

export class StepRunner {
  private readonly targets: FloatTensor;
  private readonly rule: LossRule;
  private readonly output: OutputBuffers;
  /** By name. */
  private readonly heads: ReadonlyMap<string, OutputBuffers>;

  private constructor(
    private readonly network: Network,
    private readonly recipe: Recipe,
    private readonly state: StateProgram,
  ) {
    const classes = classCount(network);
    this.rule = lossRule(recipe.loss, classes);
    this.targets = floats([recipe.batch, classes]);
    const output = () => ({ loss: floats([]), logits: floats([recipe.batch, classes]) });
    this.output = output();
    this.heads = new Map(network.heads.map(({ name }) => [name, output()]));
  }

  /** Starts from `initial`, which holds every tensor of `stateShapes`, and takes it over: steps may write into it. */
  static async create(
    network: Network,
    recipe: Recipe,
    runtime: Runtime,
    initial: StateTensors,
    options: StepRunnerOptions = { random: true },
  ): Promise<StepRunner> {
    const state = await prepareState(runtime, { network, recipe, ...options }, initial);
    return new StepRunner(network, recipe, state);
  }

  /** As the last step left them once `synchronize` is done; the next one may overwrite them. */
  get tensors(): StateTensors {
    return this.state.tensors;
  }

  /** Parameters and statistics as they were before the last step, where its loss was not finite and that is known. */
  get tensorsBefore(): StateTensors | undefined {
    return this.state.before;
  }

  /** Reads the tensors back from a device that keeps them. */
  async synchronize(): Promise<void> {
    await this.state.synchronize();
  }

  /** The scores of the last step's last batch, [batch, classes]. */
  get lastLogits(): FloatTensor {
    return this.output.logits;
  }

  /** One step on all its images: one batch, or several whose gradients are accumulated. `step` counts from 0. */
  async run(
    { images, labels, mixed }: TrainingBatch,
    place: { readonly step: number; readonly learningRate: number },
  ): Promise<StepResult> {
    const { batch, accumulate = 1 } = this.recipe;
    const size = images.length / accumulate;
    const results: StepResult[] = [];
    for (let part = 0; part < accumulate; part++) {
      const result = await this.runBatch(
        {
          images: images.subarray(part * size, (part + 1) * size),
          labels: labels.subarray(part * batch, (part + 1) * batch),
          ...(mixed && {
            mixed: { ...mixed, others: mixed.others.subarray(part * batch, (part + 1) * batch) },
          }),
        },
        { ...place, part },
      );
      results.push(result);
    }
    return meanOfBatches(results);
  }

  private async runBatch(
    { images, labels, mixed }: TrainingBatch,
    {
      step,
      learningRate,
      part,
    }: { readonly step: number; readonly learningRate: number; readonly part: number },
  ): Promise<StepResult> {
    const { recipe } = this;
    const { accumulate = 1 } = recipe;
    fillTargets(this.targets, this.rule, { labels, ...(mixed && { mixed }) });
    const feeds = new Map<string, HostTensor>();
    feeds.set('images', { shape: [recipe.batch, ...inputShape(this.network)], data: images });
    feeds.set('targets', this.targets);
    const place = { seed: recipe.seed, step: step * accumulate + part };
    for (const [name, tensor] of drawRandomInputs(this.state.randomInputs, place)) feeds.set(name, tensor);
    const numbers = new Map([[learningRateName, learningRate], ...stepFactors(recipe, step + 1)]);
    await this.state.run({ feeds, numbers, last: part === accumulate - 1 }, this.outputs());
    const heads = [...this.heads].map(([name, head]) => [name, this.resultOf(head, labels)]);
    return { ...this.resultOf(this.output, labels), heads: Object.fromEntries(heads) };
  }

  async dispose(): Promise<void> {
    await this.state.dispose();
  }

  private outputs(): ReadonlyMap<string, HostTensor> {
    const outputs = new Map<string, HostTensor>([
      ['loss', this.output.loss],
      ['logits', this.output.logits],
    ]);
    for (const [name, { loss, logits }] of this.heads) {
      outputs.set(headLossName(name), loss).set(headLogitsName(name), logits);
    }
    return outputs;
  }

  private resultOf({ loss, logits }: OutputBuffers, labels: Int32Array): OutputResult {
    return { loss: loss.data[0]!, ...countRight(logits.data, labels, this.recipe.batch) };
  }
}

function floats(shape: readonly number[]): FloatTensor {
  return { shape, data: new Float32Array(shape.reduce((product, extent) => product * extent, 1)) };
}
