// Windows that slide over rows and columns, as ONNX writes them, and the pooling layers.

import type { Shape } from '../../../engine/network/shape.ts';
import type { Operator } from '../operators.ts';
import { numberOf, numbersOf, type Recognised, type Recogniser, type Surroundings } from './recogniser.ts';

/** Undefined unless it has two axes. */
export function pairOf(operator: Operator, name: string): readonly [number, number] | undefined {
  const numbers = numbersOf(operator, name);
  return numbers?.length === 2 ? (numbers as readonly [number, number]) : undefined;
}

/** [top, left, bottom, right]; what `auto_pad` comes to needs both shapes. Undefined where it is not known. */
export function paddingOf(
  operator: Operator,
  kernel: readonly number[],
  { input, output }: { readonly input: Shape | undefined; readonly output: Shape | undefined },
): readonly number[] | undefined {
  const automatic = operator.attributes['auto_pad'] ?? 'NOTSET';
  if (automatic === 'NOTSET') return numbersOf(operator, 'pads') ?? [0, 0, 0, 0];
  if (automatic === 'VALID') return [0, 0, 0, 0];
  if (input?.length !== 3 || output?.length !== 3) return undefined;
  const strides = pairOf(operator, 'strides') ?? [1, 1];
  const dilations = pairOf(operator, 'dilations') ?? [1, 1];
  const sides = [0, 1].map((axis) => {
    const span = (kernel[axis]! - 1) * dilations[axis]! + 1;
    const total = Math.max(0, (output[axis + 1]! - 1) * strides[axis]! + span - input[axis + 1]!);
    const less = Math.floor(total / 2);
    return automatic === 'SAME_LOWER' ? [total - less, less] : [less, total - less];
  });
  return [sides[0]![0]!, sides[1]![0]!, sides[0]![1]!, sides[1]![1]!];
}

function pooling(kind: 'maxpool' | 'avgpool'): Recogniser {
  return (operator, { shapeOf }) => {
    const kernel = pairOf(operator, 'kernel_shape');
    if (!kernel || (pairOf(operator, 'dilations') ?? [1, 1]).some((step) => step !== 1)) return undefined;
    const padding = paddingOf(operator, kernel, {
      input: shapeOf(operator.inputs[0]),
      output: operator.shape,
    });
    if (padding === undefined) return undefined;
    const counts = numberOf(operator, 'count_include_pad', 0) === 1;
    return {
      kind,
      attributes: {
        kernel,
        stride: pairOf(operator, 'strides') ?? [1, 1],
        padding,
        ceil: numberOf(operator, 'ceil_mode', 0) === 1,
        ...(kind === 'avgpool' ? { count_include_pad: counts } : {}),
      },
    };
  };
}

/** With the operator behind it that makes a vector of the one number of each channel, if there is one. */
function wholeMap(
  kind: 'global_avgpool' | 'global_maxpool',
  operator: Operator,
  { onlyReader }: Surroundings,
): Recognised | undefined {
  const { shape } = operator;
  if (shape?.length === 1) return { kind, attributes: {} };
  const next = onlyReader(operator.id);
  if (next && FLATTENS.has(next.operator) && next.shape?.length === 1)
    return { kind, attributes: {}, more: [next] };
  if (kind === 'global_maxpool' || shape?.length !== 3) return undefined;
  return { kind: 'adaptive_avgpool', attributes: { size: [1, 1] } };
}

export const FLATTENS: ReadonlySet<string> = new Set(['Flatten', 'Reshape', 'Squeeze']);

/** Over rows and columns, by an attribute or, since operator set 18, by an input. */
function reduction(kind: 'global_avgpool' | 'global_maxpool'): Recogniser {
  return (operator, surroundings) => {
    const [, axes] = operator.inputs;
    const given = numbersOf(operator, 'axes') ?? (axes?.kind === 'tensor' ? axes.values : undefined);
    const onMap = surroundings.shapeOf(operator.inputs[0])?.length === 3;
    const rows = given?.map((axis) => (axis < 0 ? axis + 4 : axis)).sort((a, b) => a - b);
    return onMap && rows?.join() === '2,3' ? wholeMap(kind, operator, surroundings) : undefined;
  };
}

export const poolingRecognisers: Readonly<Record<string, Recogniser>> = {
  MaxPool: pooling('maxpool'),
  AveragePool: pooling('avgpool'),
  GlobalAveragePool: (operator, surroundings) => wholeMap('global_avgpool', operator, surroundings),
  GlobalMaxPool: (operator, surroundings) => wholeMap('global_maxpool', operator, surroundings),
  ReduceMean: reduction('global_avgpool'),
  ReduceMax: reduction('global_maxpool'),
};
