// Any ONNX operator by its name, for what the language has no layer for.

import type { CustomAttribute, CustomConstant } from '../graph/graph.ts';
import { type AttributeValue, integer, isCall, optional, text } from '../network/attribute.ts';
import { anything, list, outputShape } from '../network/operatorAttribute.ts';
import { elementCount, formatShape, type Shape, sameShape } from '../network/shape.ts';
import { defineLayer, type LayerProblem, type ShapeResult } from './layer.ts';
import { isFloatAttribute, newestOperatorSet, onnxOperators } from './onnxOperators.ts';

/** What is built without saying an operator set. */
const usualOperatorSet = 17;

const attributes = {
  operator: text('The name of the operator as ONNX writes it, such as `"Mish"`.'),
  shape: optional(
    outputShape('The shape that comes out, without the batch; that of the input where it is not given.'),
  ),
  inputs: optional(
    list('Numbers and lists of numbers that the operator reads as further inputs; `""` leaves one out.'),
  ),
  domain: text('Whose operator it is, such as `"com.microsoft"`; empty for those of ONNX itself.', {
    default: '',
  }),
  opset: optional(
    integer('The version of the operator set; the one that brought the operator where it is not given.', {
      min: 1,
    }),
  ),
};

export const custom = defineLayer({
  kind: 'custom',
  category: 'custom',
  documentation: [
    'Any ONNX operator by its name: drawn, counted, exported and run, but never trained through.',
    '',
    'Every other `name: value` is an attribute of the operator: `custom("ThresholdedRelu", alpha: 0.5)`. Numbers with ' +
      'a decimal point (`1.0`) become FLOAT, whole ones INT; under names that ONNX uses for FLOAT alone, such as ' +
      '`alpha`, whole ones are FLOAT too. Lists and sizes become INTS, FLOATS or STRINGS, `true` 1. Axis 0 is the ' +
      'batch: `custom("Transpose", perm: [0, 1, 3, 2])`.',
    '',
    'It has no multiply-adds and no weights that are counted, and no gradient: a network that has weights before it ' +
      'cannot be trained.',
    '',
    'Source: ONNX operators, onnx.ai/onnx/operators, operator sets 1 (2017) to 25.',
  ].join('\n'),
  attributes,
  otherAttributes: optional(anything('An attribute of the operator, passed on as it is.')),
  inputs: 'one',
  label: ({ operator }) => operator,
  shape: (given, [input = []], others) => {
    const problem = operatorProblem(given, others);
    return problem === undefined ? shapeOf(given, input, others) : { problem };
  },
  parameters: () => [],
  cost: (_attributes, _inputs, output) => ({ macs: 0, flops: elementCount(output), connections: 0 }),
  window: ({ operator, shape }, [input = []]) => {
    const keeps = shape === null && onnxOperators.get(operator)?.shape?.(input, {}) === input;
    return keeps && !/Normalization$|^CumSum$/.test(operator) ? 'pointwise' : 'global';
  },
  lower({ builder, attributes: given, others, outputShape: shape }, [x]) {
    const { operator, domain, opset } = given;
    const known = domain === '' ? onnxOperators.get(operator) : undefined;
    return builder.apply('custom', [x!], {
      operator,
      domain,
      operatorSet: opset ?? (domain === '' ? Math.max(known?.since ?? 0, usualOperatorSet) : 1),
      attributes: Object.fromEntries(
        Object.entries(others).map(([name, value]) => [
          name,
          typedAttribute(value, isFloatAttribute(known, name)),
        ]),
      ),
      constants: (given.inputs ?? []).map(constantOf),
      shape: [x!.shape[0]!, ...shape],
    });
  },
});

interface Given {
  readonly operator: string;
  readonly domain: string;
  readonly opset: number | null;
  readonly shape: Shape | null;
}

/** A name that ONNX does not have, or an attribute that the operator does not have. */
function operatorProblem(
  { operator, domain, opset }: Given,
  others: Readonly<Record<string, AttributeValue>>,
): LayerProblem | undefined {
  if (domain !== '') return undefined;
  const known = onnxOperators.get(operator);
  if (known === undefined) {
    if (opset !== null && opset > newestOperatorSet) return undefined;
    return {
      code: 'unknown-operator',
      attribute: 'operator',
      message:
        `ONNX has no operator \`${operator}\` up to version ${newestOperatorSet} of its operator set: check the ` +
        'spelling, give its `opset` where it is newer, or its `domain` where it is not one of ONNX itself.',
      word: operator,
      candidates: [...onnxOperators.keys()],
    };
  }
  const names = known.attributes === undefined ? undefined : Object.keys(known.attributes);
  const stray = Object.keys(others).find((name) => names?.includes(name) === false);
  if (stray === undefined || names === undefined) return undefined;
  const has = names.length === 0 ? 'none' : names.map((name) => `\`${name}\``).join(', ');
  return {
    code: 'unknown-operator-attribute',
    attribute: stray,
    message: `ONNX's operator \`${operator}\` has no attribute \`${stray}\`; it has ${has}.`,
    word: stray,
    candidates: names,
  };
}

function shapeOf(
  { operator, domain, shape }: Given,
  input: Shape,
  others: Readonly<Record<string, AttributeValue>>,
): ShapeResult {
  const known = domain === '' ? onnxOperators.get(operator) : undefined;
  if (known === undefined) return { shape: shape ?? input };
  const result = known.shape?.(input, others);
  if (shape !== null) {
    if (result === undefined || sameShape(result, shape)) return { shape };
    const message =
      `ONNX's \`${operator}\` gives ${formatShape(result)} here, not ${formatShape(shape)}: ` +
      'leave `shape` out, for it is known.';
    return { problem: { code: 'operator-shape-unknown', attribute: 'shape', message } };
  }
  if (result !== undefined) return { shape: result };
  return {
    problem: {
      code: 'operator-shape-unknown',
      message:
        known.shape === undefined
          ? `ONNX's \`${operator}\` may give another shape than the ${formatShape(input)} that goes in: say which with ` +
            '`shape`, as channels x height x width, or as one number for a vector.'
          : `ONNX's \`${operator}\` cannot work on ${formatShape(input)} with these attributes.`,
    },
  };
}

function typedAttribute(value: AttributeValue, float: boolean): CustomAttribute {
  if (Array.isArray(value)) return typedList(value, float);
  if (typeof value === 'string') return { type: 'string', value };
  const number = numberOf(value);
  return float || isCall(value) || !Number.isInteger(number)
    ? { type: 'float', value: number }
    : { type: 'int', value: number };
}

function typedList(values: readonly AttributeValue[], float: boolean): CustomAttribute {
  if (values.length > 0 && values.every((value) => typeof value === 'string'))
    return { type: 'strings', value: values };
  const numbers = values.map(numberOf);
  const floats = float || values.some(isCall) || !numbers.every(Number.isInteger);
  return { type: floats ? 'floats' : 'ints', value: numbers };
}

/** A number, a list of them, or null for an input that is left out. */
function constantOf(value: AttributeValue): CustomConstant | null {
  if (typeof value === 'string') return null;
  const values: readonly AttributeValue[] = Array.isArray(value) ? value : [value];
  const data = values.map(numberOf);
  const float = values.some(isCall) || !data.every(Number.isInteger);
  return { type: float ? 'float' : 'int64', shape: Array.isArray(value) ? [data.length] : [], data };
}

/** Numbers with a decimal point stand in a call `float`. */
function numberOf(value: AttributeValue): number {
  return Number(isCall(value) ? value.attributes['value'] : value);
}
