// The gradient of max pooling with stride 1, axis by axis: the largest of a window is the largest of its rows' largest.

import type { NodeOf, TensorShape } from '../../graph/graph.ts';
import { tensorSize } from '../../graph/tensorShape.ts';
import type { Emitter } from '../emitter.ts';
import type { Lowering } from '../lowering.ts';
import { stepAttributes } from './elementwise.ts';
import { planesTogether } from './windowTaps.ts';

type Node = NodeOf<'maxPoolGradient'>;

/** Larger than any difference of two numbers that a network computes with. */
const farApart = 1e37;

/** Whether every place is the middle, or some fixed tap, of one window. */
function keepsPlaces({ inputs: [x, y], attributes: { stride, dilation } }: Node): boolean {
  const close = stride.every((s) => s === 1) && dilation.every((d) => d === 1);
  return close && `${x!.shape}` === `${y!.shape}`;
}

interface Axis {
  /** What each tap sees, counted from the window's place, in order. */
  readonly offsets: readonly number[];
  /** Numbers between two places that follow each other. */
  readonly distance: number;
  /** Whether a place of a plane has a neighbour at an offset. */
  hasNeighbour(place: number, offset: number): boolean;
}

function axesOf({ inputs: [x], attributes: { kernel, padding } }: Node): readonly [Axis, Axis] {
  const [height, width] = x!.shape.slice(2) as [number, number];
  const axis = (of: 0 | 1, extent: number, distance: number): Axis => ({
    offsets: Array.from({ length: kernel[of] }, (_, tap) => tap - padding[of]),
    distance,
    hasNeighbour: (place, offset) => {
      const index = Math.floor(place / distance) % extent;
      return index + offset >= 0 && index + offset < extent;
    },
  });
  return [axis(0, height, width), axis(1, width, 1)];
}

/** All numbers moved by so many places, zeros coming in; they cross from row to row and from image to image. */
function movedAlong(emit: Emitter, value: string, shape: TensorShape, places: number): string {
  if (places === 0) return value;
  const flat = emit.node('Reshape', [value, emit.integers([tensorSize(shape)])]);
  const moved = emit.node('Pad', [flat, emit.integers([places, -places]), emit.scalar(0)]);
  return emit.node('Reshape', [moved, emit.integers(shape)]);
}

/** How much less than the window's largest a tap sees; far where it sees nothing. */
function shortfall(
  emit: Emitter,
  { values, largest }: { readonly values: string; readonly largest: string },
  shape: TensorShape,
  axis: Axis,
  offset: number,
): string {
  const seen = movedAlong(emit, values, shape, -offset * axis.distance);
  const difference = emit.node('Sub', [largest, seen]);
  if (offset === 0) return difference;
  const places = shape[2]! * shape[3]!;
  const planes = planesTogether(shape[0]! * shape[1]!, places);
  const outside = Array.from({ length: planes * places }, (_, place) =>
    axis.hasNeighbour(place % places, offset) ? 0 : farApart,
  );
  const rows = emit.node('Reshape', [difference, emit.integers([-1, outside.length])]);
  const guarded = emit.node('Add', [rows, emit.floats([outside.length], outside)]);
  return emit.node('Reshape', [guarded, emit.integers(shape)]);
}

/** Gives what came to each window's largest to the first place of the window that has it. */
function sharesAlong(
  emit: Emitter,
  operands: { readonly values: string; readonly largest: string; readonly gradient: string },
  shape: TensorShape,
  axis: Axis,
): string {
  // What no tap has taken yet.
  let rest = operands.gradient;
  const shares = axis.offsets.map((offset, tap) => {
    let share = rest;
    if (tap < axis.offsets.length - 1) {
      const less = emit.node('HardSigmoid', [shortfall(emit, operands, shape, axis, offset)], stepAttributes);
      const left = emit.node('Mul', [rest, less]);
      share = emit.node('Sub', [rest, left]);
      rest = left;
    }
    return movedAlong(emit, share, shape, offset * axis.distance);
  });
  return shares.reduce((sum, share) => emit.node('Add', [sum, share]));
}

/**
 * Rows first, which makes the first of equals the first row by row. Differences and steps run on all threads; MaxPool
 * with indices takes 3 ns for every number that it compares.
 */
export const separableMaxPoolGradient: Lowering<'maxPoolGradient'> = {
  name: 'compare axes',
  applies: (node, target) => target === 'cpu' && keepsPlaces(node),
  lower: (emit, node, [x, y, dy], outputs) => {
    const { shape } = node.inputs[0]!;
    const { kernel, padding } = node.attributes;
    const [vertical, horizontal] = axesOf(node);
    const rows = emit.node('MaxPool', [x!], {
      kernel_shape: [1, kernel[1]],
      strides: [1, 1],
      pads: [0, padding[1], 0, kernel[1] - 1 - padding[1]],
    });
    const operands = { values: rows, largest: y!, gradient: dy! };
    const gradient = sharesAlong(emit, operands, shape, vertical);
    const dx = sharesAlong(emit, { values: x!, largest: rows, gradient }, shape, horizontal);
    emit.into(outputs, 'Identity', [dx]);
  },
};
