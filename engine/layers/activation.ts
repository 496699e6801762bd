// What all activations have in common: they work on each number by itself and keep the shape.

import type { Value } from '../graph/graph.ts';
import type { AttributesOf, Schema } from '../network/attribute.ts';
import { costPerElement } from './cost.ts';
import {
  defineLayer,
  type LayerDefinition,
  type LoweringContext,
  type ParameterDeclaration,
} from './layer.ts';

export interface ActivationSpecification<S extends Schema> {
  readonly kind: string;
  readonly documentation: string;
  readonly attributes: S;
  /** Operations for each number; an elementary function counts as one. */
  readonly flopsPerElement: number;
  label?(attributes: AttributesOf<S>): string;
  parameters?(attributes: AttributesOf<S>, channels: number): readonly ParameterDeclaration[];
  apply(x: Value, context: LoweringContext<AttributesOf<S>>): Value;
}

export function defineActivation<S extends Schema>(activation: ActivationSpecification<S>): LayerDefinition {
  return defineLayer<S>({
    kind: activation.kind,
    category: 'activation',
    documentation: activation.documentation,
    attributes: activation.attributes,
    inputs: 'one',
    label: (attributes) => activation.label?.(attributes) ?? '',
    shape: (_attributes, [input = []]) => ({ shape: input }),
    parameters: (attributes, [input = []]) => activation.parameters?.(attributes, input[0]!) ?? [],
    cost: (_attributes, _inputs, output) => costPerElement(activation.flopsPerElement, output),
    window: () => 'pointwise',
    lower: (context, [x]) => activation.apply(x!, context),
  });
}
