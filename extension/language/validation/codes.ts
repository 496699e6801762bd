// Every code that a diagnostic of a text may have: how severe it is, and what it means in one line.

interface CodeEntry {
  readonly severity: 'error' | 'warning' | 'info';
  readonly summary: string;
}

const error = (summary: string): CodeEntry => ({ severity: 'error', summary });
const warning = (summary: string): CodeEntry => ({ severity: 'warning', summary });
const info = (summary: string): CodeEntry => ({ severity: 'info', summary });

/* In the order of docs/diagnostics.md. */
const entries = {
  /* Syntax */
  syntax: error('Something else must stand at this place.'),
  'unclosed-brace': error('A `{` has no `}`.'),
  'unclosed-string': error('A text in quotes does not end on its line.'),
  'unclosed-comment': error('A `/*` has no `*/`.'),
  'invalid-number': error('What begins like a number is none.'),
  'unexpected-character': error('A character has no meaning in the language.'),
  'nesting-too-deep': error('Brackets, bodies or operators nest too deep.'),
  'text-too-long': error('A file is too long to be read.'),

  /* Files and declarations */
  'file-not-found': error('The file cannot be read.'),
  'import-not-found': error('An imported file does not exist.'),
  'import-cycle': error('Files import one another in a circle.'),
  'too-many-imports': error('A text imports too many files.'),
  'duplicate-declaration': error('Two declarations have the same name.'),
  'duplicate-parameter': error('Two parameters have the same name.'),
  'block-cycle': error('A block is used inside itself.'),
  'unused-block': warning('A block is never used.'),
  'unused-parameter': warning('A parameter is never used.'),
  'unused-value': warning('What a layer computes is never used.'),
  shadowing: warning('A name hides another one.'),

  /* Names and arguments */
  'unknown-layer': error('There is no such layer or block.'),
  'unknown-merge': error('What stands before braces joins no branches.'),
  'unknown-name': error('Nothing has this name here.'),
  'unknown-member': error('A value has no such member.'),
  'unknown-attribute': error('A layer has no such attribute.'),
  'unknown-parameter': error('A block or model has no such parameter.'),
  'unknown-model': error('There is no such model.'),
  'missing-argument': error('A call lacks an argument.'),
  'too-many-arguments': error('A call has more arguments than it takes.'),
  'duplicate-argument': error('A call is given an argument twice.'),
  'missing-default': warning('A model without defaults cannot be shown by itself.'),
  'wrong-type': error('A value is not of the kind that is needed.'),
  'index-out-of-range': error('A list has no item at that place.'),
  'division-by-zero': error('A number is divided by zero.'),
  'number-too-large': error('A result is larger than any number.'),

  /* Flow */
  'missing-input': error('A model does not begin with `input`.'),
  'input-not-first': error('`input` stands after other layers.'),
  'input-in-block': error('A block has an `input`.'),
  'model-as-layer': error('A model is used as a layer.'),
  'value-inside-chain': error('A named value stands in the middle of a chain.'),
  'value-with-arguments': error('A named value is given arguments.'),
  'branches-missing': error('A merge has no braces.'),
  'empty-merge': error('A merge has no branches.'),
  'single-branch': warning('A merge has one branch only.'),
  'empty-head': error('A head has no layers.'),
  'head-in-head': error('A head stands inside a head.'),

  /* Shapes */
  'kernel-larger-than-input': error('A window does not fit its input.'),
  'feature-map-expected': error('A layer for feature maps gets a vector.'),
  'vector-expected': error('A layer for vectors gets a feature map.'),
  'groups-do-not-divide-channels': error('The groups of a convolution do not divide its channels.'),
  'padding-not-smaller-than-kernel': error('A pooling has windows that see padding alone.'),
  'padding-larger-than-output': error('A transposed convolution would cut off its whole output.'),
  'output-padding-not-smaller-than-stride': error(
    'A transposed convolution would leave rows that nothing reaches.',
  ),
  'crop-larger-than-input': error('`crop` would leave nothing of its input.'),
  'fewer-channels-than-input': error('`channel_pad` would have to remove channels.'),
  'bias-needs-trainable': error('`scale` has a bias without being trained.'),
  'merge-shapes-differ': error('The branches of a merge have different shapes.'),
  'concat-sizes-differ': error('The branches of `concat` have different rows or columns.'),
  'unknown-operator': error('ONNX has no operator of this name.'),
  'unknown-operator-attribute': error('An ONNX operator has no such attribute.'),
  'operator-shape-unknown': error('The text must say what an ONNX operator gives.'),
  'layer-problem': error('A layer cannot work on its input.'),

  /* Expansion */
  'loop-too-long': error('A loop has too many rounds.'),
  'network-too-large': error('The network grows beyond the limits.'),

  /* Asserts */
  'assert-failed': error('An assert does not hold.'),
  'assert-in-block': error('A block asserts a figure of the whole network.'),

  /* Recipes */
  'unknown-entry': error('A recipe has no such entry.'),
  'duplicate-entry': error('A recipe has an entry twice.'),
  'duplicate-recipe': error('Two recipes have the same name.'),
  'missing-data': error('A recipe does not say where its images come from.'),
  'unknown-call': error('There is no such data source, transform, optimizer, …'),
  'image-shape-mismatch': error("The data's images do not have the shape of the model's input."),
  'class-count-mismatch': error("The classifier's width is not the data's class count."),
  'output-not-vector': error('The output of a trained model is no vector of class scores.'),
  'crop-changes-size': error('A random crop gives another size than that of the images.'),
  'crop-larger-than-image': error('`center_crop` keeps more than there is.'),
  'needs-grey-or-color': error('A call takes grey or colour images, and these have other channels.'),
  'normalize-needs-one-per-channel': error('`normalize` lists too few or too many numbers.'),
  'custom-without-gradient': error('A trained model has a `custom` layer behind its weights.'),
  'recipe-problem': error('A call of a recipe cannot work on its images.'),

  /* Design */
  'bias-before-bn': warning('A bias right before `bn` has no effect.'),
  'dropout-before-bn': warning('Dropout right before `bn` falsifies its statistics.'),
  'linear-pair': warning('Two weighted layers follow one another without a nonlinearity.'),
  'deep-without-shortcut': warning('A deep network has no shortcut.'),
  'receptive-field-too-small': warning('The last feature map does not see the whole input.'),
  'dense-holds-most-parameters': warning('Dense layers hold most of the parameters.'),
  'pooling-drops-pixels': warning('A pooling drops rows or columns.'),
  'input-channels-given': warning('A convolution is told the channels that go in, as in PyTorch.'),
  'channels-last': warning('The input seems to have its channels last.'),
  'unknown-code': info('A comment allows a code that does not exist.'),
} as const satisfies Record<string, CodeEntry>;

export type Code = keyof typeof entries;

export const codes: Readonly<Record<Code, CodeEntry>> = entries;

/** The code of a layer's problem; a general one where the table does not have it. */
export function codeOf(code: string, general: Code = 'layer-problem'): Code {
  return isCode(code) ? code : general;
}

export function isCode(code: string): code is Code {
  return Object.hasOwn(entries, code);
}
