// Habits from PyTorch and Keras: each is recognised, told in one sentence, and mended by its fix.

import { describe, expect, it } from 'vitest';
import { findLayer } from '../../engine/layers/registry.ts';
import { foreignName } from '../../extension/language/validation/foreignNames.ts';
import { afterFix, checkDiagnostics } from './support/checkDiagnostics.ts';
import { model } from './support/compileText.ts';

const PYTORCH =
  'Linear:dense Conv1d:conv Conv2d:conv ConvTranspose2d:conv_transpose BatchNorm1d:bn BatchNorm2d:bn SyncBatchNorm:bn ' +
  'LayerNorm:layer_norm GroupNorm:group_norm InstanceNorm2d:instance_norm LocalResponseNorm:lrn MaxPool2d:maxpool ' +
  'AvgPool2d:avgpool LPPool2d:lppool AdaptiveAvgPool2d:adaptive_avgpool AdaptiveMaxPool2d:global_maxpool ' +
  'Dropout2d:spatial_dropout ZeroPad2d:pad LogSoftmax:softmax CELU:elu Hardsilu:hardswish ChannelShuffle:channel_shuffle';
const KERAS =
  'Conv2D:conv Conv2DTranspose:conv_transpose DepthwiseConv2D:depthwise_conv SeparableConv2D:separable_conv ' +
  'BatchNormalization:bn LayerNormalization:layer_norm MaxPooling2D:maxpool AveragePooling2D:avgpool ' +
  'GlobalAveragePooling2D:global_avgpool GlobalMaxPooling2D:global_maxpool SpatialDropout2D:spatial_dropout ' +
  'ZeroPadding2D:pad Cropping2D:crop UpSampling2D:upsample GaussianNoise:noise Concatenate:concat Multiply:mul ' +
  'Maximum:max Average:mean Rescaling:scale swish:silu';
/** These the nearest word finds. */
const SPELT_OTHERWISE =
  'ReLU:relu ReLU6:relu6 LeakyReLU:leaky_relu PReLU:prelu ELU:elu SELU:selu GELU:gelu SiLU:silu Hardswish:hardswish ' +
  'Softplus:softplus Sigmoid:sigmoid Tanh:tanh Softmax:softmax Dropout:dropout Flatten:flatten Identity:identity ' +
  'Upsample:upsample Dense:dense Add:add';

const pairs = (names: string) => names.split(' ').map((pair) => pair.split(':') as [string, string]);

describe('names of PyTorch and Keras', () => {
  it.each([...pairs(PYTORCH), ...pairs(KERAS)])('%s means %s', (name, kind) => {
    expect(foreignName(name)?.kind).toBe(kind);
    expect(findLayer(kind)).toBeDefined();
  });

  it.each(pairs(SPELT_OTHERWISE))('%s is changed to %s', (name, kind) => {
    const [problem] = checkDiagnostics(model(`⟦${name}⟧`), [['unknown-layer']]);
    expect(problem?.fixes[0]?.title).toBe(`Change to \`${kind}\``);
  });

  it.each([
    [
      '⟦Linear⟧(120)',
      'There is no layer or block `Linear`. Did you mean `dense`? It takes its units alone, as in `dense(120)`: what ' +
        'goes in is known.',
      'dense(120)',
    ],
    [
      '⟦Conv2d⟧(6, 5)',
      'There is no layer or block `Conv2d`. Did you mean `conv`? It takes the channels that come out, then the kernel, ' +
        'as in `conv(6, 5)`.',
      'conv(6, 5)',
    ],
    [
      '⟦BatchNorm2d⟧',
      'There is no layer or block `BatchNorm2d`. Did you mean `bn`? It takes its channels from the layer before.',
      'bn',
    ],
    ['⟦MaxPool2d⟧(2)', 'There is no layer or block `MaxPool2d`. Did you mean `maxpool`?', 'maxpool(2)'],
  ])('tells in %s how the arguments differ', (statement, message, mended) => {
    const text = model(statement);
    const [problem] = checkDiagnostics(text, [['unknown-layer']]);
    expect(problem?.message).toBe(message);
    expect(afterFix(text, problem!)).toContain(`\n${mended}\n`);
  });

  it('takes the module away from the name', () => {
    for (const prefix of ['nn.', 'torch.nn.', 'tf.keras.layers.']) {
      const text = model(` ⟦${prefix}⟧relu() -> conv(8, 3)`);
      const [problem] = checkDiagnostics(text, [
        ['syntax', `Layers have no prefix such as \`${prefix}\` here`],
      ]);
      expect(afterFix(text, problem!)).toContain('\n relu() -> conv(8, 3)\n');
    }
  });

  it('knows their merges, attributes and ways to pass a layer', () => {
    checkDiagnostics(
      `block Unit(act) { act }\n${model('⟦Concatenate⟧ { relu; tanh }\n conv(8, ⟦kernel_size⟧: 3)\n Unit(⟦Swish⟧)')}`,
      [
        ['unknown-merge', 'Did you mean `concat`?'],
        ['unknown-attribute', '`conv` has no attribute `kernel_size`. Did you mean `kernel`?'],
        ['unknown-name', 'Did you mean `silu`?'],
      ],
    );
  });
});

describe('what goes into a layer, written as in PyTorch', () => {
  const change = 'In `conv` only what comes out is written, for what goes in is known: write `conv(6, 5)`.';

  it('is told in a convolution that could be meant as it stands', () => {
    const text = model('conv(⟦1⟧, 6, 5) -> relu', '1x32x32');
    const [problem] = checkDiagnostics(text, [['input-channels-given']]);
    expect(problem?.message).toBe(
      `This makes 1 channel with a kernel of 6x6, and takes every 5th row and column. ${change}`,
    );
    expect(problem?.severity).toBe('warning');
    const mended = afterFix(text, problem!);
    expect(mended).toContain('\nconv(6, 5) -> relu\n');
    checkDiagnostics(mended, []);
  });

  it('can be silenced, and is not seen where it is not meant', () => {
    checkDiagnostics(model('conv(1, 6, 5) -> relu // allow: input-channels-given', '1x32x32'), []);
    for (const call of ['conv(3, 3, 2)', 'conv(3, 4, 4)', 'conv(3, 7, 2)', 'conv(8, 6, 5)', 'conv(3, 1, 1)'])
      checkDiagnostics(model(`${call} -> relu`), []);
  });

  it('explains a kernel that does not fit', () => {
    const text = model('conv(3, ⟦64⟧, 3)');
    const [problem] = checkDiagnostics(text, [
      [
        'kernel-larger-than-input',
        'The 64x64 kernel of `conv` does not fit its input of 32x32',
        'write `conv(64, 3)`.',
      ],
    ]);
    expect(afterFix(text, problem!)).toContain('\nconv(64, 3)\n');
  });

  it('explains arguments of dense and of normalisations', () => {
    const dense = model('flatten -> dense(3072, ⟦120⟧)');
    const [first] = checkDiagnostics(dense, [
      [
        'wrong-type',
        '`bias` must be true or false, not 120. In `dense` only what comes out is written',
        '`dense(120)`',
      ],
    ]);
    expect(afterFix(dense, first!)).toContain('flatten -> dense(120)\n');
    const norm = model('bn(⟦3⟧) -> relu');
    const [second] = checkDiagnostics(norm, [
      [
        'wrong-type',
        '`momentum` must be a number, from 0 to 1, not 3. `bn` takes its channels from the layer before',
      ],
    ]);
    expect(afterFix(norm, second!)).toContain('\nbn -> relu\n');
  });
});

describe('channels last', () => {
  it('are told, with the shape that is meant', () => {
    const text = 'model M { input ⟦32x28x3⟧ -> flatten -> dense(10) }';
    const [problem] = checkDiagnostics(text, [['channels-last']]);
    expect(problem?.message).toBe(
      'The channels come first: as written, images have 32 channels, 28 rows and 3 columns. Did you mean `3x32x28`?',
    );
    const mended = afterFix(text, problem!);
    expect(mended).toContain('input 3x32x28 ->');
    checkDiagnostics(mended, []);
  });

  it('can be silenced, and are not seen in shapes that may well be meant', () => {
    checkDiagnostics('// allow: channels-last\nmodel M { input 32x28x3 -> flatten -> dense(10) }', []);
    for (const shape of ['3x32x32', '64x1x1', '32x8x8', '1x28x28', '3x4x4'])
      checkDiagnostics(`model M { input ${shape} -> flatten -> dense(10) }`, []);
  });
});
