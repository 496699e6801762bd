// What is said when a network and its data do not fit.
import { describe, expect, test } from 'vitest';
import { checkFits } from '../../../engine/datasets/checkFits.ts';
import type { Dataset } from '../../../engine/datasets/dataset.ts';
import type { Network, NetworkLayer } from '../../../engine/network/network.ts';
import type { Shape } from '../../../engine/network/shape.ts';
import { countedImages } from './countedImages.ts';

function layer(path: string, outputShape: Shape, line: number): NetworkLayer {
  const origin = { file: 'model.cnn', start: 0, end: 0, line, character: 0 };
  const rest = { attributes: {}, inputs: [], parameters: [], group: undefined, head: undefined };
  return { path, kind: path === 'input' ? 'input' : 'dense', outputShape, origin, ...rest };
}

function network(input: Shape, output: Shape, head?: Shape): Network {
  const layers = [layer('input', input, 3), layer('fc', output, 8)];
  if (head !== undefined) layers.push(layer('aux.fc', head, 6));
  const heads = head === undefined ? [] : [{ name: 'aux', weight: 0.3, output: 'aux.fc' }];
  return { name: 'M', arguments: {}, layers, groups: [], heads, output: 'fc' };
}

const mnist: Dataset = { ...countedImages(5, [1, 28, 28]), description: 'mnist("data")' };

function checkMessage(given: Network, message: string, dataset = mnist): void {
  expect(checkFits(dataset, given)?.message).toBe(message);
}

describe('checkFits', () => {
  test('has nothing to say when shape and classes agree', () => {
    expect(checkFits(mnist, network([1, 28, 28], [10], [10]))).toBeUndefined();
    expect(checkFits(mnist, network([1, 28, 28], [10, 1, 1]))).toBeUndefined();
  });

  test('suggests the padding that makes the images fit', () => {
    const error = checkFits(mnist, network([1, 32, 32], [10]));
    expect(error).toMatchObject({
      name: 'UserError',
      code: 'data.shape-mismatch',
      file: 'model.cnn',
      line: 3,
    });
    expect(error?.message).toBe(
      'The network reads 1x32x32 images, but mnist("data") gives 1x28x28. Add `transform pad(2)` to the ' +
        'recipe, or ' +
        'write `input 1x28x28`.',
    );
    expect(checkFits(mnist, network([1, 32, 30], [10]))?.message).toContain('`transform pad(2x1)`');
    expect(checkFits(mnist, network([1, 31, 28], [10]))?.message).toContain('`transform pad([1, 0, 2, 0])`');
  });

  test('suggests no padding where none helps', () => {
    checkMessage(
      network([3, 32, 32], [10]),
      'The network reads 3x32x32 images, but mnist("data") gives 1x28x28. Write `input 1x28x28` in the ' +
        'model, or take ' +
        'other images.',
    );
    expect(checkFits(mnist, network([1, 27, 32], [10]))?.message).not.toContain('pad');
  });

  test('refuses an output of another width than the number of classes', () => {
    const error = checkFits(mnist, network([1, 28, 28], [1000]));
    expect(error).toMatchObject({ code: 'data.class-mismatch', file: 'model.cnn', line: 8 });
    checkMessage(
      network([1, 28, 28], [1000]),
      'The network\'s output has 1000 values (1000), but mnist("data") has 10 classes. Let its last layer ' +
        'give 10, such ' +
        'as `dense(10)`.',
    );
  });

  test('looks at auxiliary heads too', () => {
    const error = checkFits(mnist, network([1, 28, 28], [10], [7]));
    expect(error).toMatchObject({ code: 'data.class-mismatch', line: 6 });
    expect(error?.message).toContain('The head aux has 7 values (7), but mnist("data") has 10 classes.');
  });
});
