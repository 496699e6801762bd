// Random networks from a seed: every trainable layer kind with random attributes, branches, merges and heads.

import { findLayer, layerKinds } from '../../engine/layers/registry.ts';
import type { Attributes } from '../../engine/network/attribute.ts';
import type { Network } from '../../engine/network/network.ts';
import type { Shape } from '../../engine/network/shape.ts';
import { type RandomStream, randomStream } from '../../engine/random.ts';
import { buildNetwork, type LayerSketch } from '../engine/training/buildNetwork.ts';

/** Every kind that can be trained; those that act by chance stand still here. */
export const comparedKinds = [...layerKinds.keys()].filter((kind) => kind !== 'custom');

export function randomNetwork(seed: number): Network {
  const stream = randomStream(seed, 'network');
  const input = [1 + stream.integer(4), 7 + stream.integer(6), 7 + stream.integer(6)];
  const sketching = new Sketching(stream, input);
  for (let block = 0; block < 5; block++) sketching.addBlock();
  return sketching.finish();
}

/** What a block's layers may be; each draws its attributes. */
type Draw = (stream: RandomStream, shape: Shape) => Attributes;

const mapKinds: Readonly<Record<string, Draw>> = {
  conv: (stream, shape) => drawConvolution(stream, shape, true),
  depthwise_conv: (stream, shape) => {
    const { channels: _, groups: __, ...window } = drawConvolution(stream, shape, false);
    return { ...window, multiplier: 1 + stream.integer(2) };
  },
  separable_conv: (stream, shape) => {
    const { groups: _, ...convolution } = drawConvolution(stream, shape, false);
    return convolution;
  },
  conv_transpose: (stream, shape) => ({
    ...drawConvolution(stream, shape, true),
    stride: [1 + stream.integer(2), 1],
    padding: [0, stream.integer(2), stream.integer(2), 0],
  }),
  maxpool: drawPooling,
  avgpool: (stream) => ({ ...drawPooling(stream), count_include_pad: stream.integer(2) === 0 }),
  adaptive_avgpool: (stream) => ({ size: [2 + stream.integer(4), 2 + stream.integer(4)] }),
  instance_norm: () => ({}),
  lrn: (stream) => ({ size: 1 + stream.integer(5), alpha: stream.next(), k: 1 + stream.next() }),
  pad: (stream) => ({ amount: [stream.integer(2), 1, stream.integer(3), 0] }),
  crop: (stream) => ({ amount: [stream.integer(2), 0, 1, stream.integer(2)] }),
  subsample: (stream) => ({ stride: [1 + stream.integer(2), 1 + stream.integer(2)] }),
  upsample: (stream) => ({ factor: [1 + stream.integer(2), 1 + stream.integer(2)] }),
  channel_shuffle: (stream, shape) => ({ groups: divisor(stream, shape[0]!) }),
  spatial_dropout: () => ({ rate: 0.3 }),
};

const anyKinds: Readonly<Record<string, Draw>> = {
  relu: () => ({}),
  relu6: () => ({}),
  leaky_relu: (stream) => ({ slope: stream.next() / 2 }),
  prelu: (stream) => ({ shared: stream.integer(2) === 0 }),
  shifted_relu: (stream) => ({ alpha: stream.next() }),
  elu: (stream) => ({ alpha: 0.5 + stream.next(), trainable: stream.integer(2) === 0 }),
  selu: () => ({}),
  gelu: (stream) => ({ approximate: stream.integer(2) === 0 ? 'none' : 'tanh' }),
  silu: () => ({}),
  hardswish: () => ({}),
  softplus: () => ({}),
  sigmoid: () => ({}),
  tanh: () => ({}),
  softmax: () => ({}),
  bn: (stream) => ({ momentum: stream.next(), affine: stream.integer(4) > 0 }),
  layer_norm: (stream) => ({ affine: stream.integer(4) > 0 }),
  group_norm: (stream, shape) => ({ groups: divisor(stream, shape[0]!), epsilon: 1e-3 }),
  scale: (stream) => ({ factor: 0.5, trainable: true, bias: stream.integer(2) === 0 }),
  dropout: () => ({}),
  noise: () => ({ deviation: 0.1 }),
  identity: () => ({}),
  channel_pad: (stream, shape) => ({
    channels: shape[0]! + stream.integer(3),
    side: stream.integer(2) === 0 ? 'end' : 'both',
  }),
};

const merges = ['add', 'concat', 'mul', 'max', 'mean'];
const mergeable = ['sigmoid', 'tanh', 'silu', 'scale', 'bn', 'leaky_relu', 'softplus'];

class Sketching {
  private readonly sketches: LayerSketch[] = [];
  private last = 'input';

  constructor(
    private readonly stream: RandomStream,
    private readonly input: Shape,
  ) {}

  /** Two layers, then sometimes a merge of two branches. */
  addBlock(): void {
    this.addRandom(mapKinds);
    this.addRandom(anyKinds);
    const choice = this.stream.integer(6);
    if (choice < 4) this.addMerge();
    else if (choice === 4) this.addSqueeze();
    else this.addLpPool();
  }

  /** Ends in one of the ways in which networks end, with a head beside it. */
  finish(): Network {
    const classes = 3 + this.stream.integer(4);
    const trunk = this.last;
    this.sketches.push(
      { path: 'aux.pool', kind: 'global_maxpool', inputs: [trunk], head: 'aux' },
      { path: 'aux.dense', kind: 'dense', attributes: { units: classes }, head: 'aux' },
      { path: 'aux.softmax', kind: 'softmax', head: 'aux' },
    );
    this.add(this.stream.integer(2) === 0 ? 'global_avgpool' : 'flatten', {}, [trunk]);
    this.add('dense', { units: 5 + this.stream.integer(5), bias: false });
    this.addRandom(anyKinds);
    this.add('dense', { units: classes });
    return buildNetwork(this.input, this.sketches, [{ name: 'aux', weight: 0.3, output: 'aux.softmax' }]);
  }

  private addMerge(): void {
    const from = this.last;
    const branches = Array.from({ length: 2 + this.stream.integer(2) }, () => {
      const kind = pick(this.stream, mergeable);
      return this.add(kind, anyKinds[kind]!(this.stream, this.shapeOf(from)), [from]);
    });
    this.add(pick(this.stream, merges), {}, branches);
  }

  /** A gate for each channel, from the channel's mean. */
  private addSqueeze(): void {
    const from = this.last;
    this.add('global_avgpool', {});
    this.add('dense', { units: this.shapeOf(from)[0]! });
    const gate = this.add('sigmoid', {});
    this.add('mul', {}, [from, gate]);
  }

  /** Softplus first: where a whole window is zero, the norm has no gradient in PyTorch. */
  private addLpPool(): void {
    this.add('softplus', {});
    this.add('lppool', { ...drawPooling(this.stream), padding: 'valid', p: 1 + this.stream.integer(3) });
  }

  /** A kind and attributes that suit the map at hand; others are drawn again. */
  private addRandom(kinds: Readonly<Record<string, Draw>>): void {
    const shape = this.shapeOf(this.last);
    for (;;) {
      const kind = pick(this.stream, Object.keys(kinds));
      const attributes = kinds[kind]!(this.stream, shape);
      const definition = findLayer(kind)!;
      const read = definition.read(attributes).attributes;
      const result = definition.shape(read, [shape]);
      if ('problem' in result || !isWorkable(result.shape)) continue;
      this.add(kind, attributes);
      return;
    }
  }

  private add(kind: string, attributes: Attributes, inputs: readonly string[] = [this.last]): string {
    this.last = `layer${this.sketches.length + 1}`;
    this.sketches.push({ path: this.last, kind, attributes, inputs });
    return this.last;
  }

  private shapeOf(path: string): Shape {
    const { layers } = buildNetwork(this.input, this.sketches);
    return layers.find((layer) => layer.path === path)!.outputShape!;
  }
}

/** Large enough for every normalisation, small enough for the interpreter. */
function isWorkable([channels = 1, ...extents]: Shape): boolean {
  return channels <= 24 && extents.every((extent) => extent >= 3 && extent <= 20);
}

function drawConvolution(stream: RandomStream, shape: Shape, grouped: boolean): Attributes {
  const groups = grouped ? divisor(stream, shape[0]!) : 1;
  return {
    channels: groups * (1 + stream.integer(Math.max(1, Math.floor(8 / groups)))),
    kernel: [1 + stream.integer(4), 1 + stream.integer(4)],
    stride: [1 + stream.integer(2), 1 + stream.integer(2)],
    dilation: [1 + stream.integer(2), 1 + stream.integer(2)],
    padding: drawPadding(stream),
    groups,
    bias: stream.integer(2) === 0,
  };
}

function drawPooling(stream: RandomStream): Attributes {
  return {
    kernel: [2 + stream.integer(2), 2 + stream.integer(2)],
    stride: [1 + stream.integer(3), 1 + stream.integer(2)],
    padding: stream.integer(3) === 0 ? [1, 0, 0, 1] : pick(stream, ['same', 'valid', 1]),
    ceil: stream.integer(2) === 0,
  };
}

function drawPadding(stream: RandomStream): Attributes[string] {
  return stream.integer(3) === 0 ? [2, 0, 1, 3] : pick(stream, ['same', 'valid', 1]);
}

function divisor(stream: RandomStream, count: number): number {
  const divisors = Array.from({ length: count }, (_, index) => index + 1).filter((n) => count % n === 0);
  return pick(stream, divisors);
}

function pick<T>(stream: RandomStream, choices: readonly T[]): T {
  return choices[stream.integer(choices.length)]!;
}
