// Reference kernels of batch normalization.

import { generate64, type Tensor64, zeros64 } from '../tensor64.ts';
import { tensorSize } from '../tensorShape.ts';
import type { Kernel } from './kernel.ts';

/** The channel of each element of x [N, C, ...], by its offset. */
function channelOf(x: Tensor64): (offset: number) => number {
  const places = tensorSize(x.shape.slice(2));
  return (offset) => Math.floor(offset / places) % x.shape[1]!;
}

/** Mean over the batch and all places of what `element` gives, for each channel. */
function channelMean(x: Tensor64, element: (offset: number, channel: number) => number): Tensor64 {
  const mean = zeros64([x.shape[1]!]);
  const channel = channelOf(x);
  const count = x.data.length / x.shape[1]!;
  x.data.forEach((_, i) => {
    mean.data[channel(i)]! += element(i, channel(i)) / count;
  });
  return mean;
}

function normalize(
  x: Tensor64,
  scale: Tensor64,
  bias: Tensor64,
  mean: Tensor64,
  variance: Tensor64,
  epsilon: number,
) {
  const channel = channelOf(x);
  return generate64(x.shape, (i) => {
    const c = channel(i);
    const standard = (x.data[i]! - mean.data[c]!) / Math.sqrt(variance.data[c]! + epsilon);
    return standard * scale.data[c]! + bias.data[c]!;
  });
}

const batchNormalization: Kernel<'batchNormalization'> = ([x, scale, bias], { epsilon }) => {
  const mean = channelMean(x!, (i) => x!.data[i]!);
  const variance = channelMean(x!, (i, c) => (x!.data[i]! - mean.data[c]!) ** 2);
  return [normalize(x!, scale!, bias!, mean, variance, epsilon), mean, variance];
};

const batchNormalizationInference: Kernel<'batchNormalizationInference'> = (inputs, { epsilon }) => {
  const [x, scale, bias, mean, variance] = inputs;
  return [normalize(x!, scale!, bias!, mean!, variance!, epsilon)];
};

/**
 * With h = (x - mean) / s, s = sqrt(variance + epsilon), M elements a channel:
 * dbias = sum dy, dscale = sum dy h, dx = scale / s * (dy - dbias / M - h dscale / M).
 */
const batchNormalizationGradient: Kernel<'batchNormalizationGradient'> = (inputs, { epsilon }) => {
  const [x, scale, mean, variance, dy] = inputs as readonly [
    Tensor64,
    Tensor64,
    Tensor64,
    Tensor64,
    Tensor64,
  ];
  const channel = channelOf(x);
  const count = x.data.length / x.shape[1]!;
  const deviation = (c: number) => Math.sqrt(variance.data[c]! + epsilon);
  const standard = (i: number, c: number) => (x.data[i]! - mean.data[c]!) / deviation(c);
  const meanDy = channelMean(x, (i) => dy.data[i]!);
  const meanDyStandard = channelMean(x, (i, c) => dy.data[i]! * standard(i, c));
  const dx = generate64(x.shape, (i) => {
    const c = channel(i);
    const centered = dy.data[i]! - meanDy.data[c]! - standard(i, c) * meanDyStandard.data[c]!;
    return (scale.data[c]! / deviation(c)) * centered;
  });
  const total = (mean: Tensor64) => generate64(mean.shape, (c) => mean.data[c]! * count);
  return [dx, total(meanDyStandard), total(meanDy)];
};

export const normalizationKernels = {
  batchNormalization,
  batchNormalizationGradient,
  batchNormalizationInference,
};
