// Which device `auto` stands for: found out once, and learnt from runs that began.
import { expect, test } from 'vitest';
import { AutoDevice } from '../../../extension/training/autoDevice.ts';
import type { Lane } from '../../../extension/training/lane.ts';

function deviceWith(answers: readonly (Lane | Error)[]) {
  const left = [...answers];
  return new AutoDevice(async () => {
    const next = left.shift();
    if (next === undefined || next instanceof Error) throw next ?? new Error('asked once more');
    return next;
  });
}

test('is asked for once, and never for a device that has a name', async () => {
  const auto = deviceWith(['cuda']);
  expect(await auto.laneOf('cpu')).toBe('cpu');
  expect(await Promise.all([auto.laneOf('auto'), auto.laneOf('auto')])).toEqual(['cuda', 'cuda']);
  expect(await auto.laneOf('auto')).toBe('cuda');
});

test('is not asked for where a run told it', async () => {
  const auto = deviceWith([]);
  auto.learn('webgpu');
  expect(await auto.laneOf('auto')).toBe('webgpu');
});

test('is asked for again after a failure, or where the machine has other devices', async () => {
  const auto = deviceWith([new Error('no engine'), 'cpu', 'cuda']);
  await expect(auto.laneOf('auto')).rejects.toThrow('no engine');
  expect(await auto.laneOf('auto')).toBe('cpu');
  auto.forget();
  expect(await auto.laneOf('auto')).toBe('cuda');
});
