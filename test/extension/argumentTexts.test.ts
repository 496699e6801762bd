// Arguments as a person types them.

import { expect, it } from 'vitest';
import { argumentTexts } from '../../extension/commands/argumentTexts.ts';

it.each([
  ['n: 3', { n: '3' }],
  [' depths: [3, 4, 6, 3] , unit = Basic,', { depths: '[3, 4, 6, 3]', unit: 'Basic' }],
  [
    'act: leaky_relu(0.1, x: {a, b}), name: "a, b: c"',
    { act: 'leaky_relu(0.1, x: {a, b})', name: '"a, b: c"' },
  ],
  ['n: 3)), m: 4', { n: '3))', m: '4' }],
  ['', 'Write each argument as its name, a colon and its value, with commas between: n: 3, width: 16.'],
  ['3', 'Write each argument as its name, a colon and its value, with commas between: n: 3, width: 16.'],
  [
    'n: 3, , m: 4',
    'Write each argument as its name, a colon and its value, with commas between: n: 3, width: 16.',
  ],
  ['n: 3, n: 4', 'n stands twice.'],
  ['constructor: 3', { constructor: '3' }],
])('%j', (line, expected) => {
  expect(argumentTexts(line)).toEqual(expected);
});
