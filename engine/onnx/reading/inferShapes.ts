// The shape of every value in a file: what the file tells, and what its operators' rules give.

import type { ByteSource } from './byteSource.ts';
import { elementsOf, elementTypeName, type FileNode, type FileTensor, type OnnxFile } from './onnxFile.ts';
import { isStandard, plainForm } from './plainForm.ts';
import { elementwiseRules } from './shapes/elementwiseRules.ts';
import { knownFolds } from './shapes/knownValues.ts';
import { layoutRules } from './shapes/layoutRules.ts';
import { productRules } from './shapes/productRules.ts';
import { reductionRules } from './shapes/reductionRules.ts';
import {
  floatsOf,
  integersOf,
  type Known,
  type RuleInput,
  type Shape,
  type ShapeRule,
} from './shapes/shapeRule.ts';
import { windowRules } from './shapes/windowRules.ts';
import { tensorNumbers } from './tensorNumbers.ts';

const RULES: ReadonlyMap<string, ShapeRule> = new Map(
  Object.entries({ ...windowRules, ...elementwiseRules, ...productRules, ...layoutRules, ...reductionRules }),
);
const FOLDS = new Map(Object.entries(knownFolds));

/** Shapes and axis lists are short; what is longer is a weight. */
const MOST_KNOWN = 64;
const MOST_RANK = 64;

/** The shape of each value by its name, where it can be told. */
export function inferShapes(source: ByteSource, { graph }: OnnxFile): ReadonlyMap<string, Shape> {
  const shapes = new Map<string, Shape>();
  const known = new Map<string, Known>();
  const told = new Map(
    [...graph.values, ...graph.inputs, ...graph.outputs].map(({ name, shape }) => [name, shape]),
  );
  for (const { name, shape } of graph.inputs) if (shape) shapes.set(name, shape);
  const constant = (name: string, tensor: FileTensor) => {
    shapes.set(name, tensor.shape);
    const numbers = smallNumbers(source, tensor);
    if (numbers) known.set(name, numbers);
  };
  for (const tensor of graph.tensors) constant(tensor.name, tensor);
  for (const node of graph.nodes) {
    if (node.operator === 'Constant') defineConstant(node, constant, shapes, known);
    else {
      const input = inputOf(plainForm(node), shapes, known);
      const inferred = applyRule(input);
      node.outputs.forEach((name, place) => {
        const shape = agreed(told.get(name), inferred[place]);
        if (shape && shape.length <= MOST_RANK) shapes.set(name, shape);
      });
      const numbers = foldOf(input);
      if (numbers && numbers.length <= MOST_KNOWN && node.outputs[0]) known.set(node.outputs[0], numbers);
    }
  }
  return shapes;
}

function inputOf(
  node: FileNode,
  shapes: ReadonlyMap<string, Shape>,
  known: ReadonlyMap<string, Known>,
): RuleInput {
  return {
    node,
    shapes: node.inputs.map((name) => shapes.get(name)),
    known: node.inputs.map((name) => known.get(name)),
  };
}

function applyRule(input: RuleInput): readonly (Shape | undefined)[] {
  return (isStandard(input.node) && RULES.get(input.node.operator)?.(input)) || [];
}

function foldOf(input: RuleInput): Known | undefined {
  return isStandard(input.node) ? FOLDS.get(input.node.operator)?.(input) : undefined;
}

/** The file's word counts; where it leaves an extent open, ours fills it in. */
function agreed(told: Shape | undefined, inferred: Shape | undefined): Shape | undefined {
  if (!told || told.length !== inferred?.length) return told ?? inferred;
  return told.map((extent, axis) => (typeof extent === 'number' ? extent : (inferred[axis] ?? extent)));
}

function defineConstant(
  node: FileNode,
  constant: (name: string, tensor: FileTensor) => void,
  shapes: Map<string, Shape>,
  known: Map<string, Known>,
): void {
  const [name = ''] = node.outputs;
  const value = node.attributes.get('value');
  if (value?.kind === 'tensor') constant(name, value.tensor);
  const single = node.attributes.has('value_int') || node.attributes.has('value_float');
  const numbers =
    integersOf(node, 'value_ints') ??
    integersOf(node, 'value_int') ??
    floatsOf(node, 'value_floats') ??
    floatsOf(node, 'value_float');
  if (!numbers) return;
  shapes.set(name, single ? [] : [numbers.length]);
  if (numbers.length <= MOST_KNOWN) known.set(name, numbers);
}

/** Whole numbers, and the few factors of a `Resize`. */
function smallNumbers(source: ByteSource, tensor: FileTensor): readonly number[] | undefined {
  if (elementsOf(tensor.shape) > MOST_KNOWN || tensor.shape.length > 1) return undefined;
  const type = elementTypeName(tensor.elementType);
  if (!['int64', 'int32', 'float32', 'bool'].includes(type) || tensor.data.kind === 'external')
    return undefined;
  try {
    return [...tensorNumbers(source, tensor, () => source)].flatMap((piece) => [...piece]);
  } catch {
    // Weights that cannot be read are told of where they are looked at.
    return undefined;
  }
}
