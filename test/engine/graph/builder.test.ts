// What the builder refuses, and in which words.

import { describe, expect, test } from 'vitest';
import { createGraphBuilder } from '../../../engine/graph/builder.ts';

const unit = { stride: [1, 1], dilation: [1, 1], padding: [0, 0, 0, 0], groups: 1 } as const;

describe('a wrong operand names operation, scope, what was expected and what came', () => {
  test('a convolution whose weight has another depth', () => {
    const builder = createGraphBuilder();
    const x = builder.input('x', [2, 3, 8, 8]);
    const w = builder.input('w', [4, 2, 3, 3]);
    builder.setScope('stage1.conv1');
    expect(() => builder.apply('convolution', [x, w], unit)).toThrow(
      'convolution in scope `stage1.conv1` expected a weight of depth 3 (channels / groups), but got ' +
        '(float[2, 3, 8, 8], float[4, 2, 3, 3]) with {"stride":[1,1],"dilation":[1,1],"padding":[0,0,0,0],"groups":1}.',
    );
  });

  test('shapes that do not broadcast', () => {
    const builder = createGraphBuilder();
    const [a, b] = [builder.input('a', [2, 3]), builder.input('b', [2])];
    expect(() => builder.apply('add', [a, b])).toThrow(
      'add in scope `` expected shapes that broadcast together, but got (float[2, 3], float[2]) with {}.',
    );
  });

  test('a bool where a float belongs', () => {
    const builder = createGraphBuilder();
    const a = builder.input('a', [2]);
    const b = builder.apply('greater', [a, builder.scalar(0)]);
    expect(() => builder.apply('exp', [b])).toThrow('exp in scope `` expected operands of type float');
  });

  test('a window larger than the image', () => {
    const builder = createGraphBuilder();
    const x = builder.input('x', [1, 1, 4, 4]);
    const w = builder.input('w', [1, 1, 5, 5]);
    expect(() => builder.apply('convolution', [x, w], unit)).toThrow(
      'a window no larger than the padded image',
    );
  });

  test('a pooling window that would lie on padding alone', () => {
    const builder = createGraphBuilder();
    const x = builder.input('x', [1, 1, 4, 4]);
    const attributes = {
      kernel: [2, 2],
      stride: [2, 2],
      dilation: [1, 1],
      padding: [2, 0, 0, 0],
      ceil: false,
    } as const;
    expect(() => builder.apply('maxPool', [x], attributes)).toThrow('not padding alone');
  });

  test('a constant with too few numbers', () => {
    expect(() => createGraphBuilder().constant([2, 2], [1, 2, 3])).toThrow(
      'constant in scope `` expected 4 numbers for float[2, 2], but got 3 item(s).',
    );
  });

  test('a value of another graph', () => {
    const other = createGraphBuilder().input('x', [1]);
    expect(() => createGraphBuilder().apply('exp', [other])).toThrow('uses a value of another graph');
  });

  test('two inputs or two outputs of one name', () => {
    const builder = createGraphBuilder();
    const x = builder.input('x', [1]);
    builder.output('y', x);
    expect(() => builder.input('x', [1])).toThrow('Two inputs are called x.');
    expect(() => builder.output('y', x)).toThrow('Two outputs are called y.');
  });
});

test('equal scalars share one node', () => {
  const builder = createGraphBuilder();
  expect(builder.scalar(0.5)).toBe(builder.scalar(0.5));
  expect(builder.nodes.length).toBe(1);
});

test('ceil adds a last window only if it starts before the end of the input', () => {
  const builder = createGraphBuilder();
  const shapeFor = (extent: number, kernel: number, stride: number, padding: number) => {
    const x = builder.input(`x${extent},${kernel},${stride},${padding}`, [1, 1, extent, extent]);
    return builder.apply('maxPool', [x], {
      kernel: [kernel, kernel],
      stride: [stride, stride],
      dilation: [1, 1],
      padding: [padding, padding, padding, padding],
      ceil: true,
    }).shape[2];
  };
  // The values of torch.nn.MaxPool2d(kernel, stride, padding, ceil_mode=True).
  expect(shapeFor(5, 2, 2, 0)).toBe(3);
  expect(shapeFor(4, 2, 3, 0)).toBe(2);
  expect(shapeFor(5, 2, 2, 1)).toBe(3);
  expect(shapeFor(13, 3, 2, 0)).toBe(6);
  expect(shapeFor(14, 3, 2, 0)).toBe(7);
});
