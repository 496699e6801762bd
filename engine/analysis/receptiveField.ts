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
  const views = new Map<string, View>();
  const shapes = new Map(network.layers.map((layer) => [layer.path, layer.outputShape]));
  for (const layer of network.layers) {
    const view = viewOf(layer, shapes, views);
    if (view !== undefined) views.set(layer.path, view);
  }
  return new Map([...views].map(([path, view]) => [path, fieldOf(view)]));
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

function viewOf(
  layer: NetworkLayer,
  shapes: ReadonlyMap<string, Shape | undefined>,
  views: ReadonlyMap<string, View>,
): View | undefined {
  const output = layer.outputShape;
  if (output === undefined) return undefined;
  if (layer.kind === 'input') return [pixels(output[1]), pixels(output[2])];
  const inputShapes = layer.inputs.map((path) => shapes.get(path)).filter((shape) => shape !== undefined);
  const inputViews = layer.inputs.map((path) => views.get(path)).filter((view) => view !== undefined);
  const definition = findLayer(layer.kind);
  if (definition === undefined || inputViews.length === 0 || inputViews.length !== layer.inputs.length) {
    return undefined;
  }
  const window = definition.window(layer.attributes, inputShapes);
  const axis = (index: 0 | 1): AxisView => {
    const extent = output[index + 1];
    const branches = inputViews.map((view) => view[index]);
    const [only] = branches;
    if (branches.length > 1 || only === undefined) return join(branches, extent);
    return lookThrough(only, window, index, extent);
  };
  return [axis(0), axis(1)];
}

function pixels(count = 1): AxisView {
  return { first: 0, last: 0, stride: 1, count };
}

function lookThrough(view: AxisView, window: Window, axis: 0 | 1, extent: number | undefined): AxisView {
  if (window === 'pointwise') return view;
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
  const drifts = views.map((view) => ({ ...view, drift: (count - 1) * (moves(view) - stride) }));
  return {
    first: Math.min(...drifts.map(({ first, drift }) => Math.min(first, first + drift))),
    last: Math.max(...drifts.map(({ last, drift }) => Math.max(last, last + drift))),
    stride,
    count,
  };
}
