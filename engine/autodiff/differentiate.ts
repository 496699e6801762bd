// Reverse-mode differentiation: one walk backwards that appends the gradient's nodes to the graph it reads.

import { broadcastAxes } from '../graph/broadcasting.ts';
import type { GraphBuilder, GraphNode, NodeOf, OperationName, Value } from '../graph/graph.ts';
import { sameTensorShape } from '../graph/tensorShape.ts';
import { UserError } from '../userError.ts';
import type { GradientRule } from './gradientRule.ts';
import { gradientRules } from './rules/registry.ts';

/**
 * Appends to `builder` the nodes that compute the gradient of `loss` with respect to each of `wrt`. Only what lies on
 * a way from `wrt` to the loss is differentiated. The new nodes' scope is the forward node's with `/gradient`.
 *
 * @param loss a float scalar
 * @returns for each of `wrt` a value of its shape (zeros where the loss does not depend on it)
 * @throws UserError `training.custom-without-gradient` where a `custom` layer lies on the way
 * @throws Error naming another operation on the way that has no gradient rule
 */
export function differentiate(
  builder: GraphBuilder,
  loss: Value,
  wrt: readonly Value[],
): ReadonlyMap<Value, Value> {
  if (loss.type !== 'float' || loss.shape.length !== 0) {
    throw new Error(`Only a float scalar can be differentiated, not ${loss.type}[${loss.shape.join(', ')}].`);
  }
  const scope = builder.scope;
  const forward = [...builder.nodes];
  const dependent = dependents(forward, wrt);
  const gradients = new Map<Value, Value>([[loss, builder.scalar(1)]]);
  for (const node of forward.toReversed()) {
    if (!node.outputs.some((output) => gradients.has(output) && dependent.has(output))) continue;
    builder.setScope(gradientScope(node.scope));
    propagate(builder, node, gradients, dependent);
  }
  builder.setScope(scope);
  return new Map(wrt.map((value) => [value, gradients.get(value) ?? zeros(builder, value)]));
}

function gradientScope(scope: string): string {
  return scope === '' ? 'gradient' : `${scope}/gradient`;
}

/** All values that depend on one of `sources`, these included. */
function dependents(nodes: readonly GraphNode[], sources: readonly Value[]): ReadonlySet<Value> {
  const reached = new Set(sources);
  for (const node of nodes) {
    if (node.inputs.some((input) => reached.has(input)))
      for (const output of node.outputs) reached.add(output);
  }
  return reached;
}

/** Adds what flows through one node to the gradients of its inputs. */
function propagate<K extends OperationName>(
  builder: GraphBuilder,
  node: NodeOf<K>,
  gradients: Map<Value, Value>,
  dependent: ReadonlySet<Value>,
): void {
  const rule: GradientRule<K> | undefined = gradientRules[node.operation];
  refuseCustom(node);
  if (!rule) throw new Error(`${node.operation} in scope \`${node.scope}\` cannot be differentiated.`);
  const outputGradients = node.outputs.map((output) => gradients.get(output));
  const { inputs, outputs, attributes } = node;
  const needs = (index: number) => inputs[index] !== undefined && dependent.has(inputs[index]);
  // A rule of several outputs checks which of them have a gradient; the others have one output, which has.
  const dy = outputGradients[0] as Value;
  const results = rule({ builder, node, inputs, outputs, attributes, dy, outputGradients, needs });
  inputs.forEach((input, index) => {
    const result = results[index];
    if (!result || !needs(index)) return;
    const gradient = undoBroadcast(builder, result, input);
    const earlier = gradients.get(input);
    gradients.set(input, earlier ? builder.apply('add', [earlier, gradient]) : gradient);
  });
}

/** The one operation without a rule that a user's text can bring here. */
function refuseCustom(node: NodeOf<OperationName>): void {
  if (node.operation !== 'custom') return;
  const { operator } = (node as NodeOf<'custom'>).attributes;
  throw new UserError(
    'training.custom-without-gradient',
    `\`custom("${operator}")\`, the layer \`${node.scope}\`, has no gradient, so the weights before it cannot be ` +
      'trained: use a layer of the language in its place.',
  );
}

/** Sums a gradient over the axes along which its input was repeated. */
function undoBroadcast(builder: GraphBuilder, gradient: Value, input: Value): Value {
  if (sameTensorShape(gradient.shape, input.shape)) return gradient;
  const axes = broadcastAxes(input.shape, gradient.shape);
  const summed = builder.apply('reduceSum', [gradient], { axes, keepDimensions: false });
  if (sameTensorShape(summed.shape, input.shape)) return summed;
  return builder.apply('reshape', [summed], { shape: input.shape });
}

function zeros(builder: GraphBuilder, value: Value): Value {
  return builder.apply('broadcast', [builder.scalar(0)], { shape: value.shape });
}
