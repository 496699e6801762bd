// Adam, with weight decay in the gradient or apart from it, as PyTorch's `torch.optim.Adam` and `torch.optim.AdamW`.

import type { GraphBuilder, Value } from '../../graph/graph.ts';
import { adam, adamw } from '../../recipe/optimizers.ts';
import { descend, movingAverage, scaled, withDecay } from './arithmetic.ts';
import type { OptimizerRule, ParameterUpdate, UpdatedParameter } from './optimizer.ts';

interface Moments {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

const slots = ['exp_avg', 'exp_avg_sq'];

export const adamRule: OptimizerRule = {
  slots: () => slots,
  learningRate: (call) => adam.attributesOf(call).lr,
  factors: (call, updates) => corrections(adam.attributesOf(call), updates),

  update(builder, call, update) {
    const attributes = adam.attributesOf(call);
    const gradient = withDecay(builder, update, attributes.weight_decay);
    return descendByMoments(builder, attributes, { ...update, gradient });
  },
};

export const adamwRule: OptimizerRule = {
  slots: () => slots,
  learningRate: (call) => adamw.attributesOf(call).lr,
  factors: (call, updates) => corrections(adamw.attributesOf(call), updates),

  /** First w - lr * weight_decay * w. */
  update(builder, call, update) {
    const attributes = adamw.attributesOf(call);
    const { weight_decay: decay } = attributes;
    if (!update.decays || decay === 0) return descendByMoments(builder, attributes, update);
    const pull = scaled(builder, update.parameter, decay);
    const parameter = descend(builder, update.parameter, update.learningRate, pull);
    return descendByMoments(builder, attributes, { ...update, parameter });
  },
};

/** Both means start at zero; these factors undo the bias that comes from it. */
function corrections({ beta1, beta2 }: Moments, updates: number): Readonly<Record<string, number>> {
  return {
    first_correction: 1 / (1 - beta1 ** updates),
    second_correction: 1 / Math.sqrt(1 - beta2 ** updates),
  };
}

/** m, v as moving averages of g and g^2; w - lr * m * first / (sqrt(v) * second + epsilon) */
function descendByMoments(
  builder: GraphBuilder,
  { beta1, beta2, epsilon }: Moments,
  { parameter, gradient, learningRate, state, factors }: ParameterUpdate,
): UpdatedParameter {
  const square = builder.apply('multiply', [gradient, gradient]);
  const mean = movingAverage(builder, state.get('exp_avg')!, beta1, gradient);
  const meanSquare = movingAverage(builder, state.get('exp_avg_sq')!, beta2, square);
  const root = builder.apply('sqrt', [meanSquare]);
  const spread = builder.apply('multiply', [root, factors.get('second_correction')!]);
  const denominator = builder.apply('add', [spread, builder.scalar(epsilon)]);
  const rate: Value = builder.apply('multiply', [learningRate, factors.get('first_correction')!]);
  const direction = builder.apply('divide', [mean, denominator]);
  return {
    parameter: descend(builder, parameter, rate, direction),
    state: new Map([
      ['exp_avg', mean],
      ['exp_avg_sq', meanSquare],
    ]),
  };
}
