// ONNX for operations that only move, repeat or drop elements.

import { only } from '../lowering.ts';

/** Further than any axis reaches: the end of a slice that goes to the end, whatever the extent. */
const toTheEnd = 2 ** 31 - 1;

const reshape = only<'reshape'>((emit, node, [x], outputs) => {
  const { shape } = node.attributes;
  // 0 copies the extent of the input's axis.
  const wanted = emit.carriesBatch(node.outputs[0]!) ? [0, ...shape.slice(1)] : shape;
  emit.into(outputs, 'Reshape', [x!, emit.integers(wanted)]);
});

const transpose = only<'transpose'>((emit, { attributes: { permutation } }, inputs, outputs) =>
  emit.into(outputs, 'Transpose', inputs, { perm: permutation }),
);

const broadcast = only<'broadcast'>((emit, node, [x], outputs) => {
  const { shape } = node.attributes;
  // 1 leaves the extent that the input has.
  const wanted = emit.carriesBatch(node.outputs[0]!) ? [1, ...shape.slice(1)] : shape;
  emit.into(outputs, 'Expand', [x!, emit.integers(wanted)]);
});

const slice = only<'slice'>((emit, { attributes, inputs: [operand] }, [x], outputs) => {
  const { starts, ends, steps } = attributes;
  const extents = operand!.shape;
  const axes = extents.flatMap((extent, axis) =>
    starts[axis] === 0 && ends[axis] === extent && steps[axis] === 1 ? [] : [axis],
  );
  if (axes.length === 0) {
    emit.into(outputs, 'Identity', [x!]);
    return;
  }
  const pick = (values: readonly number[]) => emit.integers(axes.map((axis) => values[axis]!));
  const stops = ends.map((end, axis) => (end === extents[axis] ? toTheEnd : end));
  emit.into(outputs, 'Slice', [x!, pick(starts), pick(stops), emit.integers(axes), pick(steps)]);
});

const pad = only<'pad'>((emit, { attributes: { before, after, value } }, [x], outputs) =>
  emit.into(outputs, 'Pad', [x!, emit.integers([...before, ...after]), emit.scalar(value)]),
);

const concatenate = only<'concatenate'>((emit, { attributes: { axis } }, inputs, outputs) =>
  emit.into(outputs, 'Concat', inputs, { axis }),
);

export const layoutLowerings = { reshape, transpose, broadcast, slice, pad, concatenate };
