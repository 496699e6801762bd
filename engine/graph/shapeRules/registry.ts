// All shape rules by operation.

import type { OperationName, Operations, Value } from '../graph.ts';
import { customRules } from './customRules.ts';
import { elementwiseRules } from './elementwiseRules.ts';
import { layoutRules } from './layoutRules.ts';
import { normalizationRules } from './normalizationRules.ts';
import { poolingRules } from './poolingRules.ts';
import { productRules } from './productRules.ts';
import { reductionRules } from './reductionRules.ts';
import { Mismatch, type OutputType, type ShapeRule } from './shapeRule.ts';

const shapeRules: { readonly [K in Exclude<OperationName, 'constant'>]: ShapeRule<K> } = {
  ...elementwiseRules,
  ...reductionRules,
  ...layoutRules,
  ...productRules,
  ...poolingRules,
  ...normalizationRules,
  ...customRules,
};

/**
 * The types of what an operation gives for these operands.
 *
 * @throws Error naming operation, scope, expected and actual shapes, where an operand is wrong.
 */
export function inferOutputs<K extends Exclude<OperationName, 'constant'>>(
  operation: K,
  inputs: readonly Value[],
  attributes: Operations[K],
  scope: string,
): readonly OutputType[] {
  const rule: ShapeRule<K> = shapeRules[operation];
  try {
    return rule(inputs, attributes);
  } catch (error) {
    if (!(error instanceof Mismatch)) throw error;
    const operands = inputs.map((input) => `${input.type}[${input.shape.join(', ')}]`).join(', ');
    throw new Error(
      `${operation} in scope \`${scope}\` expected ${error.message}, ` +
        `but got (${operands}) with ${JSON.stringify(attributes)}.`,
    );
  }
}
