// Fresh random numbers for the layers that need chance, such as dropout.

import type { Value } from '../graph/graph.ts';
import { elementCount } from '../network/shape.ts';
import { randomStream } from '../random.ts';
import type { HostTensor } from '../runtime/runtime.ts';

/**
 * The feeds of one step by input name. They derive from seed, step and name alone, so that a resumed run
 * draws the same numbers as one that was never stopped.
 */
export function drawRandomInputs(
  inputs: readonly {
    readonly name: string;
    readonly distribution: 'uniform' | 'normal';
    readonly value: Value;
  }[],
  place: { readonly seed: number; readonly step: number },
): ReadonlyMap<string, HostTensor> {
  return new Map(
    inputs.map(({ name, distribution, value }) => {
      const stream = randomStream(place.seed, 'layer', name, place.step);
      const data = new Float32Array(elementCount(value.shape));
      if (distribution === 'uniform') stream.fillUniform(data);
      else for (let index = 0; index < data.length; index++) data[index] = stream.normal();
      return [name, { shape: value.shape, data }];
    }),
  );
}
