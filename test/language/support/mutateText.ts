// Random damage to a text, as typing, pasting and merging do it, and worse.

import type { RandomStream } from '../../../engine/random.ts';

const pieces = [
  ...[
    '{',
    '}',
    '(',
    ')',
    '[',
    ']',
    '->',
    '\n',
    ';',
    ',',
    ':',
    '=',
    '..',
    '"',
    '/*',
    '*/',
    '//',
    '///',
    '-',
    '%',
  ],
  ...[
    'repeat 999999999 {',
    'repeat 3 as i {',
    'for x in [1, 2] {',
    'if in.channels == 3 {',
    'else {',
    'else if',
  ],
  ...[
    'add {',
    'concat {',
    'head h(weight: 0.3) {',
    'assert params < 3k',
    'input 3x32x32',
    'identity',
    'relu',
  ],
  ...[
    'block A(a, b = 3) {',
    'model M(n = 2) {',
    'train M {',
    'import "a.cnn"',
    'data digits(10)',
    'epochs 1',
  ],
  ...['0', '-1', '1e308', '1e-308', '999999999x9', '3x3', '0x0', '1.5', '30%', '4.1G', 'NaN', '0..999999999'],
  ...['in.channels', 'in', 'true', 'not', 'and', 'within 3% of', 'conv(8, 3)', 'dense(10)', 'maxpool(2)'],
  ...['\0', '\u{1f600}', '\ud800', '\u2028', '\r', '\t', 'é', '§'],
];

/** The text after one to four random edits; `others` are texts that parts are taken from. */
export function mutateText(random: RandomStream, text: string, others: readonly string[]): string {
  let result = text;
  for (let edits = 1 + random.integer(4); edits > 0; edits -= 1) result = edit(random, result, others);
  return result;
}

function edit(random: RandomStream, text: string, others: readonly string[]): string {
  const [start, end] = span(random, text);
  const replace = (inserted: string) => text.slice(0, start) + inserted + text.slice(end);
  switch (random.integer(9)) {
    case 0:
      return replace('');
    case 1:
      return replace(pieces[random.integer(pieces.length)]!);
    case 2:
      return text.slice(0, start) + pieces[random.integer(pieces.length)] + text.slice(start);
    case 3:
      return replace(text.slice(start, end).repeat(1 + random.integer(20)));
    case 4:
      return replace(String.fromCharCode(random.integer(0x1_00_00)));
    case 5: {
      const [from, to] = span(random, text);
      return replace(text.slice(from, to));
    }
    case 6: {
      const other = others[random.integer(others.length)]!;
      return replace(other.slice(...span(random, other)));
    }
    case 7:
      return text.replace(/\d+/g, (digits) => (random.integer(12) === 0 ? `${digits}00` : digits));
    default:
      return text.slice(0, start);
  }
}

/** Mostly short ones, so that the text stays close to a network. */
function span(random: RandomStream, text: string): [start: number, end: number] {
  const start = random.integer(text.length + 1);
  const longest = random.integer(4) === 0 ? 400 : 12;
  return [start, Math.min(text.length, start + random.integer(longest))];
}
