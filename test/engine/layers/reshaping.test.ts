// Layers that move numbers without computing, and dropout.

import { describe, expect, test } from 'vitest';
import { filled, problemOf, runLayer, shapeOf } from './layerUse.ts';

const x = filled([1, 2, 3, 3], (i) => i + 1);

test('flatten writes channel by channel and row by row', () => {
  expect(shapeOf('flatten', {}, [16, 5, 5])).toEqual([400]);
  expect(shapeOf('flatten', {}, [120])).toEqual([120]);
  expect([...runLayer('flatten', {}, [x]).output.data]).toEqual([...x.data]);
});

test('identity passes its input on', () => {
  expect([...runLayer('identity', {}, [x]).output.data]).toEqual([...x.data]);
});

test('pad adds zeros on the sides it is told', () => {
  expect(shapeOf('pad', { amount: 2 }, [1, 28, 28])).toEqual([1, 32, 32]);
  expect(shapeOf('pad', { amount: [1, 3] }, [1, 28, 28])).toEqual([1, 30, 34]);
  const { output } = runLayer('pad', { amount: [1, 0, 0, 2] }, [filled([1, 1, 1, 2], (i) => i + 1)]);
  expect([...output.data]).toEqual([0, 0, 0, 0, 1, 2, 0, 0]);
  expect(problemOf('pad', { amount: 1 }, [9])?.code).toBe('feature-map-expected');
});

test('subsample keeps every second row and column, from the first', () => {
  expect(shapeOf('subsample', {}, [16, 32, 32])).toEqual([16, 16, 16]);
  expect(shapeOf('subsample', { stride: [2, 3] }, [16, 7, 7])).toEqual([16, 4, 3]);
  expect([...runLayer('subsample', {}, [x]).output.data]).toEqual([1, 3, 7, 9, 10, 12, 16, 18]);
});

test('channel_pad adds channels of zeros after, or on both sides', () => {
  const given = filled([1, 2, 1, 1], (i) => i + 1);
  expect([...runLayer('channel_pad', { channels: 5 }, [given]).output.data]).toEqual([1, 2, 0, 0, 0]);
  expect([...runLayer('channel_pad', { channels: 5, side: 'both' }, [given]).output.data]).toEqual([
    0, 1, 2, 0, 0,
  ]);
  expect([...runLayer('channel_pad', { channels: 2 }, [given]).output.data]).toEqual([1, 2]);
  expect(shapeOf('channel_pad', { channels: 5 }, [3])).toEqual([5]);
  expect(problemOf('channel_pad', { channels: 1 }, [2, 4, 4])).toEqual({
    code: 'fewer-channels-than-input',
    attribute: 'channels',
    message: '`channel_pad` cannot go down from 2 to 1 channels: use a 1x1 `conv`.',
  });
});

describe('dropout', () => {
  const uniform = (offset: number) => [0, 0.24, 0.25, 0.9][offset % 4]!;

  test('drops where the draw is below its rate, and scales the rest up', () => {
    const given = filled([1, 4], () => 3);
    const { output } = runLayer('dropout', { rate: 0.25 }, [given], { mode: 'training', random: uniform });
    expect([...output.data]).toEqual([0, 0, 4, 4]);
  });

  test('drops everything at rate 1 and nothing at rate 0', () => {
    const given = filled([1, 4], () => 3);
    const run = (rate: number) =>
      runLayer('dropout', { rate }, [given], { mode: 'training', random: uniform });
    expect([...run(1).output.data]).toEqual([0, 0, 0, 0]);
    expect([...run(0).output.data]).toEqual([3, 3, 3, 3]);
  });

  test('drops whole channels when spatial', () => {
    const { output } = runLayer('spatial_dropout', { rate: 0.1 }, [x], {
      mode: 'training',
      random: (channel) => channel * 0.5,
    });
    expect([...output.data.slice(0, 9)]).toEqual(new Array(9).fill(0));
    expect([...output.data.slice(9)]).toEqual(
      [...x.data.slice(9)].map((number) => expect.closeTo(number / 0.9, 12)),
    );
  });

  test('does nothing where chance is off', () => {
    expect([...runLayer('dropout', {}, [x]).output.data]).toEqual([...x.data]);
    expect([...runLayer('spatial_dropout', {}, [x]).output.data]).toEqual([...x.data]);
  });
});

test('crop cuts the sides it is told, and never everything', () => {
  expect([...runLayer('crop', { amount: [1, 0, 0, 2] }, [x]).output.data]).toEqual([4, 7, 13, 16]);
  expect(problemOf('crop', { amount: 2 }, [1, 4, 9])).toEqual({
    code: 'crop-larger-than-input',
    attribute: 'amount',
    message: '`crop` cuts 4 rows and 4 columns off 4x9: nothing would be left.',
  });
});

test('upsample repeats rows and columns', () => {
  const given = filled([1, 1, 1, 2], (i) => i + 1);
  expect([...runLayer('upsample', {}, [given]).output.data]).toEqual([1, 1, 2, 2, 1, 1, 2, 2]);
});

test('channel_shuffle deals channels out, and is undone by the other count of groups', () => {
  const given = filled([1, 6, 1, 1], (i) => i);
  const shuffled = runLayer('channel_shuffle', { groups: 2 }, [given]).output;
  expect([...shuffled.data]).toEqual([0, 3, 1, 4, 2, 5]);
  expect([...runLayer('channel_shuffle', { groups: 3 }, [shuffled]).output.data]).toEqual([0, 1, 2, 3, 4, 5]);
  expect(problemOf('channel_shuffle', { groups: 4 }, [6, 2, 2])?.message).toBe(
    '4 groups do not divide the 6 channels of `channel_shuffle`: choose a divisor of 6.',
  );
});

test('noise adds its deviation times a normal number in training only', () => {
  const given = filled([1, 2], () => 1);
  const random = (i: number) => [2, -1][i]!;
  expect([
    ...runLayer('noise', { deviation: 0.5 }, [given], { mode: 'training', random }).output.data,
  ]).toEqual([2, 0.5]);
  expect([...runLayer('noise', { deviation: 0.5 }, [given]).output.data]).toEqual([1, 1]);
});
