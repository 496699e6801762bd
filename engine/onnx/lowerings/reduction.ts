// ONNX for reductions and the softmax family.

import { type Lowering, only } from '../lowering.ts';
import { type Reducer, reduce } from './reduce.ts';

/** An empty list of axes means all of them to ONNX, none to us. */
function reduction<K extends 'reduceSum' | 'reduceMean' | 'reduceMax'>(operator: Reducer) {
  return only<K>((emit, { inputs, attributes }, [x], outputs) => {
    if (attributes.axes.length === 0) emit.into(outputs, 'Identity', [x!]);
    else reduce(emit, outputs, x!, { operator, shape: inputs[0]!.shape, ...attributes });
  });
}

const logSoftmax: readonly Lowering<'logSoftmax'>[] = [
  {
    // The webgpu provider has no LogSoftmax and would copy to the CPU and back.
    name: 'decomposed',
    applies: (_, target) => target === 'webgpu',
    lower: (emit, { attributes: { axis } }, [x], outputs) => {
      const largest = emit.freshName('ReduceMax');
      emit.reduction([largest], 'ReduceMax', x!, { axes: [axis], keepDimensions: true });
      const shifted = emit.node('Sub', [x!, largest]);
      const sum = emit.node('ReduceSum', [emit.node('Exp', [shifted]), emit.integers([axis])], {
        keepdims: 1,
      });
      emit.into(outputs, 'Sub', [shifted, emit.node('Log', [sum])]);
    },
  },
  {
    name: 'operator',
    lower: (emit, { attributes: { axis } }, inputs, outputs) =>
      emit.into(outputs, 'LogSoftmax', inputs, { axis }),
  },
];

export const reductionLowerings = {
  reduceSum: reduction<'reduceSum'>('ReduceSum'),
  reduceMean: reduction<'reduceMean'>('ReduceMean'),
  reduceMax: reduction<'reduceMax'>('ReduceMax'),
  softmax: only<'softmax'>((emit, { attributes: { axis } }, inputs, outputs) =>
    emit.into(outputs, 'Softmax', inputs, { axis }),
  ),
  logSoftmax,
};
