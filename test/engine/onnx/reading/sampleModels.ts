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
