// Runs training steps: two sets of state tensors swap roles, so that each step writes where the next one reads.

import type { Batch } from '../datasets/dataset.ts';
import { inputShape, type Network } from '../network/network.ts';
import type { Recipe } from '../recipe/recipe.ts';
import type { HostTensor, Program, Runtime } from '../runtime/runtime.ts';
import { drawRandomInputs } from './drawRandomInputs.ts';
import { indexOfLargest } from './evaluate.ts';
import { type LossRule, lossRule } from './losses/loss.ts';
import { classCount } from './lossGraph.ts';
import { factorsAt } from './optimizers/optimizer.ts';
import type { FloatTensor, StateTensors } from './trainingState.ts';
import { buildTrainingStep, nextName, type TrainingStep } from './trainingStep.ts';

export interface StepResult {
  /** Mean over the batch, before the update. */
  readonly loss: number;
  /** Images whose largest logit was the right class. */
  readonly correct: number;
}

/** One of the two sets: read by a step as feeds, or written by it. */
interface StateBuffers {
  readonly tensors: StateTensors;
  /** The same tensors under the names of the step's outputs. */
  readonly outputs: ReadonlyMap<string, HostTensor>;
}

export class StepRunner {
  private read: StateBuffers;
  private write: StateBuffers;
  private readonly targets: FloatTensor;
  private readonly rule: LossRule;
  private readonly learningRate: FloatTensor = { shape: [], data: new Float32Array(1) };
  private readonly logits: FloatTensor;
  private readonly loss: FloatTensor = { shape: [], data: new Float32Array(1) };

  private constructor(
    private readonly network: Network,
    private readonly recipe: Recipe,
    private readonly step: TrainingStep,
    private readonly program: Program,
    initial: StateTensors,
  ) {
    const classes = classCount(network);
    this.rule = lossRule(recipe.loss, classes);
    this.targets = floats([recipe.batch, classes]);
    this.logits = floats([recipe.batch, classes]);
    this.read = this.buffers(new Map([...initial].map(([name, tensor]) => [name, copyOf(tensor)])));
    this.write = this.buffers(new Map([...initial].map(([name, { shape }]) => [name, floats(shape)])));
  }

  /** Starts from a copy of `initial`, which holds every tensor of `stateShapes`. */
  static async create(
    network: Network,
    recipe: Recipe,
    runtime: Runtime,
    initial: StateTensors,
    options: { readonly random: boolean } = { random: true },
  ): Promise<StepRunner> {
    const step = buildTrainingStep(network, recipe, options);
    return new StepRunner(network, recipe, step, await runtime.prepare(step.graph), initial);
  }

  /** As the last step left them; the next but one step overwrites them. */
  get tensors(): StateTensors {
    return this.read.tensors;
  }

  /** The last step's scores, [batch, classes]. */
  get lastLogits(): FloatTensor {
    return this.logits;
  }

  /** One step on a full batch. `step` counts from 0; chance derives from it. */
  async run(
    { images, labels }: Pick<Batch, 'images' | 'labels'>,
    place: { readonly step: number; readonly learningRate: number },
  ): Promise<StepResult> {
    this.fillTargets(labels);
    this.learningRate.data[0] = place.learningRate;
    const feeds = new Map<string, HostTensor>(this.read.tensors);
    feeds.set('images', { shape: [this.recipe.batch, ...inputShape(this.network)], data: images });
    feeds.set('targets', this.targets);
    feeds.set('learning_rate', this.learningRate);
    for (const [name, value] of factorsAt(this.recipe.optimizer, place.step + 1)) {
      feeds.set(name, { shape: [], data: Float32Array.of(value) });
    }
    const random = drawRandomInputs(this.step.randomInputs, { seed: this.recipe.seed, step: place.step });
    for (const [name, tensor] of random) feeds.set(name, tensor);
    await this.program.run(feeds, this.write.outputs);
    [this.read, this.write] = [this.write, this.read];
    return { loss: this.loss.data[0]!, correct: this.countCorrect(labels) };
  }

  async dispose(): Promise<void> {
    await this.program.dispose();
  }

  private buffers(tensors: StateTensors): StateBuffers {
    const outputs = new Map<string, HostTensor>([
      ['loss', this.loss],
      ['logits', this.logits],
    ]);
    for (const [name, tensor] of tensors) outputs.set(nextName(name), tensor);
    return { tensors, outputs };
  }

  private fillTargets(labels: Int32Array): void {
    const classes = this.targets.shape[1]!;
    for (let sample = 0; sample < this.recipe.batch; sample++) {
      const row = this.targets.data.subarray(sample * classes, (sample + 1) * classes);
      this.rule.writeTarget(labels[sample]!, row);
    }
  }

  private countCorrect(labels: Int32Array): number {
    const classes = this.targets.shape[1]!;
    let correct = 0;
    for (let sample = 0; sample < this.recipe.batch; sample++) {
      const row = this.logits.data.subarray(sample * classes, (sample + 1) * classes);
      if (indexOfLargest(row) === labels[sample]) correct++;
    }
    return correct;
  }
}

function floats(shape: readonly number[]): FloatTensor {
  return { shape, data: new Float32Array(shape.reduce((product, extent) => product * extent, 1)) };
}

function copyOf({ shape, data }: FloatTensor): FloatTensor {
  return { shape, data: data.slice() };
}
