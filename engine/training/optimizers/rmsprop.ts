// RMSprop, plain or centred, with momentum, as PyTorch's `torch.optim.RMSprop`.

import type { GraphBuilder, Value } from '../../graph/graph.ts';
import { rmsprop } from '../../recipe/optimizers.ts';
import { descend, movingAverage, multiplyAdd, withDecay } from './arithmetic.ts';
import type { OptimizerRule } from './optimizer.ts';

export const rmspropRule: OptimizerRule = {
  slots(call) {
    const { momentum, centered } = rmsprop.attributesOf(call);
    return ['square_avg', ...(momentum === 0 ? [] : ['momentum_buffer']), ...(centered ? ['grad_avg'] : [])];
  },
  learningRate: (call) => rmsprop.attributesOf(call).lr,

  update(builder, call, update) {
    const { alpha, epsilon, momentum, weight_decay: decay } = rmsprop.attributesOf(call);
    const { parameter, learningRate, state } = update;
    const next = new Map<string, Value>();
    const g = withDecay(builder, update, decay);
    const square = builder.apply('multiply', [g, g]);
    const meanSquare = movingAverage(builder, state.get('square_avg')!, alpha, square);
    next.set('square_avg', meanSquare);
    const lastMean = state.get('grad_avg');
    const mean = lastMean && movingAverage(builder, lastMean, alpha, g);
    if (mean) next.set('grad_avg', mean);
    const variance = mean ? centred(builder, meanSquare, mean) : meanSquare;
    const root = builder.apply('add', [builder.apply('sqrt', [variance]), builder.scalar(epsilon)]);
    const direction = builder.apply('divide', [g, root]);
    const buffer = state.get('momentum_buffer');
    const step = buffer ? multiplyAdd(builder, buffer, momentum, direction) : direction;
    if (buffer) next.set('momentum_buffer', step);
    return { parameter: descend(builder, parameter, learningRate, step), state: next };
  },
};

/** s - a^2, which only rounding makes negative. */
function centred(builder: GraphBuilder, meanSquare: Value, mean: Value): Value {
  const difference = builder.apply('subtract', [meanSquare, builder.apply('multiply', [mean, mean])]);
  return builder.apply('maximum', [difference, builder.scalar(0)]);
}
