// Makes small networks by hand, with the shapes and parameters that the layers' own rules give.

import { findLayer } from '../../../engine/layers/registry.ts';
import type { Attributes } from '../../../engine/network/attribute.ts';
import type { Network, NetworkHead, NetworkLayer } from '../../../engine/network/network.ts';
import type { Shape } from '../../../engine/network/shape.ts';

const origin = { file: 'test.cnn', start: 0, end: 0, line: 0, character: 0 };

export interface LayerSketch {
  readonly path: string;
  readonly kind: string;
  readonly attributes?: Attributes;
  /** The layer before it where absent. */
  readonly inputs?: readonly string[];
  readonly head?: string;
}

/** A network of these layers after an input layer called `input`; the last layer outside heads is its output. */
export function buildNetwork(
  input: Shape,
  sketches: readonly LayerSketch[],
  heads: readonly NetworkHead[] = [],
): Network {
  const layers: NetworkLayer[] = [
    {
      path: 'input',
      kind: 'input',
      attributes: {},
      inputs: [],
      outputShape: input,
      parameters: [],
      origin,
      group: undefined,
      head: undefined,
    },
  ];
  for (const sketch of sketches) layers.push(elaborate(sketch, layers));
  const output = layers.findLast(({ head }) => head === undefined)!.path;
  return { name: 'Small', arguments: {}, layers, groups: [], heads, output };
}

function elaborate(sketch: LayerSketch, before: readonly NetworkLayer[]): NetworkLayer {
  const definition = findLayer(sketch.kind);
  if (definition === undefined) throw new Error(`There is no layer kind ${sketch.kind}.`);
  const { attributes, problems } = definition.read(sketch.attributes ?? {});
  const inputs = sketch.inputs ?? [before.at(-1)!.path];
  const shapes = inputs.map((path) => before.find((layer) => layer.path === path)!.outputShape!);
  const result = definition.shape(attributes, shapes);
  if (problems.length > 0 || 'problem' in result) throw new Error(`${sketch.path} is not well formed.`);
  const parameters = definition
    .parameters(attributes, shapes)
    .map(({ suffix, ...parameter }) => ({ ...parameter, name: `${sketch.path}.${suffix}` }));
  const { path, kind, head } = sketch;
  return {
    path,
    kind,
    attributes,
    inputs,
    outputShape: result.shape,
    parameters,
    origin,
    group: undefined,
    head,
  };
}

/** LeNet-5 with full connections, as `models/lenet5.cnn` has it. */
export function lenet5(): Network {
  return buildNetwork(
    [1, 32, 32],
    [
      { path: 'c1', kind: 'conv', attributes: { channels: 6, kernel: [5, 5] } },
      { path: 'c1.relu', kind: 'relu' },
      { path: 's2', kind: 'maxpool', attributes: { kernel: [2, 2] } },
      { path: 'c3', kind: 'conv', attributes: { channels: 16, kernel: [5, 5] } },
      { path: 'c3.relu', kind: 'relu' },
      { path: 's4', kind: 'maxpool', attributes: { kernel: [2, 2] } },
      { path: 'c5', kind: 'conv', attributes: { channels: 120, kernel: [5, 5] } },
      { path: 'c5.relu', kind: 'relu' },
      { path: 'flatten', kind: 'flatten' },
      { path: 'f6', kind: 'dense', attributes: { units: 84 } },
      { path: 'f6.relu', kind: 'relu' },
      { path: 'output', kind: 'dense', attributes: { units: 10 } },
    ],
  );
}
