// What the merges that combine equal shapes, place by place, have in common.

import type { GraphBuilder, Value } from '../graph/graph.ts';
import { elementCount, formatShape, type Shape, sameShape } from '../network/shape.ts';
import { defineLayer, type LayerDefinition, type LayerProblem } from './layer.ts';

export interface MergeSpecification {
  readonly kind: string;
  readonly documentation: string;
  /** Operations for each number of the output. */
  flopsPerElement(branches: number): number;
  combine(builder: GraphBuilder, inputs: readonly Value[]): Value;
}

export function defineMerge(merge: MergeSpecification): LayerDefinition {
  return defineLayer({
    kind: merge.kind,
    category: 'merge',
    documentation: merge.documentation,
    attributes: {},
    inputs: 'many',
    label: () => '',
    shape: (_attributes, inputs) => {
      const problem = unequalShapes(merge.kind, inputs);
      return problem === undefined ? { shape: inputs[0] ?? [] } : { problem };
    },
    parameters: () => [],
    cost: (_attributes, inputs, output) => ({
      macs: 0,
      flops: merge.flopsPerElement(inputs.length) * elementCount(output),
      connections: 0,
    }),
    window: () => 'pointwise',
    lower: ({ builder }, inputs) => merge.combine(builder, inputs),
  });
}

function unequalShapes(kind: string, inputs: readonly Shape[]): LayerProblem | undefined {
  const first = inputs[0] ?? [];
  const index = inputs.findIndex((shape) => !sameShape(shape, first));
  if (index === -1) return undefined;
  return {
    code: 'merge-shapes-differ',
    message:
      `The branches of \`${kind}\` must have equal shapes, and branch 1 gives ${formatShape(first)} ` +
      `where branch ${index + 1} gives ${formatShape(inputs[index]!)}: ${remedy(first, inputs[index]!)}.`,
  };
}

/** What makes two unequal branches equal. */
function remedy(a: Shape, b: Shape): string {
  if (a.length !== b.length) return 'one is a vector and the other a feature map';
  if (sameShape(a.slice(1), b.slice(1))) return 'bring one to the channels of the other with a 1x1 `conv`';
  return 'check the strides, the paddings and the `ceil` of the layers before, as rows or columns differ';
}

/** Applies a binary operation from the first input to the last: ((a, b), c), … */
export function foldInputs(
  builder: GraphBuilder,
  operation: 'add' | 'multiply' | 'maximum',
  inputs: readonly Value[],
): Value {
  return inputs.reduce((left, right) => builder.apply(operation, [left, right]));
}
