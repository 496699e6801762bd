// Looks inside on ONNX Runtime: the figures that the interpreter finds.

import { expect, it } from 'vitest';
import type { Distribution, InternalsEvent } from '../../../engine/protocol/internals.ts';
import { randomStream } from '../../../engine/random.ts';
import { createOnnxRuntime } from '../../../engine/runtime/onnxRuntime.ts';
import type { Runtime } from '../../../engine/runtime/runtime.ts';
import { WatchedRunner } from '../../../engine/training/internals/watchedRunner.ts';
import { initialState } from '../../../engine/training/trainingState.ts';
import { interpreterRuntime } from '../../engine/training/interpreterRuntime.ts';
import { smallRecipe, smallResidual } from '../../engine/training/pytorchSteps.ts';

async function look(runtime: Runtime): Promise<InternalsEvent> {
  const job = { network: smallResidual, recipe: smallRecipe, runtime, internals: 1 };
  const runner = await WatchedRunner.create(job, initialState(smallResidual, smallRecipe).tensors);
  const stream = randomStream(4, 'batch');
  const size = smallResidual.layers[0]!.outputShape!.reduce((product, extent) => product * extent, 1);
  const { internals } = await runner.run(
    {
      images: Float32Array.from({ length: smallRecipe.batch * size }, () => stream.normal()),
      labels: Int32Array.from({ length: smallRecipe.batch }, () => stream.integer(4)),
    },
    { step: 0, learningRate: 0.1 },
  );
  await runner.dispose();
  return internals!;
}

/** Every figure by what it is of. */
function figuresOf({ layers, parameters }: InternalsEvent): ReadonlyMap<string, number | null> {
  const figures = new Map<string, number | null>();
  const add = (name: string, numbers: Distribution | Readonly<Record<string, unknown>>) => {
    for (const [key, value] of Object.entries(numbers)) {
      if (typeof value === 'number' || value === null) figures.set(`${name} ${key}`, value);
    }
  };
  for (const { path, inputs, output, ...shares } of layers) {
    add(path, shares);
    add(`${path} out`, output);
    for (const [index, input] of inputs.entries()) add(`${path} in ${index}`, input);
  }
  for (const { name, ...norms } of parameters) add(name, norms);
  return figures;
}

it('agrees with the interpreter on every quantile, share and norm', async () => {
  const expected = figuresOf(await look(interpreterRuntime));
  const found = figuresOf(await look(await createOnnxRuntime({ device: 'cpu', threads: 1 })));
  expect([...found.keys()]).toEqual([...expected.keys()]);
  expect(expected.size).toBeGreaterThan(100);
  for (const [name, value] of expected) {
    // Four digits are kept: a rounding apart is the last of them.
    if (value === null) expect(found.get(name), name).toBe(null);
    else expect(Math.abs(found.get(name)! - value), name).toBeLessThanOrEqual(2e-3 * Math.abs(value) + 1e-6);
  }
});

it('finds the layer where float32 is left, of a loss that became NaN', async () => {
  const runtime = await createOnnxRuntime({ device: 'cpu', threads: 1 });
  const { tensors } = initialState(smallResidual, smallRecipe);
  const [layer] = smallResidual.layers.filter(({ kind, inputs }) => kind === 'conv' && inputs[0] !== 'input');
  const name = layer!.parameters[0]!.name;
  tensors.get(name)!.data.fill(3e38);
  const size = smallResidual.layers[0]!.outputShape!.reduce((product, extent) => product * extent, 1);
  const stream = randomStream(4, 'batch');
  const batch = {
    images: Float32Array.from({ length: smallRecipe.batch * size }, () => stream.normal()),
    labels: new Int32Array(smallRecipe.batch),
  };
  const job = { network: smallResidual, recipe: smallRecipe, runtime };
  const runner = await WatchedRunner.create(job, tensors);
  const { loss } = await runner.run(batch, { step: 0, learningRate: 0.1 });
  const origin = await runner.originOfLastStep(batch, 0);
  await runner.dispose();
  expect(loss).toBe(Number.NaN);
  expect(origin).toEqual({
    layer: layer!.path,
    text: `It began in \`${layer!.path}\`, the first layer whose output is not finite.`,
  });
});
