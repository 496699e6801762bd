// What part of the input image each unit of each layer sees.

import type { Window } from '../layers/layer.ts';
import { findLayer } from '../layers/registry.ts';
import type { Network, NetworkLayer } from '../network/network.ts';
import type { Shape } from '../network/shape.ts';

/**
 * The field of view of a layer's units, per axis [vertical, horizontal], in rows and columns of the input:
 * unit i sees those from `offset + i * stride` to `offset + i * stride + size - 1`. Offsets are negative, and
 * fields larger than the image, where padding is seen; past layers that enlarge, all three may be fractions,
 * and the field is the smallest that holds what any unit sees.
 */
export interface ReceptiveField {
  readonly size: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly offset: readonly [number, number];
}

/**
 * The receptive field of every layer whose inputs are known, by path.
 *
 * Along each axis a layer's unit i sees the input from `first + i * stride` to `last + i * stride`. A window
 * of `kernel` taps turns these into `first - padding * stride` and `last + ((kernel - 1) * dilation -
 * padding) * stride`, and its own stride multiplies `stride` (Araujo, Norris and Sim, "Computing receptive
 * fields of convolutional neural networks", Distill, 2019). Where branches meet, the field is the smallest
 * one that holds every branch's field for every unit: from the least `first` to the greatest `last`. Past a
 * global pooling or a dense layer every unit sees what all units before it saw together.
 */
export function receptiveFields(network: Network): ReadonlyMap<string, ReceptiveField> {
  const seen = new Map<string, Seen>();
  // Pointwise layers share their input's view, and so its field.
  const fieldOfView = new Map<View, ReceptiveField>();
  const fields = new Map<string, ReceptiveField>();
  for (const layer of network.layers) {
    const view = viewOf(layer, seen);
    seen.set(layer.path, { shape: layer.outputShape, view });
    if (view === undefined) continue;
    const field = fieldOfView.get(view) ?? fieldOf(view);
    fieldOfView.set(view, field);
    fields.set(layer.path, field);
  }
  return fields;
}

/** What is known of a layer that came before. */
interface Seen {
  readonly shape: Shape | undefined;
  readonly view: View | undefined;
}

/** What the units of a layer see along one axis. */
interface AxisView {
  readonly first: number;
  readonly last: number;
  readonly stride: number;
  /** Units along the axis. */
  readonly count: number;
}

type View = readonly [AxisView, AxisView];

function fieldOf([vertical, horizontal]: View): ReceptiveField {
  return {
    size: [vertical.last - vertical.first + 1, horizontal.last - horizontal.first + 1],
    stride: [vertical.stride, horizontal.stride],
    offset: [vertical.first, horizontal.first],
  };
}

function viewOf(layer: NetworkLayer, seen: ReadonlyMap<string, Seen>): View | undefined {
  const output = layer.outputShape;
  if (output === undefined) return undefined;
  if (layer.kind === 'input') return [pixels(output[1]), pixels(output[2])];
  const views: View[] = [];
  const shapes: Shape[] = [];
  for (const path of layer.inputs) {
    const input = seen.get(path);
    if (input?.view === undefined) return undefined;
    views.push(input.view);
    if (input.shape !== undefined) shapes.push(input.shape);
  }
  const definition = findLayer(layer.kind);
  const [first, second] = views;
  if (definition === undefined || first === undefined) return undefined;
  if (second !== undefined) {
    return [joinAxis(views, 0, output[1]), joinAxis(views, 1, output[2])];
  }
  const window = definition.window(layer.attributes, shapes);
  if (window === 'pointwise') return first;
  return [lookThrough(first[0], window, 0, output[1]), lookThrough(first[1], window, 1, output[2])];
}

function joinAxis(views: readonly View[], axis: 0 | 1, extent: number | undefined): AxisView {
  const branches = views.map((view) => view[axis]);
  return join(branches, extent);
}

function pixels(count = 1): AxisView {
  return { first: 0, last: 0, stride: 1, count };
}

function lookThrough(
  view: AxisView,
  window: Exclude<Window, 'pointwise'>,
  axis: 0 | 1,
  extent: number | undefined,
): AxisView {
  if (window === 'global' || extent === undefined) return gather(view);
  const { first, last, stride } = view;
  const padding = window.padding[axis];
  const reach = (window.kernel[axis] - 1) * window.dilation[axis];
  if (window.transposed) return lookBack(view, { padding, reach, stride: window.stride[axis], extent });
  return {
    first: first - padding * stride,
    last: last + (reach - padding) * stride,
    stride: stride * window.stride[axis],
    count: extent,
  };
}

/**
 * Through a transposed window, unit i sees the input's units from ceil((i + padding - reach) / stride) to
 * floor((i + padding) / stride). Which ones depends on its place between two strides: the view holds all
 * cases.
 */
function lookBack(
  view: AxisView,
  window: {
    readonly padding: number;
    readonly reach: number;
    readonly stride: number;
    readonly extent: number;
  },
): AxisView {
  const stride = view.stride / window.stride;
  const units = Array.from({ length: window.stride }, (_, unit) => unit);
  const firsts = units.map((unit) => {
    const place = Math.ceil((unit + window.padding - window.reach) / window.stride);
    return place * view.stride - unit * stride;
  });
  const lasts = units.map((unit) => {
    const place = Math.floor((unit + window.padding) / window.stride);
    return place * view.stride - unit * stride;
  });
  return {
    first: view.first + Math.min(...firsts),
    last: view.last + Math.max(...lasts),
    stride,
    count: window.extent,
  };
}

/** One unit that sees what all of them see. */
function gather({ first, last, stride, count }: AxisView): AxisView {
  return { first, last: last + (count - 1) * stride, stride, count: 1 };
}

/**
 * The smallest view that holds those of all branches, unit by unit. Their strides are equal where shapes come
 * from equal downsampling; else the largest counts, and the first and the last unit bound all between, as
 * everything is linear. A branch of one unit beside larger ones (a gate) shows each unit the same.
 */
function join(branches: readonly AxisView[], extent: number | undefined): AxisView {
  const views = extent === undefined ? branches.map(gather) : branches;
  const count = extent ?? 1;
  const moves = (view: AxisView) => (view.count === 1 && count > 1 ? 0 : view.stride);
  const stride = Math.max(...views.map(moves));
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const view of views) {
    const drift = (count - 1) * (moves(view) - stride);
    first = Math.min(first, view.first, view.first + drift);
    last = Math.max(last, view.last, view.last + drift);
  }
  return { first, last, stride, count };
}
