// A catalogue of small networks, for every layer kind and combination of its attributes, written as users write them.

import { findLayer, layerKinds } from '../../engine/layers/registry.ts';
import type { Attributes, AttributeValue } from '../../engine/network/attribute.ts';
import type { Network } from '../../engine/network/network.ts';
import { type RandomStream, randomStream } from '../../engine/random.ts';
import { model, networkOf } from '../language/support/compileText.ts';

/**
 * How images are drawn: `apart` gives numbers that differ from each other and from zero by 0.01 or more, so that no kink
 * and no tie is near; `wide` the same three times as far, beyond the kinks at 3 and 6.
 */
export type ImageDraw = 'normal' | 'apart' | 'wide';

/**
 * The kinds that the interpreter computes and that have a gradient, by kind. `custom` passes an operator on to a runtime
 * and has neither: test/runtime/custom.test.ts holds it to formulas, and to its refusals.
 */
export const computedKinds = new Map([...layerKinds].filter(([kind]) => kind !== 'custom'));

export interface LayerCase {
  readonly kind: string;
  readonly title: string;
  readonly network: Network;
  readonly draw: ImageDraw;
  /** Nothing of the image reaches the loss, as all is dropped. */
  readonly blind: boolean;
}

const kinked = new Set([
  'relu',
  'leaky_relu',
  'prelu',
  'shifted_relu',
  'elu',
  'selu',
  'maxpool',
  'lppool',
  'global_maxpool',
  'max',
]);
const kinkedFarOut = new Set(['relu6', 'hardswish']);

/** A model around `body`, which makes the layers under test and leaves the scores of three classes. */
export function writtenCase(kind: string, body: string, input = '4x6x5'): LayerCase {
  const network = networkOf(model(`  ${body}`, input));
  const draw = kinked.has(kind) ? 'apart' : kinkedFarOut.has(kind) ? 'wide' : 'normal';
  return { kind, title: `${input} -> ${body}`, network, draw, blind: false };
}

/** The layer on the image (`map`), or on the image's means through a dense layer (`vector`). */
function layerCase(
  kind: string,
  attributes: Attributes,
  on: 'map' | 'vector' = 'map',
  input?: string,
): LayerCase {
  const call = `${kind}(${written(kind, attributes)})`;
  const vector = on === 'vector' || ['global_avgpool', 'global_maxpool', 'flatten'].includes(kind);
  const before = kind === 'dense' || on === 'vector' ? 'flatten -> ' : '';
  const after = vector || kind === 'dense' ? '' : ' -> flatten';
  return writtenCase(kind, `${before}${call}${after} -> dense(3)`, input);
}

function written(kind: string, attributes: Attributes): string {
  return Object.entries(attributes)
    .map(([name, value]) => `${name}: ${writtenValue(value, findLayer(kind)!.attributes[name]!.type)}`)
    .join(', ');
}

function writtenValue(value: AttributeValue, type: string): string {
  if (!Array.isArray(value)) return String(value);
  return type.includes('size') && value.length === 2 ? value.join('x') : `[${value.join(', ')}]`;
}

/** Every choice of each attribute with every choice of the others. */
function product(choices: Readonly<Record<string, readonly AttributeValue[]>>): readonly Attributes[] {
  return Object.entries(choices).reduce<readonly Attributes[]>(
    (all, [name, values]) => all.flatMap((one) => values.map((value) => ({ ...one, [name]: value }))),
    [{}],
  );
}

/** Seeded combinations that the layer's own rule accepts on the input. */
function drawnCases(
  kind: string,
  count: number,
  draw: (stream: RandomStream, index: number) => Attributes,
): readonly LayerCase[] {
  const definition = findLayer(kind)!;
  const cases: LayerCase[] = [];
  for (let seed = 1; cases.length < count; seed++) {
    const attributes = draw(randomStream(seed, 'layer', kind), cases.length);
    const shape = definition.shape(definition.read(attributes).attributes, [[4, 6, 5]]);
    if ('problem' in shape) continue;
    const drawn = layerCase(kind, attributes);
    if (cases.every(({ title }) => title !== drawn.title)) cases.push(drawn);
  }
  return cases;
}

const inits = ['he', 'glorot', 'lecun', 'orthogonal', 'normal', 'uniform_fan_in', 'zeros'];

/** By turns `same`, `valid`, equal on all sides, and different on each. */
function paddingOf(stream: RandomStream, index: number, largest: number): AttributeValue {
  const side = () => stream.integer(largest + 1);
  return ['same', 'valid', [largest, largest, largest, largest], [side(), side(), side(), side()]][
    index % 4
  ]!;
}

function convolution(stream: RandomStream, index: number): Attributes {
  const extents = (least: number, most: number) => [
    least + stream.integer(most - least + 1),
    least + stream.integer(most - least + 1),
  ];
  return {
    kernel: extents(1, 4),
    stride: extents(1, 3),
    padding: paddingOf(stream, index, 2),
    dilation: index % 3 === 0 ? extents(1, 2) : [1, 1],
    bias: index % 2 === 0,
    init: inits[index % inits.length]!,
  };
}

function pooling(stream: RandomStream, index: number): Attributes {
  const kernel = [1 + stream.integer(3), 1 + stream.integer(3)];
  const least = Math.min(...kernel);
  return {
    kernel,
    // Windows that touch, overlap, or leave gaps.
    ...(index % 3 === 0 ? {} : { stride: [1 + stream.integer(3), 1 + stream.integer(3)] }),
    padding: paddingOf(stream, Math.floor(index / 2), least - 1),
    ceil: index % 2 === 1,
  };
}

const windowCases: readonly LayerCase[] = [
  ...drawnCases('conv', 48, (stream, index) => {
    const groups = [1, 2, 4][index % 3]!;
    return { channels: groups * (1 + stream.integer(2)), ...convolution(stream, index), groups };
  }),
  ...drawnCases('depthwise_conv', 24, (stream, index) => {
    return { ...convolution(stream, index), multiplier: 1 + stream.integer(3) };
  }),
  ...drawnCases('separable_conv', 24, (stream, index) => ({
    channels: 1 + stream.integer(4),
    ...convolution(stream, index),
  })),
  ...drawnCases('conv_transpose', 48, (stream, index) => {
    const groups = [1, 2, 4][index % 3]!;
    const { stride, ...others } = convolution(stream, index);
    const [rows, columns] = stride as [number, number];
    return {
      channels: groups * (1 + stream.integer(2)),
      ...others,
      stride: [rows, columns],
      groups,
      output_padding: [stream.integer(rows), stream.integer(columns)],
    };
  }),
  ...drawnCases('maxpool', 32, pooling),
  ...drawnCases('avgpool', 48, (stream, index) => ({
    ...pooling(stream, index),
    count_include_pad: Math.floor(index / 4) % 2 === 0,
  })),
  ...drawnCases('lppool', 36, (stream, index) => ({
    ...pooling(stream, index),
    p: [1, 2, 3, 1.5][Math.floor(index / 2) % 4]!,
  })),
];

/** Kinds that take maps and vectors alike. */
const anywhere: Readonly<Record<string, readonly Attributes[]>> = {
  relu: [{}],
  relu6: [{}],
  leaky_relu: product({ slope: [0.01, 0.3, -0.5] }),
  prelu: product({ slope: [0.25, -0.1], shared: [true, false] }),
  shifted_relu: product({ alpha: [0.5, -0.25] }),
  elu: product({ alpha: [1, 0.4], trainable: [true, false] }),
  selu: [{}],
  gelu: product({ approximate: ['none', 'tanh'] }),
  silu: [{}],
  hardswish: [{}],
  softplus: [{}],
  sigmoid: [{}],
  tanh: [{}],
  softmax: [{}],
  bn: product({
    momentum: [0.1, 0.7],
    epsilon: [1e-5, 0.1],
    affine: [true, false],
    zero_gamma: [true, false],
  }),
  layer_norm: product({ epsilon: [1e-5, 0.1], affine: [true, false] }),
  scale: [
    ...product({ factor: [1, -0.4], trainable: [false] }),
    ...product({ factor: [1, -0.4], trainable: [true], bias: [true, false] }),
  ],
  dropout: product({ rate: [0, 0.3, 0.5, 0.8] }),
  noise: product({ deviation: [0, 0.2, 1] }),
  identity: [{}],
};

const mapsOnly: Readonly<Record<string, readonly Attributes[]>> = {
  global_avgpool: [{}],
  global_maxpool: [{}],
  flatten: [{}],
  adaptive_avgpool: product({
    size: [
      [1, 1],
      [2, 3],
      [4, 4],
      [6, 5],
      [5, 2],
      [8, 7],
    ],
  }),
  group_norm: product({ groups: [1, 2, 4], epsilon: [1e-5, 0.1], affine: [true, false] }),
  instance_norm: product({ epsilon: [1e-5, 0.1], affine: [true, false] }),
  lrn: product({ size: [1, 2, 3, 4, 5, 6], alpha: [1e-4, 1], beta: [0.75, 0.5], k: [1, 2] }),
  spatial_dropout: product({ rate: [0, 0.3, 0.7] }),
  pad: product({
    amount: [
      [1, 1, 1, 1],
      [0, 2, 3, 1],
      [2, 0, 0, 0],
    ],
  }),
  crop: product({
    amount: [
      [1, 1, 1, 1],
      [0, 2, 3, 1],
      [2, 0, 0, 0],
    ],
  }),
  channel_pad: product({ channels: [4, 5, 8], side: ['end', 'both'] }),
  subsample: product({
    stride: [
      [1, 1],
      [2, 2],
      [3, 1],
      [1, 4],
    ],
  }),
  upsample: product({
    factor: [
      [1, 1],
      [2, 2],
      [3, 1],
      [1, 2],
    ],
  }),
  channel_shuffle: product({ groups: [1, 2, 4] }),
};

const plainCases: readonly LayerCase[] = [
  ...Object.entries(anywhere).flatMap(([kind, all]) =>
    all.flatMap((attributes) => [
      layerCase(kind, attributes),
      layerCase(kind, attributes, 'vector', '3x2x2'),
    ]),
  ),
  ...Object.entries(mapsOnly).flatMap(([kind, all]) => all.map((attributes) => layerCase(kind, attributes))),
  ...['dropout', 'spatial_dropout'].map((kind) => ({ ...layerCase(kind, { rate: 1 }), blind: true })),
  ...product({ units: [1, 5], bias: [true, false], init: inits }).map((attributes) =>
    layerCase('dense', attributes),
  ),
  // Odd channels, and windows of lrn wider than all of them.
  ...[2, 5, 8].map((size) => layerCase('lrn', { size, alpha: 1 }, 'map', '3x4x3')),
  ...[5, 8].map((channels) => layerCase('channel_pad', { channels, side: 'both' }, 'vector', '3x1x1')),
];

/** Branches that differ, so that exchanged ones are noticed. */
const branches = [
  'scale(1.2, trainable: true)',
  'scale(-0.7)',
  'tanh',
  'scale(0.4, trainable: true, bias: true)',
];
const gate = '{ global_avgpool -> dense(4) -> sigmoid }';

const mergeCases: readonly LayerCase[] = [
  ...['add', 'concat', 'mul', 'max', 'mean'].flatMap((kind) =>
    [1, 2, 3, 4].flatMap((count) => {
      const merge = `${kind} { ${branches.slice(0, count).join('; ')} }`;
      return [
        writtenCase(kind, `${merge} -> flatten -> dense(3)`),
        writtenCase(kind, `flatten -> ${merge} -> dense(3)`, '3x2x2'),
      ];
    }),
  ),
  writtenCase('mul', `mul { identity; ${gate} } -> flatten -> dense(3)`),
  writtenCase('mul', `mul { ${gate}; tanh } -> flatten -> dense(3)`),
  writtenCase('mul', `mul { ${gate}; tanh; ${gate}; sigmoid } -> flatten -> dense(3)`),
  writtenCase('concat', 'concat { conv(2, 1); identity; conv(3, 3, padding: same) } -> flatten -> dense(3)'),
  writtenCase(
    'add',
    'a = conv(4, 3, padding: same) -> tanh\n  add { identity; a; a } -> flatten -> dense(3)',
  ),
  writtenCase('mul', 'a = tanh\n  mul { a; a; identity } -> flatten -> dense(3)'),
];

const head = (name: string, weight: string, body: string) => `head ${name}${weight} { ${body} }`;

/** Auxiliary heads with and without a weight, and the ends that networks have. */
const endingCases: readonly LayerCase[] = [
  writtenCase('softmax', 'flatten -> dense(3) -> softmax'),
  writtenCase('softmax', 'softmax -> flatten -> dense(3) -> softmax'),
  writtenCase('softmax', 'conv(3, 6x5) -> softmax'),
  writtenCase('global_avgpool', 'conv(3, 3) -> tanh -> global_avgpool'),
  writtenCase('conv', 'conv(3, 6x5)'),
  // Enough channels for whole blocks of them.
  writtenCase('conv', 'conv(16, 3) -> tanh -> conv(16, 3) -> tanh -> global_avgpool -> dense(3)'),
  ...['', '(weight: 0.3)', '(weight: 1)', '(weight: 0)'].map((weight) =>
    writtenCase(
      'dense',
      `conv(4, 3) -> tanh\n  ${head('aux', weight, 'flatten -> dense(3)')}\n  global_avgpool -> dense(3)`,
    ),
  ),
  writtenCase(
    'softmax',
    `conv(4, 3) -> tanh\n  ${head('first', '(weight: 0.2)', 'global_avgpool -> dense(3) -> softmax')}\n` +
      `  bn -> tanh\n  ${head('second', '(weight: 0.7)', 'avgpool(2) -> flatten -> dense(4, bias: false) -> bn -> dense(3)')}\n` +
      '  flatten -> dense(3) -> softmax',
  ),
];

export const layerCases: readonly LayerCase[] = [
  ...windowCases,
  ...plainCases,
  ...mergeCases,
  ...endingCases,
];
