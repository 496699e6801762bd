// Looks inside the network on one batch: runs the probe's graph and puts its numbers in order.

import type { Network } from '../../network/network.ts';
import type { Distribution, InternalsEvent } from '../../protocol/internals.ts';
import type { Recipe } from '../../recipe/recipe.ts';
import type { HostTensor, Program, Runtime } from '../../runtime/runtime.ts';
import type { TrainingBatch } from '../stepRunner.ts';
import { networkParameters, type StateTensors } from '../trainingState.ts';
import { distributionOf, histogramOf, norm, relativeChange, rounded } from './distribution.ts';
import { probeFeeds } from './probeFeeds.ts';
import { buildProbeGraph, type ProbeGraph } from './probeGraph.ts';

type Findings = Pick<InternalsEvent, 'layers' | 'parameters' | 'statistics'>;

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
    const { network, recipe, built } = this;
    const feeds = probeFeeds({ network, recipe, randomInputs: built.randomInputs }, { tensors, batch, step });
    const found = await this.program.run(feeds);
    const layers = this.layers(found);
    const statistics = networkParameters(network)
      .filter(({ trainable }) => !trainable)
      .map(({ name }) => ({ name, values: distributionOf(tensors.get(name)!.data) }));
    // Copies: the step after next writes over them.
    const trained = networkParameters(this.network)
      .filter(({ trainable }) => trainable)
      .map(({ name }) => ({ name, before: tensors.get(name)!.data.slice() }));
    return (after) => ({
      layers,
      statistics,
      parameters: trained.map(({ name, before }) => ({
        name,
        weight: rounded(norm(before)),
        gradient: rounded(numbersOf(found, `gradient.${name}`)[0]!),
        update: relativeChange(before, after.get(name)!.data),
        weights: histogramOf(before),
        gradients: histogramOf(numbersOf(found, `gradients.${name}`)),
      })),
    });
  }

  async dispose(): Promise<void> {
    await this.program.dispose();
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
