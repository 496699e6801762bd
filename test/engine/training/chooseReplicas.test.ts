// How many replicas share a batch where the user does not say, and what may be asked for.

import { expect, it } from 'vitest';
import { chooseReplicas } from '../../../engine/training/chooseReplicas.ts';
import { model, networkOf } from '../../language/support/compileText.ts';
import { lenet5 } from './buildNetwork.ts';

const network = networkOf(
  model('  conv(64, 3x3) -> relu -> conv(64, 3x3) -> relu -> global_avgpool -> dense(10)', '3x32x32'),
);
const linux = { device: 'cpu', threads: 4, yields: true } as const;
const batch = (images: number) => ({ batch: images });

it('takes as many as there are threads, where each gets equally many images, and four at least', () => {
  expect(chooseReplicas(network, batch(64), linux)).toBe(4);
  expect(chooseReplicas(network, batch(64), { ...linux, threads: 1 })).toBe(1);
  expect(chooseReplicas(network, batch(66), linux)).toBe(3);
  expect(chooseReplicas(network, batch(67), linux)).toBe(1);
});

it('leaves a core to the thread that waits, where that does not step back', () => {
  expect(chooseReplicas(network, batch(64), { ...linux, threads: 3, yields: false })).toBe(2);
  expect(chooseReplicas(network, batch(64), { ...linux, threads: 2, yields: false })).toBe(1);
});

it('takes one for a GPU, for networks with many weights for their work, and for short steps', () => {
  expect(chooseReplicas(network, batch(64), { ...linux, device: 'webgpu' })).toBe(1);
  const dense = networkOf(model('  flatten -> dense(4000) -> relu -> dense(10)', '1x28x28'));
  expect(chooseReplicas(dense, batch(240), linux)).toBe(1);
  expect(chooseReplicas(lenet5(), batch(64), linux)).toBe(1);
});

it('takes the number that the user gives, and says where it cannot be', () => {
  expect(chooseReplicas(network, batch(6), linux, 3)).toBe(3);
  expect(() => chooseReplicas(network, batch(64), linux, 3)).toThrow(
    'A batch of 64 cannot be shared equally by 3 replicas. Take 2, or a batch that 3 divides.',
  );
  expect(() => chooseReplicas(network, batch(64), { ...linux, device: 'webgpu' }, 2)).toThrow(
    'Replicas share the cores of the processor, and this run is on `webgpu`: leave `--replicas` out.',
  );
});
