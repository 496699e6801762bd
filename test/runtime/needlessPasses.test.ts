// Passes that are left out would have changed nothing: ONNX Runtime writes the same optimised model without them.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lowerGraph } from '../../engine/onnx/encodeOnnx.ts';
import { type OnnxModel, serializeModel } from '../../engine/onnx/model.ts';
import { loadLibrary } from '../../engine/runtime/loadLibrary.ts';
import { needlessPasses } from '../../engine/runtime/needlessPasses.ts';
import { channelBlockOf } from '../../engine/runtime/onnxRuntime.ts';
import { sessionOptions } from '../../engine/runtime/sessionOptions.ts';
import { computedKinds, layerCases } from '../engine/layerCases.ts';
import { prepareLayerCase } from '../engine/layerSubject.ts';
import { temporaryFolder } from '../engine/training/temporaryFolder.ts';

async function optimized(model: OnnxModel, left: readonly string[]): Promise<Buffer> {
  const { InferenceSession } = await loadLibrary();
  const file = join(temporaryFolder(), 'optimized.onnx');
  const session = await InferenceSession.create(serializeModel(model), {
    ...sessionOptions({ device: 'cpu', threads: 1, strict: false, needlessPasses: left, operators: 0 }),
    optimizedModelFilePath: file,
  });
  await session.release();
  return readFile(file);
}

describe.each([...computedKinds.keys()])('%s', (kind) => {
  it.each(layerCases.filter((given) => given.kind === kind))(
    '$title, forwards and backwards, is optimised alike without them',
    async (given) => {
      const { graph } = prepareLayerCase(given);
      const model = lowerGraph(graph, { target: 'cpu', channelBlock: await channelBlockOf('cpu') });
      const left = needlessPasses(model.nodes);
      expect(left).not.toEqual([]);
      expect((await optimized(model, left)).equals(await optimized(model, []))).toBe(true);
    },
  );
});

it('leaves no pass out whose pattern may be there', () => {
  const nodes = (...operators: string[]) => operators.map((operator) => ({ operator }));
  expect(needlessPasses(nodes('Conv', 'Relu'))).toContain('GeluFusionL2');
  expect(needlessPasses(nodes('Conv', 'Erf'))).not.toContain('GeluFusionL2');
  expect(needlessPasses(nodes('Conv', 'Relu'))).not.toContain('ConvActivationFusion');
});
