// Fixes for branches with unequal channels: a 1x1 convolution that projects one of them, as in residual
// networks.

import { type Shape, sameShape } from '../../../engine/network/shape.ts';
import type { Fix, TextRange } from '../diagnostic.ts';
import type { Branch, Elaboration, MergeRecord, Place } from './state.ts';
import { textOf } from './state.ts';

/** None for `concat`, which takes any channels. */
export function projectionFixes(state: Elaboration, place: Place, record: MergeRecord): readonly Fix[] {
  const { branches, node } = record;
  if (node.name.text === 'concat' || branches.length !== 2) return [];
  const shortcut = branches.findIndex((branch) => passesOn(state, branch) !== undefined);
  const projected = shortcut === -1 ? 1 : shortcut;
  const target = branches[1 - projected]!.flow.shape;
  const own = branches[projected]!;
  if (target?.length !== 3 || own.flow.shape?.length !== 3) return [];
  const stride = strideBetween(own.flow.shape, target);
  if (stride === undefined) return [];
  const channels = wordFor(place, target[0]!);
  const strideText = stride === 1 ? '' : `, stride: ${wordFor(place, stride)}`;
  const normed = branches.some((branch) => layersOf(state, branch).some(({ kind }) => kind === 'bn'));
  const projection = normed
    ? `conv(${channels}, 1${strideText}, bias: false) -> bn`
    : `conv(${channels}, 1${strideText})`;
  return [fixFor(state, record, own, projection)];
}

function layersOf(state: Elaboration, { firstLayer, endLayer }: Branch) {
  return state.layers.slice(firstLayer, endLayer);
}

/** Where a branch only passes on what it gets: the text that says so. */
function passesOn(state: Elaboration, branch: Branch): TextRange | undefined {
  const layers = layersOf(state, branch);
  if (layers.length === 0) return branch.range;
  const [only] = layers;
  return layers.length === 1 && only?.kind === 'identity' ? only.origin : undefined;
}

function fixFor(state: Elaboration, { file }: MergeRecord, branch: Branch, projection: string): Fix {
  const passing = passesOn(state, branch);
  const title = `Project with \`${projection}\``;
  const edit = (range: TextRange, text: string) => ({ title, edits: [{ file: file.name, range, text }] });
  if (passing === undefined)
    return edit({ start: branch.range.end, end: branch.range.end }, ` -> ${projection}`);
  const text = textOf(file, passing);
  const range = { start: passing.start, end: passing.end };
  if (text === 'identity') return edit(range, projection);
  return edit(range, text.startsWith('{') ? `{ ${projection} }` : `${text} -> ${projection}`);
}

/** The stride with which a 1x1 convolution makes the rows and columns of `to` of those of `from`. */
function strideBetween(from: Shape, to: Shape): number | undefined {
  if (sameShape(from.slice(1), to.slice(1))) return 1;
  const stride = Math.round(from[1]! / to[1]!);
  const fits = [1, 2].every((axis) => Math.ceil(from[axis]! / stride) === to[axis]);
  return stride > 1 && fits ? stride : undefined;
}

/** In a block the parameter that has this value, so that the fix holds for its other uses too. */
function wordFor(place: Place, value: number): string {
  if (place.inModel) return String(value);
  return place.scope.names().find((name) => place.scope.find(name) === value) ?? String(value);
}
