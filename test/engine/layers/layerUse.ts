// Uses one layer kind by its name: its shape, its problems, and what its lowering computes on the
// interpreter.

import { createGraphBuilder } from '../../../engine/graph/builder.ts';
import { interpret } from '../../../engine/graph/interpret.ts';
import { type Tensor64, tensor64 } from '../../../engine/graph/tensor64.ts';
import { verifyGraph } from '../../../engine/graph/verify.ts';
import type { LayerDefinition, LayerProblem } from '../../../engine/layers/layer.ts';
import { findLayer } from '../../../engine/layers/registry.ts';
import type { Attributes } from '../../../engine/network/attribute.ts';
import type { Shape } from '../../../engine/network/shape.ts';

export function layer(kind: string): LayerDefinition {
  const definition = findLayer(kind);
  if (definition === undefined) throw new Error(`There is no layer kind ${kind}.`);
  return definition;
}

/** Attributes with defaults; fails on problems. */
export function attributesOf(kind: string, given: Attributes): Attributes {
  const { attributes, problems } = layer(kind).read(given);
  if (problems.length > 0) throw new Error(problems.map(({ message }) => message).join(' '));
  return attributes;
}

/** The output's shape; fails on a problem. */
export function shapeOf(kind: string, given: Attributes, ...inputs: readonly Shape[]): Shape {
  const result = layer(kind).shape(attributesOf(kind, given), inputs);
  if ('problem' in result) throw new Error(result.problem.message);
  return result.shape;
}

export function problemOf(
  kind: string,
  given: Attributes,
  ...inputs: readonly Shape[]
): LayerProblem | undefined {
  const result = layer(kind).shape(attributesOf(kind, given), inputs);
  return 'problem' in result ? result.problem : undefined;
}

export interface LayerRun {
  readonly mode?: 'training' | 'inference';
  readonly parameters?: Readonly<Record<string, Tensor64>>;
  /** What every draw gives, by distribution; without it chance is off. */
  readonly random?: (offset: number) => number;
}

/** Lowers the layer and runs it; checks that shape rule and lowering agree. */
export function runLayer(
  kind: string,
  given: Attributes,
  inputs: readonly Tensor64[],
  { mode = 'inference', parameters = {}, random }: LayerRun = {},
): { readonly output: Tensor64; readonly updates: Readonly<Record<string, Tensor64>> } {
  const attributes = attributesOf(kind, given);
  const builder = createGraphBuilder();
  const feeds = new Map<string, Tensor64>();
  const feed = (name: string, tensor: Tensor64) => {
    feeds.set(name, tensor);
    return builder.input(name, tensor.shape);
  };
  const updates: string[] = [];
  const output = layer(kind).lower(
    {
      builder,
      attributes,
      outputShape: shapeOf(kind, given, ...inputs.map(({ shape }) => shape.slice(1))),
      mode,
      parameter: (suffix) => feed(suffix, parameters[suffix]!),
      update(suffix, value) {
        updates.push(suffix);
        builder.output(suffix, value);
      },
      random(distribution, shape) {
        if (random === undefined) return undefined;
        const size = shape.reduce((product, extent) => product * extent, 1);
        return feed(
          distribution,
          tensor64(
            shape,
            Array.from({ length: size }, (_, offset) => random(offset)),
          ),
        );
      },
    },
    inputs.map((input, index) => feed(`input${index}`, input)),
  );
  builder.output('output', output);
  const graph = builder.finish();
  verifyGraph(graph);
  const results = interpret(graph, feeds);
  const expected = shapeOf(kind, given, ...inputs.map(({ shape }) => shape.slice(1)));
  const actual = output.shape.slice(1);
  if (actual.join() !== expected.join())
    throw new Error(`${kind}: lowered [${actual}], expected [${expected}].`);
  return {
    output: results.get('output')!,
    updates: Object.fromEntries(updates.map((suffix) => [suffix, results.get(suffix)!])),
  };
}

/** Numbers that a generator of 0, 1, 2, … gives, in this shape. */
export function filled(shape: readonly number[], element: (offset: number) => number): Tensor64 {
  const size = shape.reduce((product, extent) => product * extent, 1);
  return tensor64(
    shape,
    Array.from({ length: size }, (_, offset) => element(offset)),
  );
}
