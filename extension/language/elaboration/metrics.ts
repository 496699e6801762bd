// The figures of a network that an assert may name.

import { summarize } from '../../../engine/analysis/summarize.ts';
import type { Network } from '../../../engine/network/network.ts';
import type { Value } from './value.ts';

/**
 * Each figure's name with its meaning. All are those of inference for one image: auxiliary heads do not
 * count.
 */
export const assertMetrics: ReadonlyMap<string, string> = new Map([
  ['params', 'Learnt numbers: weights and biases, without the running statistics of `bn`.'],
  ['macs', 'Multiply-adds of convolution and dense layers.'],
  ['flops', 'Floating-point operations: two for a multiply-add, plus biases and elementwise work.'],
  ['memory', 'Bytes at the worst moment of inference, as 32-bit floats.'],
  [
    'receptive_field',
    'Rows (or columns, where these are fewer) of the input that the output sees, padding included.',
  ],
  ['depth', 'Convolution and dense layers on the longest way from input to output.'],
  ['neurons', 'Outputs of convolution and dense layers.'],
  ['connections', 'One for each multiply-add, and one for each bias that is added.'],
  ['output', 'Shape of the output: `output == 10`.'],
]);

/** The figures of a network without errors. */
export function metricsOf(network: Network): ReadonlyMap<string, Value> {
  const summary = summarize(network, { batch: 1 });
  const field = summary.receptiveField?.size ?? [0, 0];
  return new Map<string, Value>([
    ['params', summary.parameters.inference],
    ['macs', summary.macs.inference],
    ['flops', summary.flops],
    ['memory', summary.memory.inferenceBytes],
    ['receptive_field', Math.min(field[0], field[1])],
    ['depth', summary.depth],
    ['neurons', summary.neurons],
    ['connections', summary.connections],
    ['output', { type: 'size', extents: summary.output ?? [] }],
  ]);
}
