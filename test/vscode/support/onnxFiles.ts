// ONNX files for the journeys: a network that ships with made-up weights, and long rows of operators.

import { join } from 'node:path';
import { compileFile, networkOf } from '../../../cli/compiledFile.ts';
import type { Network } from '../../../engine/network/network.ts';
import { encodeOnnx } from '../../../engine/onnx/encodeOnnx.ts';
import { type OnnxNode, serializeModel } from '../../../engine/onnx/model.ts';
import { buildEvaluationGraph, inferenceShapes } from '../../../engine/training/evaluationGraph.ts';
import { compileText } from '../../language/support/compileText.ts';

const models = join(import.meta.dirname, '../../../models');

/** A network as `export --no-fold` writes it; its weights follow a bell curve and are always the same. */
export function exportedNetwork(
  file: string,
  model: string,
  given: Readonly<Record<string, string>>,
): Uint8Array {
  return exported(networkOf(compileFile(join(models, file)), { name: model, arguments: given }));
}

/** The only model of a text, likewise. */
export function exportedText(text: string): Uint8Array {
  return exported(compileText(text).models[0]!.network!);
}

function exported(network: Network): Uint8Array {
  const shapes = inferenceShapes(network, { heads: false });
  const initializers = new Map(
    [...shapes].map(([name, shape]) => {
      const count = shape.reduce((product, extent) => product * extent, 1);
      return [name, Float32Array.from({ length: count }, (_, place) => bell(place))];
    }),
  );
  const graph = buildEvaluationGraph(network, 1, { heads: false });
  return encodeOnnx(graph, { target: 'portable', modelName: network.name, initializers, dynamicBatch: true });
}

/** A sum of sines of far-apart frequencies is nearly normal. */
function bell(place: number): number {
  return 0.05 * (Math.sin(place * 12.9898) + Math.sin(place * 78.233) + Math.sin(place * 37.719));
}

/** Residual blocks of five operators without any hierarchy in their names. */
export function flatNetwork(operators: number): Uint8Array {
  const nodes = Array.from({ length: operators }, (_, place): OnnxNode => {
    const input = place === 0 ? 'x' : `v${place - 1}`;
    const plain = { name: '', domain: '', outputs: [`v${place}`] };
    if (place % 5 === 4)
      return {
        ...plain,
        operator: 'Add',
        inputs: [input, place === 4 ? 'x' : `v${place - 5}`],
        attributes: {},
      };
    if (place % 2 === 1) return { ...plain, operator: 'Relu', inputs: [input], attributes: {} };
    return {
      ...plain,
      operator: 'Conv',
      inputs: [input, 'w'],
      attributes: { kernel_shape: [3, 3], pads: [1, 1, 1, 1] },
    };
  });
  return serializeModel({
    name: 'flat',
    nodes,
    initializers: [{ name: 'w', shape: [16, 16, 3, 3], data: new Float32Array(16 * 16 * 9).fill(0.1) }],
    inputs: [{ name: 'x', type: 'float', shape: ['N', 16, 32, 32] }],
    outputs: [{ name: `v${operators - 1}`, type: 'float', shape: ['N', 16, 32, 32] }],
    metadata: new Map(),
  });
}

/** Every name and text that a file holds is one of these. */
export function hostileNetwork(texts: readonly string[]): Uint8Array {
  const nodes = texts.map(
    (text, place): OnnxNode => ({
      name: `${text}/${text}`,
      operator: text === '' ? 'Relu' : text,
      domain: text,
      inputs: [place === 0 ? 'x' : `v${place - 1}`, `w${place}${text}`],
      outputs: [`v${place}`],
      attributes: { [`${text}.`]: text },
    }),
  );
  const [first = '', second = ''] = texts;
  return serializeModel({
    name: first,
    nodes,
    initializers: texts.map((text, place) => ({
      name: `w${place}${text}`,
      shape: [2, 2],
      data: new Float32Array(4).fill(place),
    })),
    inputs: [{ name: 'x', type: 'float', shape: texts.slice(0, 6).map((text) => `${text}.`) }],
    outputs: [{ name: `v${texts.length - 1}`, type: 'float', shape: [second] }],
    metadata: new Map(texts.map((text, place) => [`${place} ${text}`, text])),
  });
}
