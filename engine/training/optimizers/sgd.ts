// Stochastic gradient descent with momentum, Nesterov momentum and weight decay, as PyTorch's `torch.optim.SGD`.

import { sgd } from '../../recipe/optimizers.ts';
import { descend, multiplyAdd, withDecay } from './arithmetic.ts';
import type { OptimizerRule } from './optimizer.ts';

/**
 * g = gradient + weight_decay * w; v = momentum * v + g; w = w - lr * v, or w - lr * (g + momentum * v) with Nesterov.
 * PyTorch starts with v = g, which is the same as v = 0 before the first step.
 */
export const sgdRule: OptimizerRule = {
  slots: (call) => (sgd.attributesOf(call).momentum === 0 ? [] : ['momentum_buffer']),
  learningRate: (call) => sgd.attributesOf(call).lr,

  update(builder, call, update) {
    const { momentum, nesterov, weight_decay: decay } = sgd.attributesOf(call);
    const { parameter, learningRate, state } = update;
    const g = withDecay(builder, update, decay);
    const last = state.get('momentum_buffer');
    if (last === undefined) return { parameter: descend(builder, parameter, learningRate, g), state };
    const velocity = multiplyAdd(builder, last, momentum, g);
    const direction = nesterov ? multiplyAdd(builder, velocity, momentum, g) : velocity;
    return {
      parameter: descend(builder, parameter, learningRate, direction),
      state: new Map([['momentum_buffer', velocity]]),
    };
  },
};
