// The forward half of training: the network in training mode, and the loss of its output and its auxiliary heads.

import type { GraphBuilder, Value } from '../graph/graph.ts';
import { type LoweredNetwork, lowerNetwork } from '../lowering/lowerNetwork.ts';
import { inputShape, knownShape, layersByPath, type Network } from '../network/network.ts';
import { elementCount, formatShape } from '../network/shape.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { UserError } from '../userError.ts';
import { lossRule } from './losses/loss.ts';
import { networkParameters } from './trainingState.ts';

export interface LossGraph {
  /** [batch, C, H, W], the graph's input `images`. */
  readonly images: Value;
  /** Every parameter and statistic by name, each an input of the graph. */
  readonly parameters: ReadonlyMap<string, Value>;
  readonly lowered: LoweredNetwork;
  /** Scalar: the output's loss and each head's, times the head's weight. */
  readonly loss: Value;
  /** Each head's own loss by name: scalars. */
  readonly headLosses: ReadonlyMap<string, Value>;
}

/** Adds inputs, network and loss to `builder`; `random` says whether layers such as dropout act. */
export function buildLossGraph(
  builder: GraphBuilder,
  network: Network,
  recipe: Pick<Recipe, 'batch' | 'loss'>,
  options: { readonly random: boolean },
): LossGraph {
  const { batch } = recipe;
  const images = builder.input('images', [batch, ...inputShape(network)], 'float', { batched: true });
  const rule = lossRule(recipe.loss, classCount(network));
  const targets = builder.input('targets', [batch, classCount(network)], 'float', { batched: true });
  const parameters = new Map(
    networkParameters(network).map(({ name, shape }) => [name, builder.input(name, shape)]),
  );
  const { random } = options;
  const lowered = lowerNetwork(network, builder, {
    batch,
    mode: 'training',
    heads: true,
    random,
    images,
    parameters,
  });
  builder.setScope('loss');
  let loss = rule.build(builder, lowered.logits, targets);
  const headLosses = new Map<string, Value>();
  for (const { name, weight, logits } of lowered.heads) {
    builder.setScope(`loss/${name}`);
    const own = rule.build(builder, logits, targets);
    headLosses.set(name, own);
    const weighted = builder.apply('multiply', [own, builder.scalar(weight)]);
    loss = builder.apply('add', [loss, weighted]);
  }
  return { images, parameters, lowered, loss, headLosses };
}

/**
 * The number of classes that a network tells apart.
 * @throws UserError `training.output` where its output is no list of scores.
 */
export function classCount(network: Network): number {
  const shape = knownShape(layersByPath(network).get(network.output)!);
  const count = elementCount(shape);
  if (count === shape[0]) return count;
  throw new UserError(
    'training.output',
    `${network.name} ends in ${formatShape(shape)}, and training needs one score for each class: end it with ` +
      '`global_avgpool` and `dense(classes)`.',
  );
}
