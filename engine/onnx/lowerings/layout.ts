// ONNX for operations that only move, repeat or drop elements.

import type { NodeOf } from '../../graph/graph.ts';
import { type Lowering, only } from '../lowering.ts';
import { repeatPlaces } from './tiles.ts';

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

type PadNode = NodeOf<'pad'>;

/** Whether zeros are put behind every element of images whose axes are [.., H, 1, W, 1]. */
function spreadsImages({ inputs: [x], attributes: { before, after, value } }: PadNode): boolean {
  const rank = x!.shape.length;
  const behindElements = after.every(
    (count, axis) => count === 0 || (x!.shape[axis] === 1 && (axis === rank - 1 || axis === rank - 3)),
  );
  return (
    rank >= 4 &&
    x!.shape[rank - 1] === 1 &&
    value === 0 &&
    before.every((count) => count === 0) &&
    behindElements
  );
}

const pad: readonly Lowering<'pad'>[] = [
  {
    // Every element is repeated, then all but the first made zero: Pad takes ten times as long for such short rows.
    name: 'repeat',
    applies: (node, target) => target === 'cpu' && spreadsImages(node),
    lower: (emit, { inputs: [x], outputs: [y], attributes: { after } }, [name], outputs) => {
      const [height, , width] = x!.shape.slice(-4) as [number, number, number, number];
      const [rows, , columns] = after.slice(-3).map((count) => count + 1) as [number, number, number];
      const images = emit.node('Reshape', [name!, emit.integers([1, -1, height, width])]);
      const repeated = repeatPlaces(emit, images, [rows, columns]);
      const [tall, wide] = [height * rows, width * columns];
      const firsts = Array.from({ length: tall * wide }, (_, place) =>
        Math.floor(place / wide) % rows === 0 && (place % wide) % columns === 0 ? 1 : 0,
      );
      const flat = emit.node('Reshape', [repeated, emit.integers([-1, tall * wide])]);
      const spread = emit.node('Mul', [flat, emit.floats([tall * wide], firsts)]);
      emit.into(outputs, 'Reshape', [spread, emit.integers(y!.shape)]);
    },
  },
  {
    name: 'Pad',
    lower: (emit, { attributes: { before, after, value } }, [x], outputs) =>
      emit.into(outputs, 'Pad', [x!, emit.integers([...before, ...after]), emit.scalar(value)]),
  },
];

const concatenate = only<'concatenate'>((emit, { attributes: { axis } }, inputs, outputs) =>
  emit.into(outputs, 'Concat', inputs, { axis }),
);

export const layoutLowerings = { reshape, transpose, broadcast, slice, pad, concatenate };
