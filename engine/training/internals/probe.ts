// Looks inside the network on one batch: runs the probe's graph and puts its numbers in order.

import { inputShape, type Network } from '../../network/network.ts';
import { elementCount } from '../../network/shape.ts';
import type { Distribution, InternalsEvent } from '../../protocol/internals.ts';
import type { Recipe } from '../../recipe/recipe.ts';
import type { HostTensor, Program, Runtime } from '../../runtime/runtime.ts';
import { drawRandomInputs } from '../drawRandomInputs.ts';
import { fillTargets } from '../fillTargets.ts';
import { lossRule } from '../losses/loss.ts';
import { classCount } from '../lossGraph.ts';
import type { TrainingBatch } from '../stepRunner.ts';
import { networkParameters, type StateTensors } from '../trainingState.ts';
import { distributionOf, norm, relativeChange, rounded } from './distribution.ts';
import { buildProbeGraph, type ProbeGraph } from './probeGraph.ts';

type Findings = Pick<InternalsEvent, 'layers' | 'parameters'>;

/** What is known of a step before it is taken; called with the weights after it, it tells the rest. */
export type Look = (after: StateTensors) => Findings;

export class Probe {
  private constructor(
    private readonly network: Network,
    private readonly recipe: Recipe,
    private readonly built: ProbeGraph,
    private readonly program: Program,
  ) {}

  static async create(network: Network, recipe: Recipe, runtime: Runtime): Promise<Probe> {
    const built = buildProbeGraph(network, recipe);
    return new Probe(network, recipe, built, await runtime.prepare(built.graph));
  }

  /** `tensors` are those before the step, which is counted from 0; its first batch is looked at. */
  async look(tensors: StateTensors, batch: TrainingBatch, step: number): Promise<Look> {
    const found = await this.program.run(this.feeds(tensors, batch, step));
    const layers = this.layers(found);
    // Copies: the step after next writes over them.
    const trained = networkParameters(this.network)
      .filter(({ trainable }) => trainable)
      .map(({ name }) => ({ name, before: tensors.get(name)!.data.slice() }));
    return (after) => ({
      layers,
      parameters: trained.map(({ name, before }) => ({
        name,
        weight: rounded(norm(before)),
        gradient: rounded(numbersOf(found, `gradient.${name}`)[0]!),
        update: relativeChange(before, after.get(name)!.data),
      })),
    });
  }

  async dispose(): Promise<void> {
    await this.program.dispose();
  }

  private feeds(
    tensors: StateTensors,
    { images, labels, mixed }: TrainingBatch,
    step: number,
  ): ReadonlyMap<string, HostTensor> {
    const { network, recipe } = this;
    const { batch, accumulate = 1, seed } = recipe;
    const feeds = new Map<string, HostTensor>();
    for (const { name } of networkParameters(network)) feeds.set(name, tensors.get(name)!);
    const shape = inputShape(network);
    feeds.set('images', {
      shape: [batch, ...shape],
      data: images.subarray(0, batch * elementCount(shape)),
    });
    const classes = classCount(network);
    const rule = lossRule(recipe.loss, classes);
    const targets = { shape: [batch, classes], data: new Float32Array(batch * classes) };
    fillTargets(targets, rule, { labels, ...(mixed && { mixed }) });
    feeds.set('targets', targets);
    const drawn = drawRandomInputs(this.built.randomInputs, { seed, step: step * accumulate });
    for (const [name, tensor] of drawn) feeds.set(name, tensor);
    return feeds;
  }

  private layers(found: ReadonlyMap<string, HostTensor>): Findings['layers'] {
    const outputs = new Map<string, Distribution>();
    return this.network.layers.map(({ path, inputs }) => {
      const output = distributionOf(numbersOf(found, `sample.${path}`));
      outputs.set(path, output);
      const layer = { path, inputs: inputs.map((input) => outputs.get(input)!), output };
      if (!found.has(`zeros.${path}`)) return layer;
      const [zeros, dead] = [numbersOf(found, `zeros.${path}`)[0]!, numbersOf(found, `dead.${path}`)[0]!];
      return { ...layer, zeros: rounded(zeros), dead: rounded(dead) };
    });
  }
}

function numbersOf(found: ReadonlyMap<string, HostTensor>, name: string): Float32Array {
  return found.get(name)!.data as Float32Array;
}
