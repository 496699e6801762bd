// ONNX files for tests: written by our own writer, or message by message as other tools write them.

import type { OnnxModel, OnnxNode } from '../../../../engine/onnx/model.ts';
import { serializeModel } from '../../../../engine/onnx/model.ts';
import { MessageWriter } from '../../../../engine/onnx/protobuf.ts';

export function node(
  operator: string,
  inputs: readonly string[],
  outputs: readonly string[],
  more: Partial<OnnxNode> = {},
): OnnxNode {
  return { name: outputs[0] ?? operator, operator, domain: '', inputs, outputs, attributes: {}, ...more };
}

export function modelOf(nodes: readonly OnnxNode[], more: Partial<OnnxModel> = {}): OnnxModel {
  return {
    name: 'sample',
    nodes,
    initializers: [],
    inputs: [{ name: 'x', type: 'float', shape: ['N', 3, 32, 32] }],
    outputs: [],
    metadata: new Map(),
    ...more,
  };
}

/** A convolution with its weight, a relu, and a classifier. */
export function smallModel(): OnnxModel {
  return modelOf(
    [
      node('Conv', ['x', 'conv.weight'], ['/features/conv/Conv'], {
        attributes: { kernel_shape: [3, 3], pads: [1, 1, 1, 1], strides: [2, 2] },
      }),
      node('Relu', ['/features/conv/Conv'], ['/features/relu/Relu']),
      node('GlobalAveragePool', ['/features/relu/Relu'], ['/pool/GlobalAveragePool']),
      node('Flatten', ['/pool/GlobalAveragePool'], ['/Flatten']),
      node('Gemm', ['/Flatten', 'fc.weight', 'fc.bias'], ['logits'], {
        name: '/fc/Gemm',
        attributes: { transB: 1 },
      }),
    ],
    {
      initializers: [
        {
          name: 'conv.weight',
          shape: [8, 3, 3, 3],
          data: Float32Array.from({ length: 216 }, (_, place) => place - 100),
        },
        { name: 'fc.weight', shape: [10, 8], data: new Float32Array(80) },
        { name: 'fc.bias', shape: [10], data: new Float32Array(10).fill(0.5) },
      ],
      outputs: [{ name: 'logits', type: 'float', shape: ['N', 10] }],
      metadata: new Map([['author', 'somebody']]),
    },
  );
}

/** The bytes of a file whose graph `write` fills message by message. */
export function fileOf(write: (graph: MessageWriter) => void): Uint8Array {
  const file = new MessageWriter();
  file.integer(1, 8);
  file.message(7, write);
  return file.finish();
}

export function bytesOf(model: OnnxModel): Uint8Array {
  return serializeModel(model);
}

/** An operator whose attributes are graphs, with the shapes of their outputs. */
export function writeBodies(
  graph: MessageWriter,
  operator: string,
  inputs: readonly string[],
  outputs: readonly string[],
  bodies: Readonly<Record<string, readonly (readonly number[])[]>>,
): void {
  graph.message(1, (written) => {
    for (const input of inputs) written.text(1, input);
    for (const output of outputs) written.text(2, output);
    written.text(4, operator);
    for (const [name, shapes] of Object.entries(bodies)) {
      written.message(5, (attribute) => {
        attribute.text(1, name);
        attribute.message(6, (body) => {
          for (const [place, shape] of shapes.entries()) writeOutput(body, `o${place}`, shape);
        });
        attribute.integer(20, 5);
      });
    }
  });
}

function writeOutput(body: MessageWriter, name: string, shape: readonly number[]): void {
  body.message(12, (value) => {
    value.text(1, name);
    value.message(2, (type) =>
      type.message(1, (tensor) => {
        tensor.integer(1, 1);
        tensor.message(2, (dimensions) => {
          for (const extent of shape) dimensions.message(1, (dimension) => dimension.integer(1, extent));
        });
      }),
    );
  });
}
