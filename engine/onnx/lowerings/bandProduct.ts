// Average pooling along one axis as the product with a band matrix: ONNX Runtime's pooling takes many rows of one column
// each slowly, as local response normalisation has them.

import type { NodeOf, PoolingAttributes, TensorShape } from '../../graph/graph.ts';
import { axisWindows } from '../../graph/windowGeometry.ts';
import type { Emitter } from '../emitter.ts';
import type { Lowering } from '../lowering.ts';
import { reciprocalCounts } from './pooling.ts';

/** Beyond, the matrix has more to multiply than pooling has to add. */
const longest = 512;

type Pooling = PoolingAttributes & { readonly countIncludePad: boolean };

/** Windows over rows alone; every column stays. */
function alongRows(x: TensorShape, y: TensorShape, { kernel, stride, padding }: Pooling): boolean {
  const columnsStay = kernel[1] === 1 && stride[1] === 1 && padding[1] === 0 && padding[3] === 0;
  return columnsStay && kernel[0] > 1 && x[2]! <= longest && x[3] === y[3];
}

/** The share that each row of x has in each row of y: [OH, H], or [H, OH] turned. */
function band(emit: Emitter, x: TensorShape, y: TensorShape, attributes: Pooling, turned: boolean): string {
  const [rows, places] = [x[2]!, y[2]!];
  const [window] = axisWindows(attributes);
  const shares = reciprocalCounts(x, [...y.slice(0, 3), 1], attributes);
  const matrix = new Array<number>(rows * places).fill(0);
  for (let place = 0; place < places; place++) {
    for (let tap = 0; tap < window.kernel; tap++) {
      const row = place * window.stride + tap * window.dilation - window.before;
      if (row >= 0 && row < rows) matrix[turned ? row * places + place : place * rows + row] = shares[place]!;
    }
  }
  return emit.floats(turned ? [rows, places] : [places, rows], matrix);
}

export const bandProduct: Lowering<'averagePool'> = {
  name: 'band product',
  applies: ({ inputs: [x], outputs: [y], attributes }, target) =>
    target === 'cpu' && alongRows(x!.shape, y!.shape, attributes),
  lower: (emit, { inputs: [x], outputs: [y], attributes }, [image], names) =>
    emit.into(names, 'MatMul', [band(emit, x!.shape, y!.shape, attributes, false), image!]),
};

export const bandProductGradient: Lowering<'averagePoolGradient'> = {
  name: 'band product',
  applies: ({ inputs: [dy], attributes }: NodeOf<'averagePoolGradient'>, target) =>
    target === 'cpu' && alongRows(attributes.inputShape, dy!.shape, attributes),
  lower: (emit, { inputs: [dy], attributes }, [gradient], names) =>
    emit.into(names, 'MatMul', [band(emit, attributes.inputShape, dy!.shape, attributes, true), gradient!]),
};
