// All gradient rules by operation.

import type { OperationName } from '../../graph/graph.ts';
import type { GradientRule } from '../gradientRule.ts';
import { elementwiseGradients } from './elementwise.ts';
import { layoutGradients } from './layout.ts';
import { normalizationGradients } from './normalization.ts';
import { poolingGradients } from './pooling.ts';
import { productGradients } from './product.ts';
import { reductionGradients } from './reduction.ts';

/** Constants have no inputs; gradients of max pooling and of batch normalization are not differentiated again. */
export const gradientRules: { readonly [K in OperationName]?: GradientRule<K> } = {
  ...elementwiseGradients,
  ...reductionGradients,
  ...layoutGradients,
  ...productGradients,
  ...poolingGradients,
  ...normalizationGradients,
};
