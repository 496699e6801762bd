// `input 3x32x32`: the layer that every network begins with.

import { formatShape, type Shape } from '../../../engine/network/shape.ts';
import type { InputNode, Name } from '../syntax/tree.ts';
import { removeElement } from '../validation/removal.ts';
import { broken } from './bodyRules.ts';
import { evaluate } from './evaluate.ts';
import { limits } from './limits.ts';
import { type Elaboration, originOf, type Place } from './state.ts';
import { type Flow, isUnknown, showValue, type Value } from './value.ts';

export const missingInputMessage =
  'There is no input yet: a model begins with the shape of its images, as in `input 3x32x32`.';

export function elaborateInput(
  state: Elaboration,
  place: Place,
  node: InputNode,
  flow: Flow | undefined,
  assigned: Name | undefined,
): Flow | undefined {
  if (!place.inModel || flow !== undefined) {
    reportMisplaced(state, place, node);
    return broken(flow);
  }
  const shape = readShape(state, place, node, evaluate({ state, place, flow }, node.shape));
  const path = place.paths.named(assigned?.text ?? 'input');
  state.input = { node, file: place.file };
  state.addLayer(
    {
      path,
      kind: 'input',
      attributes: shape === undefined ? {} : { shape },
      inputs: [],
      outputShape: shape,
      parameters: [],
      origin: originOf(place.file, node),
      group: place.group,
      head: undefined,
    },
    place,
    node,
  );
  return { layer: path, shape };
}

function reportMisplaced(state: Elaboration, place: Place, node: InputNode): void {
  if (!place.inModel) {
    const message =
      'A block has no input of its own: it starts from the value where it is used. Move `input` to the ' +
      'model.';
    const fixes = [removeElement(place.file, node, 'Remove the `input`')];
    state.report(place, node.keyword, 'input-in-block', message, { fixes });
    return;
  }
  const first = state.input;
  const related =
    first === undefined
      ? []
      : [{ file: first.file.name, range: first.node, message: 'The input of the model is here.' }];
  const message = 'A model has one input, and it comes first.';
  state.report(place, node.keyword, 'input-not-first', message, { related });
}

const largestExtent = 65_536;

function readShape(state: Elaboration, place: Place, node: InputNode, value: Value): Shape | undefined {
  if (isUnknown(value)) return undefined;
  const extents = extentsOf(value);
  const valid =
    extents?.length === 3 &&
    extents.every((extent) => Number.isSafeInteger(extent) && extent >= 1 && extent <= largestExtent);
  if (valid && extents[0]! * extents[1]! * extents[2]! <= limits.elements) {
    reportChannelsLast(state, place, node, extents);
    return extents;
  }
  const message =
    'The input must be channels x height x width, each from 1 to 65,536, such as `3x32x32`, not ' +
    `${showValue(value)}.`;
  state.report(place, node.shape, 'wrong-type', message);
  return undefined;
}

/** Images of 1 to 4 columns hardly exist; images of 1 to 4 channels are the rule. */
const mostColours = 4;
const leastExtent = 8;

/** `32x32x3`, as Keras writes shapes. */
function reportChannelsLast(state: Elaboration, place: Place, node: InputNode, shape: Shape): void {
  const [channels, height, width] = shape as [number, number, number];
  if (width > mostColours || channels < leastExtent || height < leastExtent) return;
  const meant = formatShape([width, channels, height]);
  const message =
    `The channels come first: as written, images have ${channels} channels, ${height} rows and ${width} ` +
    `column${width === 1 ? '' : 's'}. Did you mean \`${meant}\`?`;
  const { start, end } = node.shape;
  const edits = [{ file: place.file.name, range: { start, end }, text: meant }];
  // A shape that is computed has its numbers elsewhere.
  const fixes = node.shape.kind === 'size' ? [{ title: `Change to \`${meant}\``, edits }] : [];
  state.report(place, node.shape, 'channels-last', message, { fixes });
}

function extentsOf(value: Value): readonly number[] | undefined {
  if (typeof value !== 'object') return undefined;
  if (value.type === 'size') return value.extents;
  if (value.type !== 'list') return undefined;
  const numbers = value.items.filter((item) => typeof item === 'number');
  return numbers.length === value.items.length ? numbers : undefined;
}
