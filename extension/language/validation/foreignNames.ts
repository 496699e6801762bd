// What layers are called in PyTorch and Keras, and what they are called here.

/** A layer of this language for a name of another library. */
export interface ForeignName {
  readonly kind: string;
  /** How its arguments differ, as a sentence; empty where they do not. */
  readonly note: string;
}

const convNote = 'It takes the channels that come out, then the kernel, as in `conv(6, 5)`.';
const denseNote = 'It takes its units alone, as in `dense(120)`: what goes in is known.';
const normNote = 'It takes its channels from the layer before.';

/** Kind, note and names without their case, `_`, and the `1d`, `2d` or `3d` at their end. */
const entries: readonly (readonly [kind: string, note: string, ...names: readonly string[]])[] = [
  ['conv', convNote, 'conv', 'convolution', 'lazyconv'],
  [
    'conv_transpose',
    convNote.replace('conv(', 'conv_transpose('),
    'convtranspose',
    'deconv',
    'deconvolution',
  ],
  ['conv_transpose', '', 'convolutiontranspose', 'transposedconv'],
  ['depthwise_conv', '', 'depthwiseconv', 'dwconv'],
  ['separable_conv', '', 'separableconv', 'sepconv'],
  ['dense', denseNote, 'linear', 'lazylinear', 'fc', 'fullyconnected', 'innerproduct'],
  ['bn', normNote, 'batchnorm', 'batchnormalization', 'lazybatchnorm', 'syncbatchnorm'],
  ['layer_norm', normNote, 'layernorm', 'layernormalization'],
  ['group_norm', 'It takes the groups alone, as in `group_norm(32)`.', 'groupnorm', 'groupnormalization'],
  ['instance_norm', normNote, 'instancenorm', 'instancenormalization'],
  ['lrn', '', 'localresponsenorm', 'localresponsenormalization'],
  ['maxpool', '', 'maxpool', 'maxpooling', 'pool', 'pooling'],
  ['avgpool', '', 'avgpool', 'averagepool', 'averagepooling', 'meanpool'],
  ['lppool', '', 'lppool'],
  ['adaptive_avgpool', '', 'adaptiveavgpool'],
  ['global_avgpool', '', 'globalavgpool', 'globalaveragepool', 'globalaveragepooling', 'gap'],
  ['global_maxpool', '', 'adaptivemaxpool', 'globalmaxpool', 'globalmaxpooling'],
  ['silu', '', 'swish'],
  ['hardswish', '', 'hardsilu'],
  ['elu', '', 'celu'],
  ['softmax', '', 'logsoftmax', 'softmaxlayer'],
  ['sigmoid', '', 'logistic'],
  ['dropout', '', 'alphadropout', 'featurealphadropout'],
  ['noise', '', 'gaussiannoise'],
  ['pad', '', 'zeropad', 'zeropadding', 'constantpad'],
  ['crop', '', 'cropping', 'centercrop'],
  ['upsample', '', 'upsampling', 'upsamplingnearest', 'resize', 'interpolate'],
  ['channel_shuffle', '', 'channelshuffle', 'shuffle'],
  ['scale', '', 'rescaling', 'layerscale'],
  ['concat', '', 'concatenate', 'cat'],
  ['mul', '', 'multiply'],
  ['max', '', 'maximum', 'maxout'],
  ['mean', '', 'average'],
  ['identity', '', 'skip', 'shortcut', 'lambda'],
];

const foreignNames: ReadonlyMap<string, ForeignName> = new Map([
  // Their 2d drops whole channels.
  ['dropout2d', { kind: 'spatial_dropout', note: '' }],
  ['spatialdropout2d', { kind: 'spatial_dropout', note: '' }],
  ['spatialdropout', { kind: 'spatial_dropout', note: '' }],
  ...entries.flatMap(([kind, note, ...names]) =>
    names.map((name): [string, ForeignName] => [name, { kind, note }]),
  ),
]);

/** `BatchNorm2d` and `batch_normalization` mean `bn`; undefined for a name that no other library has. */
export function foreignName(word: string): ForeignName | undefined {
  const plain = word.toLowerCase().replaceAll('_', '');
  return foreignNames.get(plain) ?? foreignNames.get(plain.replace(/[123]d$|[123]d(?=transpose$)/, ''));
}

/** What attributes are called in other libraries. */
const foreignAttributes: ReadonlyMap<string, readonly string[]> = new Map([
  ['kernel_size', ['kernel']],
  ['pool_size', ['kernel']],
  ['out_channels', ['channels']],
  ['filters', ['channels']],
  ['out_features', ['units']],
  ['output_size', ['size']],
  ['strides', ['stride']],
  ['dilation_rate', ['dilation']],
  ['depth_multiplier', ['multiplier']],
  ['use_bias', ['bias']],
  ['num_groups', ['groups']],
  ['ceil_mode', ['ceil']],
  ['eps', ['epsilon']],
  ['negative_slope', ['slope']],
  ['p', ['rate', 'p']],
  ['scale_factor', ['factor']],
  ['kernel_initializer', ['init']],
  ['learning_rate', ['lr']],
  ['step_size', ['every']],
  ['milestones', ['at']],
]);

/** Which of `known` another library calls `word`. */
export function foreignAttribute(word: string, known: readonly string[]): string | undefined {
  return foreignAttributes.get(word)?.find((name) => known.includes(name));
}
