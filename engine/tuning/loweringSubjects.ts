// The nodes of a graph that there are several ways of writing, and what a choice among these ways depends on.

import { createGraphBuilder } from '../graph/builder.ts';
import type { Graph, GraphNode, OperationName } from '../graph/graph.ts';
import { tensorSize } from '../graph/tensorShape.ts';

/** The operations whose ways differ most in time, and whose time does not depend on their neighbours. */
const tunedOperations: ReadonlySet<OperationName> = new Set<OperationName>([
  'convolution',
  'convolutionInputGradient',
  'convolutionWeightGradient',
]);

export interface LoweringSubject {
  readonly key: string;
  /** The first of the nodes with this key. */
  readonly node: GraphNode;
  /** Multiply-adds of all of them: the more, the more there is to gain. */
  readonly work: number;
}

/** Operation, shapes and attributes, as text; undefined where nothing is to be measured. */
export function loweringKey({ operation, inputs, attributes }: GraphNode): string | undefined {
  if (!tunedOperations.has(operation)) return undefined;
  const shapes = inputs.map(({ shape }) => shape.join('x'));
  const rest = Object.entries(attributes).map(([name, value]) => `${name} ${[value].flat().join(',')}`);
  return [operation, ...shapes, ...rest].join(' ');
}

/** One for each key, the most work first. */
export function loweringSubjects(graph: Graph): readonly LoweringSubject[] {
  const subjects = new Map<string, LoweringSubject>();
  for (const node of graph.nodes) {
    const key = loweringKey(node);
    if (key === undefined) continue;
    const known = subjects.get(key);
    subjects.set(key, { key, node: known?.node ?? node, work: (known?.work ?? 0) + workOf(node) });
  }
  return [...subjects.values()].sort((a, b) => b.work - a.work);
}

/** Each place of the smaller image meets each weight once, and so it is for the gradients. */
function workOf({ operation, inputs, outputs, attributes }: GraphNode): number {
  const shapes = [...inputs, ...outputs].map(({ shape }) => shape);
  const groups = 'groups' in attributes ? attributes.groups : 1;
  const [first, second] = [shapes[0]!, shapes[1]!];
  const result = shapes.at(-1)!;
  // x [N, C, H, W], y [N, O, OH, OW] and kernel of either operation, in the order of its operands.
  if (operation === 'convolution') return (tensorSize(result) * tensorSize(second)) / second[0]!;
  if (operation === 'convolutionInputGradient') return (tensorSize(first) * tensorSize(second)) / second[0]!;
  return (tensorSize(second) * first[1]! * result[2]! * result[3]!) / groups;
}

/** A graph of this node alone: its operands are the inputs. */
export function singleNodeGraph({ operation, inputs, attributes }: GraphNode): Graph {
  const builder = createGraphBuilder();
  const operands = inputs.map(({ shape, type }, place) => builder.input(`${place}`, shape, type));
  const outputs = builder.applyMany<OperationName>(operation, operands, attributes as never);
  outputs.forEach((output, place) => {
    builder.output(`output ${place}`, output);
  });
  return builder.finish();
}
