// The fields of loops and heads beside the diagram, and of blocks that are called by another name: shown and changed.

import { describe, expect, test } from 'vitest';
import { layerDetails } from '../../extension/language-server/layerDetails.ts';
import { changedText } from './changedText.ts';
import { compileText, mainFile } from './markedText.ts';

const text = `block Unit(channels, act = relu) {
  conv(channels, 3, padding: same) -> act
}
model M(n = 3, unit = Unit) {
  input 3x16x16
  repeat n - 1 {   // twice
    Unit(8)
    bn
  }
  repeat 2 as i { conv(8 * (i + 1), 1); relu }
  for width in [16, 32] { unit(width) }
  concat for k in 1..3 { conv(4, k, padding: same) }
  head aux(weight: 0.5) { global_avgpool -> dense(10) }
  head plain { global_avgpool -> dense(10) }
  global_avgpool -> dense(10)
}
`;

const details = (id: string) => layerDetails(compileText(text), undefined, id);
const fields = (id: string) =>
  details(id)?.attributes.map(({ name, written, value }) => ({ name, written, value }));

/** The lines that changed, as they are now, or why nothing did. */
function set(id: string, attribute: string, value: string): readonly string[] | string {
  const { texts, refusal } = changedText(text, { kind: 'set', id, attribute, text: value });
  return refusal ?? newLines(texts[mainFile]!);
}

function newLines(after: string): readonly string[] {
  const before = text.split('\n');
  return after
    .split('\n')
    .filter((line) => !before.includes(line))
    .map((line) => line.trim());
}

describe('A loop', () => {
  test('tells how often it goes round, what its list is, and its variable', () => {
    expect(fields('/repeat')).toEqual([
      { name: 'rounds', written: 'n - 1', value: '2' },
      { name: 'variable', written: undefined, value: 'none' },
    ]);
    expect(fields('i2')).toEqual([
      { name: 'rounds', written: '2', value: '2' },
      { name: 'variable', written: 'i', value: 'i' },
    ]);
    expect(fields('/for')).toEqual([
      { name: 'list', written: '[16, 32]', value: '[16, 32]' },
      { name: 'variable', written: 'width', value: 'width' },
    ]);
    expect(fields('concat1/for')?.[0]).toEqual({ name: 'list', written: '1..3', value: '1..3' });
    expect(details('/repeat')?.fixed).toBeUndefined();
    expect(details('/repeat')?.attributes[0]).toMatchObject({ type: 'whole number, 0 or more' });
  });

  test('takes another number of rounds, and another list', () => {
    expect(set('/repeat', 'rounds', '4')).toEqual(['repeat 4 {   // twice']);
    expect(set('/repeat', 'rounds', 'n // 2')).toEqual(['repeat n // 2 {   // twice']);
    expect(set('i1', 'rounds', '3')).toEqual(['repeat 3 as i { conv(8 * (i + 1), 1); relu }']);
    expect(set('/for', 'list', '[8, 16, 24]')).toEqual(['for width in [8, 16, 24] { unit(width) }']);
    expect(set('concat1/for', 'list', '[1, 5]')).toEqual([
      'concat for k in [1, 5] { conv(4, k, padding: same) }',
    ]);
  });

  test('takes a variable, another name of it everywhere, and none where it is not used', () => {
    expect(set('/repeat', 'variable', 'round')).toEqual(['repeat n - 1 as round {   // twice']);
    expect(set('i1', 'variable', 'step')).toEqual(['repeat 2 as step { conv(8 * (step + 1), 1); relu }']);
    expect(set('/for', 'variable', 'w')).toEqual(['for w in [16, 32] { unit(w) }']);
    expect(set('i1', 'variable', '')).toBe('`i` is used at line 10: change that first.');
    expect(set('/for', 'variable', '')).toBe('`for` needs a variable.');
    const unused = text.replace('conv(8 * (i + 1), 1)', 'conv(8, 1)');
    const { texts } = changedText(unused, { kind: 'set', id: 'i1', attribute: 'variable', text: '' });
    expect(newLines(texts[mainFile]!)).toEqual(['repeat 2 { conv(8, 1); relu }']);
  });

  test.each([
    ['/repeat', 'rounds', '-1', '`repeat` takes a whole number of rounds, 0 or more, not -1.'],
    ['/repeat', 'rounds', '', '`rounds` must be given.'],
    ['/repeat', 'rounds', 'many', 'Nothing here is named `many`.'],
    ['/repeat', 'rounds', '2 as k', 'Write one value here: what stands around it stays as it is.'],
    [
      '/repeat',
      'rounds',
      '2 { relu }; repeat 3',
      'Write one value here: what stands around it stays as it is.',
    ],
    ['/repeat', 'rounds', '1000000', '1,000,000 rounds'],
    ['/for', 'list', '3', '`for` takes a list such as [16, 32] or a range such as 0..4'],
    ['/repeat', 'variable', 'n', '`n` is declared already, at line 4.'],
    ['i1', 'variable', 'if', '`if` is a word of the language.'],
  ])('%s refuses %s: %s in the words of the language', (id, field, value, words) => {
    expect(set(id, field, value)).toContain(words);
  });
});

describe('A head', () => {
  test('tells its name and weight, also one that is not written', () => {
    expect(details('aux')).toMatchObject({ kind: 'head aux', name: 'aux', nameable: true });
    expect(fields('aux')).toEqual([{ name: 'weight', written: '0.5', value: '0.5' }]);
    expect(fields('plain')).toEqual([{ name: 'weight', written: undefined, value: '0.3' }]);
  });

  test('takes another weight, and none', () => {
    expect(set('aux', 'weight', '0.4')).toEqual(['head aux(weight: 0.4) { global_avgpool -> dense(10) }']);
    expect(set('aux', 'weight', '')).toEqual(['head aux { global_avgpool -> dense(10) }']);
    expect(set('plain', 'weight', '1 / n')).toEqual([
      'head plain(weight: 1 / n) { global_avgpool -> dense(10) }',
    ]);
    expect(set('aux', 'weight', '-1')).toBe('`weight` must be a number, 0 or more, not -1.');
    expect(set('aux', 'weight', '1, 2')).toBe('Write one value here: what stands around it stays as it is.');
  });

  test('takes another name, and keeps one', () => {
    const rename = (name: string) => changedText(text, { kind: 'rename', id: 'aux', name });
    expect(newLines(rename('early').texts[mainFile]!)).toEqual([
      'head early(weight: 0.5) { global_avgpool -> dense(10) }',
    ]);
    expect(rename('').refusal).toBe('A head has a name: its scores are shown under it.');
    expect(rename('2').refusal).toContain('A name is made of letters');
  });
});

describe('A block that is called by the name of a parameter', () => {
  test('has fields for its arguments in that call', () => {
    expect(fields('width1.unit1')).toEqual([
      { name: 'channels', written: 'width', value: '' },
      { name: 'act', written: undefined, value: 'relu' },
    ]);
    expect(set('width1.unit1', 'act', 'silu')).toEqual(['for width in [16, 32] { unit(width, act: silu) }']);
  });
});

test('A value of an imported block is renamed in the file that declares it', () => {
  const blocks = 'block Two() {\n  first = relu -> bn\n  add { first; tanh }\n}\n';
  const main = 'import "blocks.cnn"\nmodel M {\n  input 1x4x4\n  Two\n}\n';
  const change = { kind: 'rename', id: 'two1.first', name: 'entry' } as const;
  const { texts, refusal } = changedText(main, change, { 'blocks.cnn': blocks });
  expect(refusal).toBeUndefined();
  expect(Object.values(texts)).toEqual([
    main,
    'block Two() {\n  entry = relu -> bn\n  add { entry; tanh }\n}\n',
  ]);
});
