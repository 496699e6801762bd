// Where numbers that are not finite first came out of a training step: in the images, a layer, the loss or a gradient.

import { differentiate } from '../../autodiff/differentiate.ts';
import { createGraphBuilder } from '../../graph/builder.ts';
import type { Graph, GraphBuilder, Value } from '../../graph/graph.ts';
import type { RandomInput } from '../../lowering/lowerNetwork.ts';
import type { Network } from '../../network/network.ts';
import type { Recipe } from '../../recipe/recipe.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { firstNotFinite } from '../divergence.ts';
import { buildLossGraph } from '../lossGraph.ts';
import { networkParameters } from '../trainingState.ts';
import { type LookedAt, probeFeeds } from './probeFeeds.ts';

export interface Origin {
  /** Undefined where it is no layer's: the images', the loss's. */
  readonly layer?: string;
  /** A whole sentence. */
  readonly text: string;
}

/** Runs the step's forward and backward once more; undefined where every number is finite this time. */
export async function findOrigin(
  {
    network,
    recipe,
    runtime,
  }: { readonly network: Network; readonly recipe: Recipe; readonly runtime: Runtime },
  at: LookedAt,
): Promise<Origin | undefined> {
  const wrong = firstNotFinite(
    new Map(networkParameters(network).map(({ name }) => [name, at.tensors.get(name)!])),
  );
  if (wrong !== undefined) {
    return { layer: layerOf(wrong), text: `\`${wrong}\` was not finite before this step any more.` };
  }
  const { graph, randomInputs } = buildOriginGraph(network, recipe);
  const program = await runtime.prepare(graph);
  try {
    const found = await program.run(probeFeeds({ network, recipe, randomInputs }, at));
    const bad = (name: string) => found.get(name)!.data[0] !== 0;
    const layer = network.layers.find(({ path }) => bad(`value.${path}`));
    if (layer?.kind === 'input') return { text: 'The images themselves hold numbers that are not finite.' };
    if (layer)
      return {
        layer: layer.path,
        text: `It began in \`${layer.path}\`, the first layer whose output is not finite.`,
      };
    if (bad('loss')) return { text: 'It began in the loss: every layer before it was finite.' };
    // Backwards: the last parameter is the first to get its gradient.
    const last = trainedParameters(network).findLast((name) => bad(`gradient.${name}`));
    return last === undefined
      ? undefined
      : { layer: layerOf(last), text: `It began going back, in the gradient of \`${last}\`.` };
  } finally {
    await program.dispose();
  }
}

function trainedParameters(network: Network): readonly string[] {
  return networkParameters(network).flatMap(({ name, trainable }) => (trainable ? [name] : []));
}

function layerOf(parameter: string): string {
  return parameter.slice(0, parameter.lastIndexOf('.'));
}

/** Outputs: `value.PATH`, `loss` and `gradient.NAME`, each [], 0 where all is finite and NaN otherwise. */
function buildOriginGraph(
  network: Network,
  recipe: Recipe,
): { readonly graph: Graph; readonly randomInputs: readonly RandomInput[] } {
  const builder = createGraphBuilder();
  const { parameters, lowered, loss } = buildLossGraph(builder, network, recipe, { random: true });
  const names = trainedParameters(network);
  const values = names.map((name) => parameters.get(name)!);
  const gradients = differentiate(builder, loss, values);
  builder.setScope('origin');
  for (const { path } of network.layers) {
    builder.output(`value.${path}`, zeroIfFinite(builder, lowered.values.get(path)!));
  }
  builder.output('loss', zeroIfFinite(builder, loss));
  names.forEach((name, index) => {
    builder.output(`gradient.${name}`, zeroIfFinite(builder, gradients.get(values[index]!)!));
  });
  return { graph: builder.finish(), randomInputs: lowered.randomInputs };
}

/** x * 0 is 0 for every finite x and NaN for all others. */
function zeroIfFinite(builder: GraphBuilder, value: Value): Value {
  const zeros = builder.apply('multiply', [value, builder.scalar(0)]);
  const axes = value.shape.map((_, axis) => axis);
  return axes.length === 0 ? zeros : builder.apply('reduceSum', [zeros], { axes, keepDimensions: false });
}
