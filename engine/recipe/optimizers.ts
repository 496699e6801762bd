// How weights follow their gradients: what `optimizer` of a recipe may name.

import { boolean, number } from '../network/attribute.ts';
import { type CallDefinition, defineCall, registryOf } from './callDefinition.ts';

export interface OptimizerDefinition extends CallDefinition {
  readonly attributes: CallDefinition['attributes'] & {
    /** Learning rate, which the schedule multiplies. */
    readonly lr: ReturnType<typeof number>;
  };
}

export const sgd = defineCall({
  kind: 'sgd',
  documentation: [
    'Stochastic gradient descent, with momentum, Nesterov momentum and weight decay.',
    '',
    '`g = gradient + weight_decay * w`, `v = momentum * v + g` (the first v is g), `w = w - lr * v`; ' +
      'with `nesterov: true`, `w = w - lr * (g + momentum * v)`: as PyTorch has it. Weight decay spares ' +
      'biases and normalisation.',
    '',
    'Source: Sutskever et al., "On the importance of initialization and momentum in deep learning", 2013.',
  ].join('\n'),
  attributes: {
    lr: number('Learning rate: the step along the gradient, before the schedule.', { min: 0 }),
    momentum: number('Share of the last step that goes on.', { default: 0, min: 0, max: 1 }),
    nesterov: boolean('Looks ahead along the momentum before it takes the gradient.', { default: false }),
    weight_decay: number('Factor of the weight that is added to its gradient.', { default: 0, min: 0 }),
  },
}) satisfies OptimizerDefinition;

function beta(documentation: string, value: number) {
  return number(documentation, { default: value, min: 0, max: 0.999999 });
}

/** In positional order: lr, beta1, beta2, epsilon, weight_decay. */
function momentAttributes(weightDecay: number, decayDocumentation: string) {
  return {
    lr: number('Learning rate: about how far each weight goes in a step, before the schedule.', {
      default: 0.001,
      min: 0,
    }),
    beta1: beta('Share of the last mean gradient that stays.', 0.9),
    beta2: beta('Share of the last mean squared gradient that stays.', 0.999),
    epsilon: number('Added to the root, so that it never divides by zero.', { default: 1e-8, min: 0 }),
    weight_decay: number(decayDocumentation, { default: weightDecay, min: 0 }),
  };
}

const MOMENTS =
  '`m = beta1 * m + (1 - beta1) * g`, `v = beta2 * v + (1 - beta2) * g^2`, ' +
  '`w = w - lr * m / (1 - beta1^t) / (sqrt(v / (1 - beta2^t)) + epsilon)` at step t, counted from 1: as PyTorch ' +
  'has it.';

export const adam = defineCall({
  kind: 'adam',
  documentation: [
    'Adam: each weight has a step size of its own, from the mean and the mean square of its gradients.',
    '',
    `With \`g = gradient + weight_decay * w\`: ${MOMENTS} Weight decay spares biases and normalisation; it is ` +
      'divided by the root as well, so prefer `adamw` with it.',
    '',
    'Source: Kingma and Ba, "Adam: a method for stochastic optimization", 2014.',
  ].join('\n'),
  attributes: momentAttributes(0, 'Factor of the weight that is added to its gradient.'),
}) satisfies OptimizerDefinition;

export const adamw = defineCall({
  kind: 'adamw',
  documentation: [
    'Adam with decoupled weight decay: weights shrink by a share of the learning rate, whatever their gradients.',
    '',
    `First \`w = w - lr * weight_decay * w\`, except for biases and normalisation; then, with the gradient g: ${MOMENTS}`,
    '',
    'Source: Loshchilov and Hutter, "Decoupled weight decay regularization", 2017.',
  ].join('\n'),
  attributes: momentAttributes(
    0.01,
    'Share of the weight, times the learning rate, that each step takes off.',
  ),
}) satisfies OptimizerDefinition;

export const rmsprop = defineCall({
  kind: 'rmsprop',
  documentation: [
    'RMSprop: divides each gradient by the root of the mean of its squares.',
    '',
    '`g = gradient + weight_decay * w`, `s = alpha * s + (1 - alpha) * g^2`, `d = g / (sqrt(s) + epsilon)`, ' +
      '`w = w - lr * d`; with momentum, `b = momentum * b + d`, `w = w - lr * b`; with `centered: true`, the root is ' +
      'that of `s - a^2`, a being the mean gradient: as PyTorch has it. Weight decay spares biases and normalisation.',
    '',
    'Source: Tieleman and Hinton, "Lecture 6.5: rmsprop", 2012; centred: Graves, "Generating sequences with ' +
      'recurrent neural networks", 2013.',
  ].join('\n'),
  attributes: {
    lr: number('Learning rate, before the schedule.', { default: 0.01, min: 0 }),
    alpha: number('Share of the last mean square that stays.', { default: 0.99, min: 0, max: 1 }),
    epsilon: number('Added to the root, so that it never divides by zero.', { default: 1e-8, min: 0 }),
    momentum: number('Share of the last step that goes on.', { default: 0, min: 0, max: 1 }),
    centered: boolean('Takes the square of the mean gradient off the mean square.', { default: false }),
    weight_decay: number('Factor of the weight that is added to its gradient.', { default: 0, min: 0 }),
  },
}) satisfies OptimizerDefinition;

export const lars = defineCall({
  kind: 'lars',
  documentation: [
    'LARS: stochastic gradient descent whose step in each layer is measured by the size of its weights; for large ' +
      'batches.',
    '',
    '`r = trust * |w| / (|gradient| + weight_decay * |w|)` with the Euclidean norms of one tensor, or 1 where either ' +
      'norm is 0; `v = momentum * v + lr * r * (gradient + weight_decay * w)`, `w = w - v`. Biases and normalisation ' +
      'have `r = 1` and no weight decay.',
    '',
    'Source: You, Gitman and Ginsburg, "Large batch training of convolutional networks", 2017, algorithm 1.',
  ].join('\n'),
  attributes: {
    lr: number('Learning rate, before the schedule.', { min: 0 }),
    momentum: number('Share of the last step that goes on.', { default: 0.9, min: 0, max: 1 }),
    weight_decay: number('Factor of the weight that is added to its gradient.', { default: 0, min: 0 }),
    trust: number("How far a step may go, as a share of the weights' size.", { default: 0.001, min: 0 }),
  },
}) satisfies OptimizerDefinition;

export const optimizers = registryOf<OptimizerDefinition>([sgd, adam, adamw, rmsprop, lars]);
