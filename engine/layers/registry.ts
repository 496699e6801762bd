// Every layer kind that a text may name.

import { adaptiveAvgpool } from './adaptiveAvgpool.ts';
import { add } from './add.ts';
import { avgpool } from './avgpool.ts';
import { bn } from './bn.ts';
import { channelPad } from './channelPad.ts';
import { channelShuffle } from './channelShuffle.ts';
import { concat } from './concat.ts';
import { conv } from './conv.ts';
import { convTranspose } from './convTranspose.ts';
import { crop } from './crop.ts';
import { custom } from './custom.ts';
import { dense } from './dense.ts';
import { depthwiseConv } from './depthwiseConv.ts';
import { dropout } from './dropout.ts';
import { elu } from './elu.ts';
import { flatten } from './flatten.ts';
import { gelu } from './gelu.ts';
import { globalAvgpool } from './globalAvgpool.ts';
import { globalMaxpool } from './globalMaxpool.ts';
import { groupNorm } from './groupNorm.ts';
import { hardswish } from './hardswish.ts';
import { identity } from './identity.ts';
import { instanceNorm } from './instanceNorm.ts';
import type { LayerDefinition } from './layer.ts';
import { layerNorm } from './layerNorm.ts';
import { leakyRelu } from './leakyRelu.ts';
import { lppool } from './lppool.ts';
import { lrn } from './lrn.ts';
import { max } from './max.ts';
import { maxpool } from './maxpool.ts';
import { mean } from './mean.ts';
import { mul } from './mul.ts';
import { noise } from './noise.ts';
import { pad } from './pad.ts';
import { prelu } from './prelu.ts';
import { relu } from './relu.ts';
import { relu6 } from './relu6.ts';
import { scale } from './scale.ts';
import { selu } from './selu.ts';
import { separableConv } from './separableConv.ts';
import { shiftedRelu } from './shiftedRelu.ts';
import { sigmoid } from './sigmoid.ts';
import { silu } from './silu.ts';
import { softmax } from './softmax.ts';
import { softplus } from './softplus.ts';
import { spatialDropout } from './spatialDropout.ts';
import { subsample } from './subsample.ts';
import { tanh } from './tanh.ts';
import { upsample } from './upsample.ts';

const DEFINITIONS: readonly LayerDefinition[] = [
  conv,
  depthwiseConv,
  separableConv,
  convTranspose,
  dense,
  maxpool,
  avgpool,
  lppool,
  globalAvgpool,
  globalMaxpool,
  adaptiveAvgpool,
  relu,
  relu6,
  leakyRelu,
  prelu,
  shiftedRelu,
  elu,
  selu,
  gelu,
  silu,
  hardswish,
  softplus,
  sigmoid,
  tanh,
  softmax,
  bn,
  layerNorm,
  groupNorm,
  instanceNorm,
  lrn,
  scale,
  dropout,
  spatialDropout,
  noise,
  flatten,
  pad,
  crop,
  channelPad,
  subsample,
  upsample,
  channelShuffle,
  identity,
  custom,
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
