// Copies of outputs are given back, and nothing else is.

import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { loadLibrary } from '../../engine/runtime/loadLibrary.ts';
import { releaseCopies } from '../../engine/runtime/releaseCopies.ts';

const large = 2 ** 16;

it('empties the copy of an output that had a tensor to go to, and keeps the tensor', async () => {
  const { Tensor } = await loadLibrary();
  const target = new Tensor('float32', new Float32Array(large).fill(3), [large]);
  const copy = new Tensor('float32', new Float32Array(large).fill(3), [large]);
  const data = copy.data as Float32Array;
  releaseCopies({ weight: copy }, { weight: target });
  expect(data.length).toBe(0);
  expect((target.data as Float32Array)[large - 1]).toBe(3);
});

it('keeps outputs without a tensor to go to, tensors that came back themselves, and small ones', async () => {
  const { Tensor } = await loadLibrary();
  const tensor = (size: number) => new Tensor('float32', new Float32Array(size), [size]);
  const [free, same, small] = [tensor(large), tensor(large), tensor(4)];
  releaseCopies({ free, same, small }, { free: null, same, small: tensor(4) });
  expect([free, same, small].map(({ data }) => data.length)).toEqual([large, large, 4]);
});

it('leaves no memory behind, however many copies there were', async () => {
  const { Tensor } = await loadLibrary();
  const size = 2 ** 22;
  const target = new Tensor('float32', new Float32Array(size), [size]);
  const before = process.memoryUsage().arrayBuffers;
  for (let run = 0; run < 20; run++) {
    releaseCopies({ x: new Tensor('float32', new Float32Array(size), [size]) }, { x: target });
    // As between steps: what was sent is dropped in the event loop's next turn.
    await setImmediate();
  }
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4 * size);
});
