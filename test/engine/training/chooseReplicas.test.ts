// How many replicas share a batch, and what may be asked for.

import { expect, it } from 'vitest';
import { chooseReplicas } from '../../../engine/training/chooseReplicas.ts';

const batch = (images: number) => ({ batch: images });

it('is one where the user does not say', () => {
  expect(chooseReplicas(batch(64), 'cpu')).toBe(1);
  expect(chooseReplicas(batch(64), 'webgpu')).toBe(1);
});

it('takes the number that the user gives, and says where it cannot be', () => {
  expect(chooseReplicas(batch(6), 'cpu', 3)).toBe(3);
  expect(() => chooseReplicas(batch(64), 'cpu', 3)).toThrow(
    'A batch of 64 cannot be shared equally by 3 replicas. Take 2, or a batch that 3 divides.',
  );
  expect(() => chooseReplicas(batch(64), 'webgpu', 2)).toThrow(
    'Replicas share the cores of the processor, and this run is on `webgpu`: leave `--replicas` out.',
  );
});
