// Kinds of layers that a hue of their own tells apart; the others are grey, or take their ground's.

export const kindsWithHue = [
  'convolution',
  'pooling',
  'normalization',
  'activation',
  'dense',
  'regularization',
  'custom',
] as const;
