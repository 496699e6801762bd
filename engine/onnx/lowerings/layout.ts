// ONNX for operations that only move, repeat or drop elements.

import type { NodeOf, Value } from '../../graph/graph.ts';
import type { Emitter } from '../emitter.ts';
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

/**
 * On the processor a reshape that copies every extent, which takes no time: its list of zeros is computed from the signal's
 * first number. Elsewhere, where such a list would have to leave the device, a selection that always takes x.
 */
const after = only<'after'>((emit, node, [x, signal], outputs) => {
  const [operand, awaited] = node.inputs as readonly [Value, Value];
  const first = emit.shared(`first of ${signal}`, () => firstNumber(emit, signal!, awaited.shape.length));
  if (emit.target !== 'cpu' || operand.shape.length === 0) {
    const never = emit.shared(`never by ${first}`, () => emit.node('Greater', [first, first]));
    emit.into(outputs, 'Where', [never, first, x!]);
    return;
  }
  const sign = emit.shared(`sign of ${first}`, () => {
    const positive = emit.node('Greater', [first, emit.scalar(0)]);
    return emit.node('Cast', [positive], { to: integerType });
  });
  const copied = emit.integers(operand.shape.map(() => 0));
  const extents = emit.shared(`${operand.shape.length} zeros of ${sign}`, () =>
    emit.node('Mul', [sign, copied]),
  );
  emit.into(outputs, 'Reshape', [x!, extents]);
});

const integerType = 7;

/** A scalar. */
function firstNumber(emit: Emitter, x: string, rank: number): string {
  if (rank === 0) return x;
  const axes = Array.from({ length: rank }, (_, axis) => axis);
  const every = (value: number) => emit.integers(axes.map(() => value));
  const corner = emit.node('Slice', [x, every(0), every(1), emit.integers(axes)]);
  return emit.node('Reshape', [corner, emit.integers([])]);
}

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

export const layoutLowerings = { reshape, transpose, broadcast, after, slice, pad, concatenate };
