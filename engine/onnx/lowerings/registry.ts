// All lowerings by operation.

import type { OperationName } from '../../graph/graph.ts';
import { type Lowering, only } from '../lowering.ts';
import { averagePoolGradientLowerings } from './averagePoolGradient.ts';
import { bandProduct } from './bandProduct.ts';
import { convolutionInputGradientLowerings } from './convolutionInputGradient.ts';
import { convolutionWeightGradientLowerings } from './convolutionWeightGradient.ts';
import { customLowerings } from './custom.ts';
import { elementwiseLowerings } from './elementwise.ts';
import { layoutLowerings } from './layout.ts';
import { maxPoolGradientLowerings } from './maxPoolGradient.ts';
import { normalizationLowerings } from './normalization.ts';
import { averagePoolLowerings, maxPoolLowerings } from './pooling.ts';
import { productLowerings } from './product.ts';
import { reductionLowerings } from './reduction.ts';

const constant = only<'constant'>((emit, node, _, [name]) => {
  const { shape, type } = node.outputs[0]!;
  const { data } = node.attributes;
  if (type === 'float') emit.define({ name: name!, shape, data: Float32Array.from(data) });
  else if (type === 'bool') emit.define({ name: name!, shape, data: Uint8Array.from(data) });
  else emit.define({ name: name!, shape, data: BigInt64Array.from(data, (item) => BigInt(item)) });
});

export const lowerings: { readonly [K in OperationName]: readonly Lowering<K>[] } = {
  constant,
  ...elementwiseLowerings,
  ...reductionLowerings,
  ...layoutLowerings,
  ...productLowerings,
  convolutionInputGradient: convolutionInputGradientLowerings,
  convolutionWeightGradient: convolutionWeightGradientLowerings,
  maxPool: maxPoolLowerings,
  maxPoolGradient: maxPoolGradientLowerings,
  averagePool: [bandProduct, ...averagePoolLowerings],
  averagePoolGradient: averagePoolGradientLowerings,
  ...normalizationLowerings,
  ...customLowerings,
};
