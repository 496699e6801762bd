// Updates in place against the same formulas on ONNX Runtime: every optimizer, with random options.

import { describe, expect, it } from 'vitest';
import { compileLoops } from '../../../engine/loops/loopProgram.ts';
import type { AttributeValue } from '../../../engine/network/attribute.ts';
import { type RandomStream, randomStream } from '../../../engine/random.ts';
import { optimizers } from '../../../engine/recipe/optimizers.ts';
import type { Recipe } from '../../../engine/recipe/recipe.ts';
import { createOnnxRuntime } from '../../../engine/runtime/onnxRuntime.ts';
import type { Runtime } from '../../../engine/runtime/runtime.ts';
import { parameterUpdate } from '../../../engine/training/hostUpdate.ts';
import { learningRateName, stepFactors } from '../../../engine/training/updateFormulas.ts';
import { smallRecipe } from '../../engine/training/pytorchSteps.ts';

/** A share, or now and then a bound. */
function randomShare(stream: RandomStream): number {
  return stream.next() < 0.2 ? 0 : 0.5 + 0.499 * stream.next();
}

const draws: Readonly<Record<string, (stream: RandomStream) => AttributeValue>> = {
  lr: (stream) => 10 ** (-1 - 3 * stream.next()),
  momentum: randomShare,
  nesterov: (stream) => stream.next() < 0.5,
  weight_decay: (stream) => (stream.next() < 0.3 ? 0 : 0.1 * stream.next()),
  beta1: randomShare,
  beta2: randomShare,
  alpha: randomShare,
  epsilon: (stream) => 10 ** (-8 * stream.next()),
  centered: (stream) => stream.next() < 0.5,
  trust: (stream) => 0.1 * stream.next(),
};

function randomRecipe(kind: string, stream: RandomStream): Recipe {
  const definition = optimizers.get(kind)!;
  const given = Object.fromEntries(
    Object.keys(definition.attributes).map((name) => [name, draws[name]!(stream)]),
  );
  return {
    ...smallRecipe,
    optimizer: { kind, attributes: definition.read(given).attributes },
    ...(stream.next() < 0.5 && { clip: 1 }),
    ...(stream.next() < 0.5 && { average: randomShare(stream) }),
  };
}

/** The largest difference, as a share of the largest number. */
function difference(a: Float32Array, b: Float32Array): number {
  const largest = b.reduce((most, number) => Math.max(most, Math.abs(number)), 0);
  return a.reduce((most, number, index) => Math.max(most, Math.abs(number - b[index]!)), 0) / largest;
}

const size = 5000;

interface Trial {
  readonly recipe: Recipe;
  readonly decays: boolean;
  readonly vectors: ReadonlyMap<string, Float32Array>;
  readonly numbers: ReadonlyMap<string, number>;
}

function randomTrial(kind: string, trial: number): Trial {
  const stream = randomStream(trial, 'update', kind);
  const recipe = randomRecipe(kind, stream);
  const decays = stream.next() < 0.7;
  const numbers = new Map([...stepFactors(recipe, 1 + stream.integer(50)), ['clip', stream.next()]]);
  numbers.set(learningRateName, 0.1 * stream.next());
  const vectors = parameterUpdate(recipe, decays).inputs.filter(({ name }) => !numbers.has(name));
  const drawn = vectors.map(({ name }) => {
    // Mean squares are not negative.
    const draw = /square|_sq/.test(name) ? () => stream.next() : () => stream.normal();
    return [name, Float32Array.from({ length: size }, draw)] as const;
  });
  return { recipe, decays, numbers, vectors: new Map(drawn) };
}

/** What the same graph gives on ONNX Runtime. */
async function onRuntime({ recipe, decays, vectors, numbers }: Trial, runtime: Runtime) {
  const graph = parameterUpdate(recipe, decays, [size]);
  const feeds = graph.inputs.map(({ name, value: { shape } }) => {
    return [name, { shape, data: vectors.get(name) ?? Float32Array.of(numbers.get(name)!) }] as const;
  });
  const program = await runtime.prepare(graph);
  const results = await program.run(new Map(feeds));
  await program.dispose();
  return results;
}

describe('updates in place', async () => {
  const runtime = await createOnnxRuntime({ device: 'cpu', threads: 1 });

  it.each([...optimizers.keys()])("of %s are ONNX Runtime's", async (kind) => {
    for (let count = 0; count < 20; count++) {
      const trial = randomTrial(kind, count);
      const expected = await onRuntime(trial, runtime);
      const { recipe, decays, vectors, numbers } = trial;
      compileLoops(parameterUpdate(recipe, decays)).run(vectors, numbers, vectors);
      for (const [name, { data }] of expected) {
        // To the bit, but for lars, whose norms are sums in another order.
        const bound = kind === 'lars' ? 1e-6 : 0;
        const apart = difference(vectors.get(name)!, data as Float32Array);
        expect(apart, `${name} of ${JSON.stringify(recipe.optimizer.attributes)}`).toBeLessThanOrEqual(bound);
      }
    }
  });
});
