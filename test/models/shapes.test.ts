// Shapes inside the networks that ship, against the tables of their papers and the comments of their published code.

import { describe, expect, it } from 'vitest';
import type { NetworkLayer } from '../../engine/network/network.ts';
import { elementCount } from '../../engine/network/shape.ts';
import { layersOf } from './zooNetworks.ts';

type Layers = ReadonlyMap<string, NetworkLayer>;

function shapeAt(layers: Layers, path: string): string {
  const layer = layers.get(path);
  if (layer === undefined) throw new Error(`There is no layer ${path}: ${[...layers.keys()].join(' ')}`);
  return layer.outputShape?.join('x') ?? '?';
}

/** Channels of the branches that a merge joins, in order. */
function branchesAt(layers: Layers, path: string): readonly (number | undefined)[] {
  return (layers.get(path)?.inputs ?? []).map((input) => layers.get(input)?.outputShape?.[0]);
}

/** Shapes after every layer whose path ends so. */
function shapesEnding(layers: Layers, ending: RegExp): readonly string[] {
  return [...layers.keys()].filter((path) => ending.test(path)).map((path) => shapeAt(layers, path));
}

/** One shape for each run of equal ones. */
function stages(shapes: readonly string[]): readonly string[] {
  return shapes.filter((shape, index) => shape !== shapes[index - 1]);
}

function parametersAt(layers: Layers, path: string): number {
  return (layers.get(path)?.parameters ?? []).reduce((sum, { shape }) => sum + elementCount(shape), 0);
}

describe('LeNet-5', () => {
  it('has the planes and parameters of the paper where it connects as the paper does', () => {
    const layers = layersOf('LeNet-5');
    const convolutions = ['c1.conv1', 'c3.conv1', 'c5.conv1', 'f6.dense1'];
    expect(convolutions.map((path) => shapeAt(layers, path))).toEqual([
      '6x28x28',
      '16x10x10',
      '120x1x1',
      '84',
    ]);
    expect(['c1.conv1', 'c5.conv1', 'f6.dense1'].map((path) => parametersAt(layers, path))).toEqual([
      156, 48_120, 10_164,
    ]);
  });
});

describe('AlexNet of 2012', () => {
  it('has the 186,624-64,896-64,896-43,264-4096-4096-1000 neurons of the paper after its first layer', () => {
    const layers = layersOf('AlexNet (2012, grouped)');
    const weighted = [...layers.values()].filter(({ kind }) => kind === 'conv' || kind === 'dense');
    expect(weighted.map(({ outputShape }) => elementCount(outputShape ?? [])).slice(1)).toEqual([
      186_624, 64_896, 64_896, 43_264, 4096, 4096, 1000,
    ]);
    expect(shapeAt(layers, 'c1.conv1')).toBe('96x55x55');
  });
});

describe('network in network', () => {
  it('halves 32 pixels twice and averages one map for each class', () => {
    const layers = layersOf('NiN (CIFAR-10)');
    expect(['m1.maxpool1', 'm2.avgpool1', 'm3.conv3'].map((path) => shapeAt(layers, path))).toEqual([
      '96x16x16',
      '192x8x8',
      '10x8x8',
    ]);
  });
});

/** Table 1 of "Going deeper with convolutions": output, #1x1, #3x3, #5x5, pool projection. */
const googLeNet = [
  ['i3a', '256x28x28', [64, 128, 32, 32]],
  ['i3b', '480x28x28', [128, 192, 96, 64]],
  ['i4a', '512x14x14', [192, 208, 48, 64]],
  ['i4b', '512x14x14', [160, 224, 64, 64]],
  ['i4c', '512x14x14', [128, 256, 64, 64]],
  ['i4d', '528x14x14', [112, 288, 64, 64]],
  ['i4e', '832x14x14', [256, 320, 128, 128]],
  ['i5a', '832x7x7', [256, 320, 128, 128]],
  ['i5b', '1024x7x7', [384, 384, 128, 128]],
] as const;

describe.each(['GoogLeNet', 'GoogLeNet (torchvision)'])('%s', (name) => {
  const layers = layersOf(name);

  it.each(googLeNet)('has the output and the branches of %s', (module, output, branches) => {
    expect(shapeAt(layers, `${module}.concat1`)).toBe(output);
    expect(branchesAt(layers, `${module}.concat1`)).toEqual(branches);
  });

  it('pools to 56, 28, 14 and 7 pixels', () => {
    expect(['c1.maxpool1', 'c2.maxpool1', 'p3', 'p4'].map((path) => shapeAt(layers, path))).toEqual([
      '64x56x56',
      '192x28x28',
      '480x14x14',
      '832x7x7',
    ]);
  });

  it('pools to 4x4 in its heads, behind the modules 4a and 4d', () => {
    const pools = [...layers.values()].filter(
      ({ head, kind }) => head !== undefined && kind.endsWith('avgpool'),
    );
    expect(pools.map(({ head, outputShape, inputs }) => [head, outputShape, inputs])).toEqual([
      ['aux1', [512, 4, 4], ['i4a.concat1']],
      ['aux2', [528, 4, 4], ['i4d.concat1']],
    ]);
  });
});

describe('BN-Inception', () => {
  it.each([
    ['i3a', '256x28x28', [64, 64, 96, 32]],
    ['i3b', '320x28x28', [64, 96, 96, 64]],
    ['i3c', '576x14x14', [160, 96, 320]],
    ['i4a', '576x14x14', [224, 96, 128, 128]],
    ['i4b', '576x14x14', [192, 128, 128, 128]],
    ['i4c', '608x14x14', [160, 160, 160, 128]],
    ['i4d', '608x14x14', [96, 192, 192, 128]],
    ['i4e', '1056x7x7', [192, 256, 608]],
    ['i5a', '1024x7x7', [352, 320, 224, 128]],
    ['i5b', '1024x7x7', [352, 320, 224, 128]],
  ])('has the output and the branches of %s', (module, output, branches) => {
    const layers = layersOf('BN-Inception');
    expect(shapeAt(layers, `${module}.concat1`)).toBe(output);
    expect(branchesAt(layers, `${module}.concat1`)).toEqual(branches);
  });
});

describe('Inception-v3', () => {
  const layers = layersOf('Inception-v3');

  it('has the stem that torchvision notes', () => {
    const stem = [
      'conv1.conv1',
      'conv2.conv1',
      'conv3.conv1',
      'maxpool1',
      'conv4.conv1',
      'conv5.conv1',
      'maxpool2',
    ];
    expect(stem.map((path) => shapeAt(layers, path))).toEqual([
      '32x149x149',
      '32x147x147',
      '64x147x147',
      '64x73x73',
      '80x73x73',
      '192x71x71',
      '192x35x35',
    ]);
  });

  it('has the eleven modules that torchvision notes', () => {
    const modules = /^[^.]*\.?(?:inception|reduction)[ABC]\d\.concat\d$/;
    const joined = [...layers.keys()].filter((path) => modules.test(path) && !inner(layers, path));
    expect(joined.map((path) => shapeAt(layers, path))).toEqual([
      '256x35x35',
      '288x35x35',
      '288x35x35',
      '768x17x17',
      ...Array<string>(4).fill('768x17x17'),
      '1280x8x8',
      '2048x8x8',
      '2048x8x8',
    ]);
  });

  it('has an auxiliary head that pools 17x17 to 5x5', () => {
    const aux = [...layers.values()].filter(({ head }) => head === 'aux');
    expect(
      aux.filter(({ kind }) => kind !== 'bn' && kind !== 'relu').map(({ outputShape }) => outputShape),
    ).toEqual([[768, 5, 5], [128, 5, 5], [768, 1, 1], [768], [1000]]);
  });
});

/** Whether a merge is a branch of another one. */
function inner(layers: Layers, path: string): boolean {
  return [...layers.values()].some(({ kind, inputs }) => kind === 'concat' && inputs.includes(path));
}

describe('Inception-ResNet-v2', () => {
  it('has 40 residual blocks at 35, 17 and 8 pixels', () => {
    const layers = layersOf('Inception-ResNet-v2');
    const sums = shapesEnding(layers, /\.add1$/);
    expect(sums).toEqual([
      ...Array<string>(10).fill('320x35x35'),
      ...Array<string>(20).fill('1088x17x17'),
      ...Array<string>(10).fill('2080x8x8'),
    ]);
    expect(branchesAt(layers, 'mixed5b')).toEqual([96, 64, 96, 64]);
    expect(branchesAt(layers, 'mixed6a')).toEqual([384, 384, 320]);
    expect(branchesAt(layers, 'mixed7a')).toEqual([384, 288, 320, 1088]);
  });

  it('scales residuals by 0.17, 0.1 and 0.2, and the last one not', () => {
    const factors = [...layersOf('Inception-ResNet-v2').values()]
      .filter(({ kind }) => kind === 'scale')
      .map(({ attributes }) => attributes['factor']);
    expect(factors).toEqual([
      ...Array<number>(10).fill(0.17),
      ...Array<number>(20).fill(0.1),
      ...Array<number>(9).fill(0.2),
      1,
    ]);
  });
});

describe('residual networks', () => {
  /** Table 1 of "Deep residual learning for image recognition". */
  it.each([
    ['ResNet-18', [2, 2, 2, 2], 1],
    ['ResNet-34', [3, 4, 6, 3], 1],
    ['ResNet-50', [3, 4, 6, 3], 4],
    ['ResNet-101', [3, 4, 23, 3], 4],
    ['ResNet-152', [3, 8, 36, 3], 4],
  ])('%s has the units of its table', (name, depths, expansion) => {
    const layers = layersOf(name);
    expect(shapeAt(layers, 'stem.convBN1.conv1')).toBe('64x112x112');
    const units = [56, 28, 14, 7].map((pixels, stage) => {
      const shape = `${64 * expansion * 2 ** stage}x${pixels}x${pixels}`;
      return Array<string>(depths[stage]!).fill(shape);
    });
    expect(shapesEnding(layers, /\.add1$/)).toEqual(units.flat());
  });

  it('have their stride in the 3x3 convolution of a bottleneck', () => {
    const strided = [...layersOf('ResNet-50').values()]
      .filter(({ kind, attributes }) => kind === 'conv' && String(attributes['stride']) === '2,2')
      .map(({ attributes }) => String(attributes['kernel']));
    expect(strided).toEqual(['7,7', '3,3', '1,1', '3,3', '1,1', '3,3', '1,1']);
  });

  it.each([
    ['ResNet-20 (CIFAR-10)', 3],
    ['ResNet-110 (CIFAR-10)', 18],
    ['ResNet-56 (CIFAR-10, option B)', 9],
  ])('%s has n units of 16, 32 and 64 channels', (name, n) => {
    expect(shapesEnding(layersOf(name), /\.add1$/)).toEqual([
      ...Array<string>(n).fill('16x32x32'),
      ...Array<string>(n).fill('32x16x16'),
      ...Array<string>(n).fill('64x8x8'),
    ]);
  });

  it('without shortcuts have the same convolutions and no sum', () => {
    const convolutions = (name: string) =>
      [...layersOf(name).values()]
        .filter(({ kind }) => kind === 'conv')
        .map(({ attributes, outputShape }) => ({ attributes, outputShape }));
    expect(convolutions('Plain-56 (CIFAR-10)')).toEqual(convolutions('ResNet-56 (CIFAR-10)'));
    expect([...layersOf('Plain-56 (CIFAR-10)').values()].some(({ kind }) => kind === 'add')).toBe(false);
  });
});

describe('densely connected networks', () => {
  /** Table 1 of "Densely connected convolutional networks"; channels from growth and compression. */
  it.each([
    ['DenseNet-121', [256, 512, 1024, 1024]],
    ['DenseNet-169', [256, 512, 1280, 1664]],
    ['DenseNet-201', [256, 512, 1792, 1920]],
    ['DenseNet-161', [384, 768, 2112, 2208]],
  ])('%s ends its blocks with the channels of the published weights', (name, channels) => {
    const layers = layersOf(name);
    const last = [1, 2, 3, 4].map((stage) => {
      return shapesEnding(layers, new RegExp(`^stage${stage}\\.denseLayer\\d+\\.concat1$`)).at(-1);
    });
    expect(last).toEqual(channels.map((count, stage) => `${count}x${56 / 2 ** stage}x${56 / 2 ** stage}`));
    expect(stages(shapesEnding(layers, /transition1\.avgpool1$/))).toEqual(
      channels.slice(0, 3).map((count, stage) => `${count / 2}x${28 / 2 ** stage}x${28 / 2 ** stage}`),
    );
  });

  it.each([
    ['DenseNet-40 (CIFAR-10, k = 12)', 12, ['160x32x32', '304x16x16', '448x8x8']],
    ['DenseNet-BC-100 (CIFAR-10, k = 12)', 16, ['216x32x32', '300x16x16', '342x8x8']],
  ])('%s has three blocks', (name, depth, ends) => {
    const layers = layersOf(name);
    const blocks = [1, 2, 3].map((stage) =>
      shapesEnding(layers, new RegExp(`^stage${stage}\\.denseLayer\\d+\\.concat1$`)),
    );
    expect(blocks.map(({ length }) => length)).toEqual([depth, depth, depth]);
    expect(blocks.map((block) => block.at(-1))).toEqual(ends);
  });
});
