// The partition rule of every operation that has operands.

import type { OperationName } from '../../graph/graph.ts';
import type { PartitionRule } from '../partitioner.ts';
import { elementwisePartitions } from './elementwise.ts';
import { layoutPartitions } from './layout.ts';
import { normalizationPartitions } from './normalization.ts';
import { poolingPartitions } from './pooling.ts';
import { productPartitions } from './product.ts';
import { reductionPartitions } from './reduction.ts';

type Rules = { readonly [K in Exclude<OperationName, 'constant'>]: PartitionRule<K> };

const rules: Rules = {
  ...elementwisePartitions,
  ...layoutPartitions,
  ...normalizationPartitions,
  ...poolingPartitions,
  ...productPartitions,
  ...reductionPartitions,
};

/** Constants are whole, and never ask for a rule. */
export const partitionRules: { readonly [K in OperationName]: PartitionRule<K> } = {
  ...rules,
  constant: () => undefined,
};
