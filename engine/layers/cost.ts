// What layers without weights cost.

import type { Shape } from '../network/shape.ts';
import { elementCount } from '../network/shape.ts';
import type { Cost } from './layer.ts';

/** Nothing is computed: the data is only seen in another shape, or copied. */
export const NO_COST: Cost = { macs: 0, flops: 0, connections: 0 };

/** The same work for every element of the output. One elementary function counts as one operation. */
export function costPerElement(flops: number, output: Shape): Cost {
  return { macs: 0, flops: flops * elementCount(output), connections: 0 };
}
