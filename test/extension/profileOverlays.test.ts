// A profile as what the diagram lays over its layers: for the model it was made of, and no other.

import { describe, expect, test } from 'vitest';
import type { Profile } from '../../engine/protocol/profile.ts';
import { profileOverlaySource, profileOverlays } from '../../extension/panels/profileOverlays.ts';
import type { ProfileController, ProfileState } from '../../extension/profiling/profileController.ts';

const layer = (path: string, forwardMs: number, backwardMs: number, updateMs: number) =>
  ({ path, forwardMs, backwardMs, updateMs }) as Profile['layers'][number];

function profile(mode: Profile['mode']): Profile {
  const loss = { ...layer('loss', 0.5, 0.5, 0), kind: 'loss' };
  const layers = [layer('c1.conv', 1, 2, 0.5), layer('c1.relu', 0.25, 0.125, 0), loss];
  return { model: 'LeNet5', mode, device: 'CPU', threads: 1, batch: 32, layers } as unknown as Profile;
}

describe('the overlays of a profile', () => {
  test('of inference: one, with what it was measured on', () => {
    expect(profileOverlays(profile('inference'))).toMatchObject([
      { title: 'Measured time', combine: 'sum', note: 'CPU, 1 thread, 32 images, inference' },
    ]);
  });

  test('of training: the whole step, and its parts', () => {
    const values = profileOverlays(profile('training')).map((overlay) => [overlay.title, overlay.values]);
    expect(values).toEqual([
      ['Measured time', { 'c1.conv': 3.5, 'c1.relu': 0.375 }],
      ['Measured time, forward', { 'c1.conv': 1, 'c1.relu': 0.25 }],
      ['Measured time, backward', { 'c1.conv': 2, 'c1.relu': 0.125 }],
    ]);
  });

  test('are shown on the model that was profiled only', () => {
    const state = { kind: 'done', file: 'file:///a.cnn', profile: profile('inference') } as ProfileState;
    const source = profileOverlaySource({ state } as ProfileController);
    expect(source.overlaysOf('file:///a.cnn', 'LeNet5')).toHaveLength(1);
    expect(source.overlaysOf('file:///a.cnn', 'Other')).toEqual([]);
    expect(source.overlaysOf('file:///b.cnn', 'LeNet5')).toEqual([]);
    const empty = profileOverlaySource({ state: { kind: 'empty' } } as ProfileController);
    expect(empty.overlaysOf('file:///a.cnn', 'LeNet5')).toEqual([]);
  });
});
