// Every layer kind that a text may name.

import { add } from './add.ts';
import { avgpool } from './avgpool.ts';
import { bn } from './bn.ts';
import { channelPad } from './channelPad.ts';
import { concat } from './concat.ts';
import { conv } from './conv.ts';
import { dense } from './dense.ts';
import { dropout } from './dropout.ts';
import { elu } from './elu.ts';
import { flatten } from './flatten.ts';
import { globalAvgpool } from './globalAvgpool.ts';
import { globalMaxpool } from './globalMaxpool.ts';
import { identity } from './identity.ts';
import type { LayerDefinition } from './layer.ts';
import { leakyRelu } from './leakyRelu.ts';
import { max } from './max.ts';
import { maxpool } from './maxpool.ts';
import { mean } from './mean.ts';
import { mul } from './mul.ts';
import { pad } from './pad.ts';
import { relu } from './relu.ts';
import { scale } from './scale.ts';
import { shiftedRelu } from './shiftedRelu.ts';
import { sigmoid } from './sigmoid.ts';
import { softmax } from './softmax.ts';
import { softplus } from './softplus.ts';
import { spatialDropout } from './spatialDropout.ts';
import { subsample } from './subsample.ts';
import { tanh } from './tanh.ts';

const DEFINITIONS: readonly LayerDefinition[] = [
  conv,
  dense,
  maxpool,
  avgpool,
  globalAvgpool,
  globalMaxpool,
  relu,
  leakyRelu,
  shiftedRelu,
  elu,
  softplus,
  sigmoid,
  tanh,
  softmax,
  bn,
  scale,
  dropout,
  spatialDropout,
  flatten,
  pad,
  subsample,
  channelPad,
  identity,
  add,
  concat,
  mul,
  max,
  mean,
];

/** By kind, in the order of the reference. */
export const layerKinds: ReadonlyMap<string, LayerDefinition> = new Map(
  DEFINITIONS.map((definition) => [definition.kind, definition]),
);

export function findLayer(kind: string): LayerDefinition | undefined {
  return layerKinds.get(kind);
}
