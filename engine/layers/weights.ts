// How convolution and dense layers get their first weights.

import { choice } from '../network/attribute.ts';
import type { Initializer } from '../network/network.ts';

const INITIALIZATIONS = ['he', 'glorot', 'lecun', 'orthogonal', 'normal', 'uniform_fan_in', 'zeros'] as const;

export type Initialization = (typeof INITIALIZATIONS)[number];

export function initAttribute() {
  return choice(
    'First weights: `he` (normal, deviation sqrt(2 / fan in); He et al., 2015), `glorot` (uniform within ' +
      'sqrt(6 / (fan in + fan out)); Glorot and Bengio, 2010), `lecun` (normal, deviation ' +
      'sqrt(1 / fan in); LeCun et al., 1998), `orthogonal` (Saxe et al., 2013), `normal` (deviation 0.01), ' +
      '`uniform_fan_in` (uniform within 1 / sqrt(fan in), also for the bias: the default of PyTorch) or ' +
      '`zeros`.',
    INITIALIZATIONS,
    { default: 'he' },
  );
}

/** `fanIn` and `fanOut`: connections into one output, and out of one input. */
export function weightInitializer(init: Initialization, fanIn: number, fanOut: number): Initializer {
  switch (init) {
    case 'he':
    case 'glorot':
    case 'lecun':
      return { kind: init, fanIn, fanOut };
    case 'orthogonal':
      return { kind: 'orthogonal', gain: 1 };
    case 'normal':
      return { kind: 'normal', deviation: 0.01 };
    case 'uniform_fan_in':
      return { kind: 'uniform_fan_in', fanIn };
    case 'zeros':
      return { kind: 'constant', value: 0 };
  }
}

/** Biases start at zero, except where the whole layer follows PyTorch's default. */
export function biasInitializer(init: Initialization, fanIn: number): Initializer {
  return init === 'uniform_fan_in' ? { kind: 'uniform_fan_in', fanIn } : { kind: 'constant', value: 0 };
}
