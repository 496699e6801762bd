// Every network that ships has exactly the parameters and multiply-adds of its paper or of its published weights.

import { describe, expect, it } from 'vitest';
import { networkNamed, networks } from './zooNetworks.ts';

type Row = readonly [name: string, parameters: number, macs: number, statistics?: number];

/**
 * Learnt numbers, multiply-adds of convolution and dense layers without biases, and the running statistics of `bn`.
 * ImageNet: torchvision 0.29 (AlexNet, GoogLeNet with bn, Inception-v3, ResNet, DenseNet), timm 1.0.29
 * (Inception-ResNet-v2) and pretrained-models.pytorch (BN-Inception), counted on the meta device by PyTorch. The others:
 * computed from the papers' tables; their rounded counts agree (LeNet-5 60 k, AlexNet 60 M, ResNet-20 0.27 M,
 * ResNet-1202 19.4 M, DenseNet-BC-190 25.6 M).
 */
const expected: readonly Row[] = [
  ['LeNet-5', 61_706, 416_520, 0],
  ['AlexNet', 61_100_840, 714_188_480, 0],
  ['AlexNet (2012, grouped)', 60_965_224, 724_406_816, 0],
  ['NiN (CIFAR-10)', 966_986, 222_486_528, 0],
  ['GoogLeNet', 6_998_552, 1_582_671_872, 0],
  ['GoogLeNet (torchvision)', 6_624_904, 1_498_376_192, 15_072],
  ['BN-Inception', 11_295_240, 2_032_600_064, 20_032],
  ['Inception-v3', 23_834_568, 5_713_216_096, 36_224],
  ['Inception-ResNet-v2', 55_843_464, 13_155_794_016, 60_544],
  ['ResNet-18', 11_689_512, 1_814_073_344, 9_600],
  ['ResNet-34', 21_797_672, 3_663_761_408, 17_024],
  ['ResNet-50', 25_557_032, 4_089_184_256, 53_120],
  ['ResNet-101', 44_549_160, 7_801_405_440, 105_344],
  ['ResNet-152', 60_192_808, 11_513_626_624, 151_424],
  ['ResNet-20 (CIFAR-10)', 269_722, 40_551_040],
  ['ResNet-32 (CIFAR-10)', 464_154, 68_862_592],
  ['ResNet-44 (CIFAR-10)', 658_586, 97_174_144],
  ['ResNet-56 (CIFAR-10)', 853_018, 125_485_696],
  ['ResNet-110 (CIFAR-10)', 1_727_962, 252_887_680],
  ['ResNet-1202 (CIFAR-10)', 19_421_274, 2_829_238_912],
  ['ResNet-20 (CIFAR-10, option B)', 272_474, 40_813_184],
  ['ResNet-56 (CIFAR-10, option B)', 855_770, 125_747_840],
  ['ResNet-110 (CIFAR-10, option B)', 1_730_714, 253_149_824],
  ['Plain-20 (CIFAR-10)', 269_722, 40_551_040],
  ['Plain-56 (CIFAR-10)', 853_018, 125_485_696],
  ['DenseNet-121', 7_978_856, 2_834_161_664, 83_648],
  ['DenseNet-169', 14_149_480, 3_359_843_328, 158_400],
  ['DenseNet-201', 20_013_928, 4_291_365_888, 229_056],
  ['DenseNet-161', 28_681_000, 7_727_907_072, 219_936],
  ['DenseNet-40 (CIFAR-10, k = 12)', 1_019_722, 264_812_928],
  ['DenseNet-100 (CIFAR-10, k = 12)', 6_979_642, 1_769_516_448],
  ['DenseNet-BC-100 (CIFAR-10, k = 12)', 769_162, 287_929_692],
  ['DenseNet-BC-190 (CIFAR-10, k = 40)', 25_624_430, 9_301_945_740],
  // 27·32, 2·9·32², 9·64·(32+64)+32·64, 9·128·(64+128)+64·128, 2·3·(32+64+128) of bn, 128·10+10.
  ['Compact ResNet (CIFAR-10)', 308_650, 12_944_640, 2 * 3 * 224],
  // 8·9+8, 8·8·9+8, 16·8·9+16, … +32·10+10; an alpha for each of six trained activations.
  ['Activation study (relu)', 18_370, 1_863_104, 0],
  ['Activation study (leaky_relu)', 18_370, 1_863_104, 0],
  ['Activation study (shifted_relu)', 18_370, 1_863_104, 0],
  ['Activation study (softplus)', 18_370, 1_863_104, 0],
  ['Activation study (elu)', 18_370, 1_863_104, 0],
  ['Activation study (trained elu)', 18_376, 1_863_104, 0],
];

describe('figures', () => {
  it('stand here for every network of the list', () => {
    expect(networks.map(({ name }) => name)).toEqual(expected.map(([name]) => name));
  });

  it.each(expected.map((row) => [row[0], row] as const))('of %s are exact', (name, row) => {
    const [, parameters, macs, statistics] = row;
    const { figures } = networkNamed(name);
    expect(figures.parameters.inference).toBe(parameters);
    expect(figures.macs.inference).toBe(macs);
    if (statistics !== undefined) expect(figures.parameters.statistics).toBe(statistics);
  });

  it.each([
    ['GoogLeNet', 13_378_280, 1_591_044_096],
    ['GoogLeNet (torchvision)', 13_004_888, 1_506_748_416],
    // Its head: 768 to 128 channels at 5x5, 5x5 down to 768 at one place, 768 to 1000.
    ['Inception-v3', 27_161_264, 5_713_216_096 + 25 * 768 * 128 + 25 * 128 * 768 + 768 * 1000],
  ])('of %s count its heads in training', (name, parameters, macs) => {
    const { figures } = networkNamed(name);
    expect(figures.parameters.total).toBe(parameters);
    expect(figures.macs.total).toBe(macs);
  });

  it('have heads in no other network', () => {
    const withHeads = networks.filter(
      ({ figures }) => figures.parameters.total > figures.parameters.inference,
    );
    expect(withHeads.map(({ name }) => name)).toEqual([
      'GoogLeNet',
      'GoogLeNet (torchvision)',
      'Inception-v3',
    ]);
  });
});

describe('depth', () => {
  const named = networks.flatMap(({ name, figures }) => {
    const layers = /^(?:ResNet|Plain|DenseNet(?:-BC)?)-(\d+)/.exec(name)?.[1];
    return layers === undefined ? [] : [[name, Number(layers), figures.depth] as const];
  });

  it('stands in the names of 24 networks', () => {
    expect(named).toHaveLength(24);
  });

  it.each(named)('of %s is %i weighted layers', (_name, layers, depth) => {
    expect(depth).toBe(layers);
  });

  it.each([
    ['LeNet-5', 5],
    ['AlexNet', 8],
    ['AlexNet (2012, grouped)', 8],
    ['NiN (CIFAR-10)', 9],
    ['GoogLeNet', 22],
  ])('of %s is that of its paper', (name, depth) => {
    expect(networkNamed(name).figures.depth).toBe(depth);
  });
});
