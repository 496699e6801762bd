// ONNX for reductions and the softmax family.

import { type Lowering, only } from '../lowering.ts';

/** An empty list of axes means all of them to ONNX, none to us. */
const reduceSum = only<'reduceSum'>((emit, { attributes: { axes, keepDimensions } }, [x], outputs) => {
  if (axes.length === 0) emit.into(outputs, 'Identity', [x!]);
  else emit.into(outputs, 'ReduceSum', [x!, emit.integers(axes)], { keepdims: keepDimensions ? 1 : 0 });
});

function reduction<K extends 'reduceMean' | 'reduceMax'>(operator: string) {
  return only<K>((emit, { attributes: { axes, keepDimensions } }, [x], outputs) => {
    if (axes.length === 0) emit.into(outputs, 'Identity', [x!]);
    else emit.reduction(outputs, operator, x!, { axes, keepDimensions });
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
  reduceSum,
  reduceMean: reduction<'reduceMean'>('ReduceMean'),
  reduceMax: reduction<'reduceMax'>('ReduceMax'),
  softmax: only<'softmax'>((emit, { attributes: { axis } }, inputs, outputs) =>
    emit.into(outputs, 'Softmax', inputs, { axis }),
  ),
  logSoftmax,
};
