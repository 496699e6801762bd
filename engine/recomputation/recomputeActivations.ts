// Trades time for memory: activations of the forward pass that are computed again where the backward pass needs them.

import { createGraphBuilder } from '../graph/builder.ts';
import type { Graph, GraphBuilder, GraphNode, NodeOf, OperationName, Value } from '../graph/graph.ts';
import type { Network } from '../network/network.ts';
import type { Recomputation } from '../recipe/recipe.ts';
import { type DividedStep, droppedValues, type Policy, valuesWithRows } from './keptValues.ts';
import { blockSegments, isCostly, lightSegments } from './segments.ts';

export interface RecomputedStep {
  readonly network: Network;
  /** How many of the graph's nodes, the first ones, are the forward pass. */
  readonly forward: number;
  /** The graph stays as it is where absent. */
  readonly mode: Recomputation | undefined;
}

/**
 * The same step, which gives the same results, with fewer activations kept from the forward to the backward pass. Each
 * segment's are computed again when its own gradients need them, after the gradient that arrives there: without that, a
 * runtime that orders the nodes itself could do it at once, and would save nothing.
 */
export function recomputeActivations(graph: Graph, { network, forward, mode }: RecomputedStep): Graph {
  if (mode === undefined) return graph;
  const step = { graph, forward: graph.nodes.slice(0, forward), backward: graph.nodes.slice(forward) };
  const policy = policyOf(network, step, mode);
  const dropped = droppedValues(step, policy);
  if (dropped.size === 0) return graph;
  return new Recomputing(step, policy, dropped).run();
}

function policyOf(network: Network, { forward }: DividedStep, mode: Recomputation): Policy {
  const segments = mode === 'blocks' ? blockSegments(network) : lightSegments(network, forward);
  return {
    segmentOf: ({ scope }) => segments.get(scope.split('/', 1)[0]!),
    repeats: (node) => node.operation !== 'constant' && (mode === 'blocks' || !isCostly(node)),
  };
}

/** What one segment computes again, by the value that it stands for. */
interface Segment {
  readonly again: Map<Value, Value>;
  /** The gradient that arrives, in the new graph. */
  readonly signal: Value;
}

class Recomputing {
  private readonly builder: GraphBuilder = createGraphBuilder();
  /** From the given graph's values to the new one's. */
  private readonly values = new Map<Value, Value>();
  private readonly rows: ReadonlySet<Value>;
  private readonly segments = new Map<number | undefined, Segment>();
  /** What the backward pass has computed so far. */
  private readonly gradients = new Set<Value>();

  constructor(
    private readonly step: DividedStep,
    private readonly policy: Policy,
    private readonly dropped: ReadonlyMap<Value, GraphNode>,
  ) {
    this.rows = valuesWithRows(step);
  }

  run(): Graph {
    const { builder, values, gradients } = this;
    const { graph, forward, backward } = this.step;
    for (const { name, value, batched = false } of graph.inputs) {
      values.set(value, builder.input(name, value.shape, value.type, { batched }));
    }
    for (const node of forward)
      this.repeat(
        node,
        node.inputs.map((input) => values.get(input)!),
      );
    backward.forEach((node, index) => {
      const inputs = node.inputs.map((input) =>
        this.dropped.has(input) ? this.again(input, this.segmentAt(index)) : values.get(input)!,
      );
      this.repeat(node, inputs);
      if (node.operation !== 'constant') for (const output of node.outputs) gradients.add(output);
    });
    builder.setScope('');
    for (const { name, value } of graph.outputs) builder.output(name, values.get(value)!);
    return builder.finish();
  }

  private repeat(node: GraphNode, inputs: readonly Value[]): void {
    this.builder.setScope(node.scope);
    const outputs = applied(this.builder, node, inputs);
    node.outputs.forEach((output, place) => {
      this.values.set(output, outputs[place]!);
    });
  }

  /** The segment of a backward node, opened where it is the first one to need something of it. */
  private segmentAt(index: number): Segment {
    const key = this.policy.segmentOf(this.step.backward[index]!);
    const known = this.segments.get(key);
    if (known !== undefined) return known;
    const opened = { again: new Map<Value, Value>(), signal: this.arrivingAt(index) };
    this.segments.set(key, opened);
    return opened;
  }

  /** The gradient that the nodes from here on read first; the loss where there is none yet. */
  private arrivingAt(index: number): Value {
    const { backward, graph } = this.step;
    for (let at = index; at < backward.length; at++) {
      const { inputs } = backward[at]!;
      const arriving = inputs.findLast((input) => this.gradients.has(input) && input.type === 'float');
      if (arriving !== undefined) return this.values.get(arriving)!;
    }
    return this.values.get(graph.outputs.find(({ name }) => name === 'loss')!.value)!;
  }

  /** A value as the segment computes it again, or, where it is kept, as it waits for the segment. */
  private again(value: Value, segment: Segment): Value {
    if (!this.rows.has(value)) return this.values.get(value)!;
    const known = segment.again.get(value);
    if (known !== undefined) return known;
    const maker = this.dropped.get(value);
    const made = maker === undefined ? this.awaited(value, segment) : this.madeAgain(value, maker, segment);
    segment.again.set(value, made);
    return made;
  }

  private awaited(value: Value, { signal }: Segment): Value {
    const kept = this.values.get(value)!;
    return value.type === 'float' ? this.builder.apply('after', [kept, signal]) : kept;
  }

  private madeAgain(value: Value, maker: GraphNode, segment: Segment): Value {
    const operands = this.operandsOf(maker).map((input) => this.again(input, segment));
    this.builder.setScope(`${maker.scope}/recomputation`);
    if (maker.operation === 'batchNormalization') {
      const [x, scale, bias] = operands as [Value, Value, Value];
      const [mean, variance] = maker.outputs.slice(1).map((statistic) => this.values.get(statistic)!);
      const { epsilon } = maker.attributes;
      // Its statistics are kept.
      return this.builder.apply('batchNormalizationInference', [x, scale, bias, mean!, variance!], {
        epsilon,
        centered: true,
      });
    }
    return applied(this.builder, maker, operands)[maker.outputs.indexOf(value)]!;
  }

  /** Those of a concatenation whose parts are put together again are these parts. */
  private operandsOf(node: GraphNode): readonly Value[] {
    if (node.operation !== 'concatenate') return node.inputs;
    return node.inputs.flatMap((input) => {
      const maker = this.dropped.get(input);
      const flat = maker?.operation === 'concatenate' && maker.attributes.axis === node.attributes.axis;
      return flat ? this.operandsOf(maker) : [input];
    });
  }
}

/** The types of `operation` and `attributes` agree, as they come from one node. */
function applied<K extends OperationName>(
  builder: GraphBuilder,
  { operation, attributes, outputs }: NodeOf<K>,
  inputs: readonly Value[],
): readonly Value[] {
  if (operation === 'constant') {
    const { data } = attributes as NodeOf<'constant'>['attributes'];
    const [{ shape, type }] = outputs as readonly [Value];
    return [builder.constant(shape, data, type)];
  }
  return builder.applyMany(operation, inputs, ...([attributes] as never));
}
