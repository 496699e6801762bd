// Why the branches of a merge do not fit: what each gives, which layer is to blame, and what cures it.

import type { LayerProblem } from '../../../engine/layers/layer.ts';
import { findLayer } from '../../../engine/layers/registry.ts';
import type { NetworkLayer } from '../../../engine/network/network.ts';
import { formatShape, type Shape } from '../../../engine/network/shape.ts';
import type { Fix, Location } from '../diagnostic.ts';
import { codeOf } from '../validation/codes.ts';
import { describeDropped, droppedPixels } from '../validation/droppedPixels.ts';
import { setArgument } from '../validation/setArgument.ts';
import { projectionFixes } from './projectionFixes.ts';
import type { Branch, Elaboration, MergeRecord, Place } from './state.ts';

/** Reports the problem with its causes. Returns true: nothing is left to be said. */
export function explainMerge(
  state: Elaboration,
  place: Place,
  record: MergeRecord,
  problem: LayerProblem,
): boolean {
  const pooling = findPoolingToBlame(state, record);
  const blame = pooling === undefined ? '' : ` ${pooling.sentence}`;
  const fixes = pooling?.fix === undefined ? projectionFixes(state, place, record) : [pooling.fix];
  const related = record.branches.map((branch, index) => branchCause(state, record, branch, index));
  state.report(place, record.node.name, codeOf(problem.code), `${problem.message}${blame}`, {
    related,
    fixes,
  });
  return true;
}

/** What a branch gives, at its last layer, or at the branch where it only passes on what entered. */
function branchCause(
  state: Elaboration,
  { file }: MergeRecord,
  branch: Branch,
  index: number,
): Location & { message: string } {
  const shape = formatShape(branch.flow.shape ?? []);
  const layer = branch.endLayer > branch.firstLayer ? state.layerByPath.get(branch.flow.layer) : undefined;
  if (layer === undefined) {
    const message = `Branch ${index + 1} passes on what it gets, ${shape}.`;
    return { file: file.name, range: branch.range, message };
  }
  const { file: name, start, end } = layer.origin;
  return {
    file: name,
    range: { start, end },
    message: `Branch ${index + 1} ends in this \`${layer.kind}\` and gives ${shape}.`,
  };
}

interface Blame {
  readonly sentence: string;
  readonly fix: Fix | undefined;
}

/** The pooling of a branch that drops rows, and without which the branches would fit. */
function findPoolingToBlame(state: Elaboration, record: MergeRecord): Blame | undefined {
  for (const [index, branch] of record.branches.entries()) {
    for (const layer of layersOf(state, branch)) {
      const input = state.layerByPath.get(layer.inputs[0] ?? '')?.outputShape;
      const dropped = droppedPixels(layer, input);
      if (dropped === undefined || !fitsWithCeil(state, record, index, layer)) continue;
      const call = state.calls.get(layer.path);
      const fix = call && setArgument(call.file, call.node, layer.kind, 'ceil', 'true');
      const line = layer.origin.line + 1;
      const lost = describeDropped(dropped);
      const sentence = `\`${layer.kind}\` in line ${line} drops ${lost}: use \`ceil: true\`.`;
      return { sentence, fix };
    }
  }
  return undefined;
}

function layersOf(state: Elaboration, { firstLayer, endLayer }: Branch): readonly NetworkLayer[] {
  return state.layers.slice(firstLayer, endLayer);
}

/** Whether the merge accepts its branches once `pooling` keeps its last window. */
function fitsWithCeil(
  state: Elaboration,
  { branches, node }: MergeRecord,
  index: number,
  pooling: NetworkLayer,
): boolean {
  const changed = new Map<string, Shape>();
  const shapeOf = (path: string) => changed.get(path) ?? state.layerByPath.get(path)?.outputShape;
  for (const layer of layersOf(state, branches[index]!)) {
    const inputs = layer.inputs.map(shapeOf).filter((shape) => shape !== undefined);
    const attributes = layer === pooling ? { ...layer.attributes, ceil: true } : layer.attributes;
    const result = findLayer(layer.kind)?.shape(attributes, inputs);
    if (result === undefined || 'problem' in result) return false;
    changed.set(layer.path, result.shape);
  }
  const shapes = branches.map(({ flow }) => shapeOf(flow.layer)).filter((shape) => shape !== undefined);
  const merged = findLayer(node.name.text)?.shape({}, shapes);
  return merged !== undefined && 'shape' in merged;
}
