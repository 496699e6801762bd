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

export const optimizers = registryOf<OptimizerDefinition>([sgd]);
