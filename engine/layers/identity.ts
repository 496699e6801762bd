// The layer that passes its input on.

import { NO_COST } from './cost.ts';
import { defineLayer } from './layer.ts';

export const identity = defineLayer({
  kind: 'identity',
  category: 'reshaping',
  documentation: [
    'Identity: passes its input on as it is; as a branch of `add` it is the shortcut of a residual block.',
    '',
    '`y = x`',
    '',
    'Source: He et al., "Deep residual learning for image recognition", 2015.',
  ].join('\n'),
  attributes: {},
  inputs: 'one',
  passesThrough: 'always',
  label: () => '',
  shape: (_attributes, [input = []]) => ({ shape: input }),
  parameters: () => [],
  cost: () => NO_COST,
  window: () => 'pointwise',
  lower: (_context, [x]) => x!,
});
