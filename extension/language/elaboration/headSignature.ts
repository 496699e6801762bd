// What a head may be given.

import type { Signature } from './bindArguments.ts';

export const headSignature: Signature = {
  name: 'head',
  noun: 'attribute',
  parameters: [{ name: 'weight', required: false, choices: [], type: 'a number, 0 or more' }],
};
