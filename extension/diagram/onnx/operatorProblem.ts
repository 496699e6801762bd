// What a runtime would refuse of an operator: only where the file leaves no doubt.

import type { Extent, FileNode } from '../../../engine/onnx/reading/onnxFile.ts';
import { isStandard } from '../../../engine/onnx/reading/plainForm.ts';
import { broadcastOperators } from '../../../engine/onnx/reading/shapes/elementwiseRules.ts';
import { integerOf, type Shape } from '../../../engine/onnx/reading/shapes/shapeRule.ts';
import type { DiagramNode } from '../../../webview/protocol/diagram.ts';
import { fullShapeWords } from './shapeWords.ts';

const LONGEST_NAME = 80;

/** `unmade`: the inputs that nothing in the file gives. `node` in its plain form, with the shapes of its inputs. */
export function operatorProblem(
  node: FileNode,
  shapes: readonly (Shape | undefined)[],
  unmade: readonly string[],
): DiagramNode['problem'] {
  const [first] = unmade;
  const message =
    first === undefined
      ? unfit(node, shapes)
      : `It reads \`${first.slice(0, LONGEST_NAME)}\`, which nothing before it in the file makes.`;
  return message === undefined ? undefined : { severity: 'error', message };
}

function unfit(node: FileNode, shapes: readonly (Shape | undefined)[]): string | undefined {
  if (!isStandard(node)) return undefined;
  if (node.operator === 'Conv') return unfitChannels(node, shapes);
  // Up to operator set 6 an axis said how shapes are aligned.
  const isAligned = node.attributes.has('axis') || node.attributes.has('broadcast');
  return broadcastOperators.has(node.operator) && !isAligned ? unfitSides(node, shapes) : undefined;
}

function unfitChannels(node: FileNode, [input, weight]: readonly (Shape | undefined)[]): string | undefined {
  const [given, taken] = [input?.[1], weight?.[1]];
  const wanted = typeof taken === 'number' ? taken * integerOf(node, 'group', 1) : undefined;
  if (typeof given !== 'number' || wanted === undefined || given === wanted) return undefined;
  return `Its weights are for ${wanted} channels, and what it reads has ${given}.`;
}

function unfitSides({ operator }: FileNode, shapes: readonly (Shape | undefined)[]): string | undefined {
  const known = shapes.filter((shape) => shape !== undefined);
  for (const [place, shape] of known.entries()) {
    const other = known.slice(place + 1).find((next) => !fits(shape, next));
    if (other)
      return `\`${operator}\` takes equal shapes, or extents of 1, and these are ${fullShapeWords(shape)} and ${fullShapeWords(other)}.`;
  }
  return undefined;
}

/** Aligned at the last axis. */
function fits(a: readonly Extent[], b: readonly Extent[]): boolean {
  const [left, right] = [a.toReversed(), b.toReversed()];
  return left.every((extent, place) => {
    const other = right[place];
    const isNumber = typeof extent === 'number' && typeof other === 'number';
    return !isNumber || extent === other || extent === 1 || other === 1;
  });
}
