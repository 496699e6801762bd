// Stochastic gradient descent with momentum, Nesterov momentum and weight decay, as PyTorch's `torch.optim.SGD`.

import type { GraphBuilder, Value } from '../../graph/graph.ts';
import { sgd } from '../../recipe/optimizers.ts';
import type { OptimizerRule } from './optimizer.ts';

/**
 * g = gradient + weight_decay * w; v = momentum * v + g; w = w - lr * v, or w - lr * (g + momentum * v) with Nesterov.
 * PyTorch starts with v = g, which is the same as v = 0 before the first step.
 */
export const sgdRule: OptimizerRule = {
  slots: (call) => (sgd.attributesOf(call).momentum === 0 ? [] : ['momentum']),
  learningRate: (call) => sgd.attributesOf(call).lr,

  update(builder, call, { parameter, gradient, learningRate, decays, state }) {
    const { momentum, nesterov, weight_decay: decay } = sgd.attributesOf(call);
    const g = decays && decay !== 0 ? multiplyAdd(builder, parameter, decay, gradient) : gradient;
    const last = state.get('momentum');
    if (last === undefined) return { parameter: descend(builder, parameter, learningRate, g), state };
    const velocity = multiplyAdd(builder, last, momentum, g);
    const direction = nesterov ? multiplyAdd(builder, velocity, momentum, g) : velocity;
    return {
      parameter: descend(builder, parameter, learningRate, direction),
      state: new Map([['momentum', velocity]]),
    };
  },
};

/** a * factor + b */
function multiplyAdd(builder: GraphBuilder, a: Value, factor: number, b: Value): Value {
  return builder.apply('add', [builder.apply('multiply', [a, builder.scalar(factor)]), b]);
}

/** w - lr * direction */
function descend(builder: GraphBuilder, w: Value, learningRate: Value, direction: Value): Value {
  return builder.apply('subtract', [w, builder.apply('multiply', [direction, learningRate])]);
}
