// The function of an activation layer as a curve, over the range of what flows through it.

import { createGraphBuilder } from '../../graph/builder.ts';
import { interpret } from '../../graph/interpret.ts';
import { tensor64 } from '../../graph/tensor64.ts';
import { findLayer } from '../../layers/registry.ts';
import { knownShape, type NetworkLayer } from '../../network/network.ts';
import type { ActivationPlot } from '../../protocol/insight.ts';
import { histogramOf } from '../internals/distribution.ts';

const points = 161;

/** Kinds that work on each number by itself. */
const elementwise: ReadonlySet<string> = new Set([
  'relu',
  'relu6',
  'leaky_relu',
  'elu',
  'selu',
  'gelu',
  'silu',
  'hardswish',
  'sigmoid',
  'tanh',
  'softplus',
]);

/** Undefined for a layer that is no such function, or where what flows through it is not finite. */
export function activationPlot(layer: NetworkLayer, inputs: Float32Array): ActivationPlot | undefined {
  const definition = findLayer(layer.kind);
  const histogram = histogramOf(inputs);
  if (definition === undefined || !elementwise.has(layer.kind) || histogram === null) return undefined;
  const reach = Math.max(Math.abs(histogram.low), Math.abs(histogram.high), 1);
  const x = Array.from({ length: points }, (_, at) => reach * ((2 * at) / (points - 1) - 1));
  const builder = createGraphBuilder();
  const value = builder.input('x', [1, points]);
  const context = {
    builder,
    attributes: layer.attributes,
    outputShape: knownShape(layer),
    mode: 'inference' as const,
    parameter: () => missing(layer),
    update: () => undefined,
    random: () => undefined,
  };
  builder.output('y', definition.lower(context, [value]));
  const found = interpret(builder.finish(), new Map([['x', tensor64([1, points], x)]]));
  return { x, y: [...found.get('y')!.data], inputs: histogram };
}

function missing({ path }: NetworkLayer): never {
  throw new Error(`${path} has parameters, and is no function of a number alone.`);
}
