// Layer-wise adaptive rate scaling: momentum descent whose steps are measured by the size of the weights.

import type { GraphBuilder, Value } from '../../graph/graph.ts';
import { lars } from '../../recipe/optimizers.ts';
import { multiplyAdd, scaled, sumOfSquares, withDecay } from './arithmetic.ts';
import type { OptimizerRule, ParameterUpdate } from './optimizer.ts';

/** v = momentum * v + lr * r * (gradient + weight_decay * w); w = w - v (You et al., 2017, algorithm 1). */
export const larsRule: OptimizerRule = {
  slots: () => ['momentum_buffer'],
  learningRate: (call) => lars.attributesOf(call).lr,

  update(builder, call, update) {
    const { momentum, weight_decay: decay, trust } = lars.attributesOf(call);
    const { parameter, learningRate, state, decays } = update;
    const g = withDecay(builder, update, decay);
    const rate = decays
      ? builder.apply('multiply', [learningRate, trustRatio(builder, update, trust, decay)])
      : learningRate;
    const step = builder.apply('multiply', [g, rate]);
    const velocity = multiplyAdd(builder, state.get('momentum_buffer')!, momentum, step);
    return {
      parameter: builder.apply('subtract', [parameter, velocity]),
      state: new Map([['momentum_buffer', velocity]]),
    };
  },
};

/** trust * |w| / (|gradient| + decay * |w|), or 1 where either norm is 0 */
function trustRatio(
  builder: GraphBuilder,
  { parameter, gradient }: ParameterUpdate,
  trust: number,
  decay: number,
): Value {
  const size = builder.apply('sqrt', [sumOfSquares(builder, parameter)]);
  const slope = builder.apply('sqrt', [sumOfSquares(builder, gradient)]);
  const both = builder.apply('multiply', [size, slope]);
  const usable = builder.apply('greater', [both, builder.scalar(0)]);
  const pull = multiplyAdd(builder, size, decay, slope);
  const divisor = builder.apply('select', [usable, pull, builder.scalar(1)]);
  const ratio = builder.apply('divide', [scaled(builder, size, trust), divisor]);
  return builder.apply('select', [usable, ratio, builder.scalar(1)]);
}
