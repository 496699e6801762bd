// How many channels ONNX Runtime's blocked layout keeps together on this processor, found out by trying.

import type { OnnxModel, OnnxNode } from '../onnx/model.ts';
import { serializeModel } from '../onnx/model.ts';
import type { Library } from './loadLibrary.ts';

/** With AVX-512 and on ARM, and with AVX2. */
const candidates = [16, 8] as const;
const channels = 16;

let found: Promise<number | undefined> | undefined;

/**
 * The blocked convolution takes weights of any block and computes wrongly with all but its own, without an error: each
 * candidate is held against the plain convolution. Undefined where the runtime has no such kernels.
 */
export function findChannelBlock(library: Library): Promise<number | undefined> {
  found ??= probe(library).catch(() => undefined);
  return found;
}

async function probe(library: Library): Promise<number | undefined> {
  const session = await library.InferenceSession.create(serializeModel(probeModel()), {
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    logSeverityLevel: 4,
  });
  try {
    const tensor = (shape: readonly number[]) => {
      const size = shape.reduce((product, extent) => product * extent, 1);
      // No two channels are alike, and every sum is a small whole number.
      const data = Float32Array.from({ length: size }, (_, i) => ((i * 7) % 11) - 5);
      return new library.Tensor('float32', data, shape);
    };
    const results = await session.run({ x: tensor(imageShape), w: tensor(weightShape) });
    const numbers = (name: string) => results[name]!.data as Float32Array;
    const expected = numbers('plain');
    return candidates.find((block) =>
      numbers(`blocked ${block}`).every((value, i) => Math.abs(value - expected[i]!) < 0.5),
    );
  } finally {
    await session.release();
  }
}

const imageShape = [1, channels, 3, 3] as const;
const weightShape = [channels, channels, 1, 1] as const;
const blockedDomain = 'com.microsoft.nchwc';

function probeModel(): OnnxModel {
  const node = (
    operator: string,
    inputs: readonly string[],
    output: string,
    options: Partial<OnnxNode> = {},
  ): OnnxNode => ({
    name: output,
    operator,
    domain: '',
    inputs,
    outputs: [output],
    attributes: {},
    ...options,
  });
  const blocked = candidates.flatMap((block) => {
    const parts = channels / block;
    return [
      node('Reshape', ['w', `split ${block}`], `parts ${block}`),
      node('Transpose', [`parts ${block}`], `turned ${block}`, { attributes: { perm: [0, 2, 3, 1] } }),
      node('Reshape', [`turned ${block}`, 'weight shape'], `weight ${block}`),
      node('Conv', ['reordered', `weight ${block}`], `result ${block}`, { domain: blockedDomain }),
      node('ReorderOutput', [`result ${block}`], `blocked ${block}`, {
        domain: blockedDomain,
        attributes: { channels },
      }),
    ].map((made) => ({ made, parts, block }));
  });
  const splits = candidates.map((block) => ({
    name: `split ${block}`,
    shape: [4],
    data: BigInt64Array.from([channels / block, block, channels / block, block], BigInt),
  }));
  return {
    name: 'probe',
    nodes: [
      node('Conv', ['x', 'w'], 'plain'),
      node('ReorderInput', ['x'], 'reordered', { domain: blockedDomain }),
      ...blocked.map(({ made }) => made),
    ],
    initializers: [
      ...splits,
      { name: 'weight shape', shape: [4], data: BigInt64Array.from(weightShape, BigInt) },
    ],
    inputs: [
      { name: 'x', type: 'float', shape: imageShape },
      { name: 'w', type: 'float', shape: weightShape },
    ],
    outputs: ['plain', ...candidates.map((block) => `blocked ${block}`)].map((name) => ({
      name,
      type: 'float',
      shape: imageShape,
    })),
    metadata: new Map(),
  };
}
