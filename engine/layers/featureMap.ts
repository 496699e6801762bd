// The check that a layer's input has rows and columns.

import { formatShape, type Shape } from '../network/shape.ts';
import type { LayerProblem } from './layer.ts';

/** [channels, height, width] */
export type FeatureMap = readonly [number, number, number];

export function isFeatureMap(shape: Shape): shape is FeatureMap {
  return shape.length === 3;
}

/** Says that `kind` cannot work on a vector. */
export function featureMapExpected(kind: string, shape: Shape): LayerProblem {
  return {
    code: 'feature-map-expected',
    message:
      `\`${kind}\` needs a feature map (channels x height x width), and its input is a vector of ` +
      `${formatShape(shape)}: move it before \`flatten\` or the global pooling.`,
  };
}
