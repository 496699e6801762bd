// What goes with the last layer of a branch, a loop, a head, an `if` or a block, and what is said of it.

import { describe, expect, test } from 'vitest';
import { changedText } from './changedText.ts';
import { compileText, mainFile } from './markedText.ts';

/** A model around statements, with blocks above it. */
const around = (statements: string, blocks = '') =>
  `${blocks}model M(n = 2) {\n  input 3x16x16\n${statements}  global_avgpool -> dense(10)\n}\n`;

interface Removed {
  /** The statements that are left, or all of a text that does not begin and end as `around` has it. */
  readonly left?: string;
  readonly note?: string | undefined;
  readonly refusal?: string;
}

function remove(id: string, statements: string, blocks = ''): Removed {
  const { texts, note, refusal } = changedText(around(statements, blocks), { kind: 'delete', id });
  if (refusal !== undefined) return { refusal };
  const after = texts[mainFile]!;
  expect(compileText(after).diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const [start, end] = around('\0').split('\0') as [string, string];
  const isAround = after.startsWith(start) && after.endsWith(end);
  const left = isAround ? after.slice(start.length, after.length - end.length) : after;
  return { left, note };
}

describe('The last layer of a branch', () => {
  test('leaves a shortcut in a sum or product that has none', () => {
    const note = 'The branch passes its input on now.';
    expect(
      remove('conv1', '  add {\n    conv(3, 1) // shortcut\n    conv(3, 3, padding: same) -> bn\n  }\n'),
    ).toEqual({
      left: '  add {\n    identity // shortcut\n    conv(3, 3, padding: same) -> bn\n  }\n',
      note,
    });
    expect(remove('sigmoid1', '  mul { sigmoid; relu }\n')).toEqual({
      left: '  mul { identity; relu }\n',
      note,
    });
    expect(remove('relu1', '  add { { relu }; tanh }\n')).toEqual({
      left: '  add { identity; tanh }\n',
      note,
    });
  });

  test('takes the sum with it where only the shortcut is left', () => {
    expect(remove('conv1', '  add {\n    conv(3, 1)\n    identity\n  } -> relu\n')).toEqual({
      left: '  relu\n',
      note: '`add` had nothing else: it went, too.',
    });
  });

  test('takes the branch out of a concatenation', () => {
    const note = 'The branch had nothing else: it went, too.';
    expect(remove('conv1', '  concat { conv(4, 1); relu; tanh }\n')).toEqual({
      left: '  concat { relu; tanh }\n',
      note,
    });
    expect(remove('tanh1', '  concat { conv(4, 1); relu; tanh }\n')).toEqual({
      left: '  concat { conv(4, 1); relu }\n',
      note,
    });
    expect(
      remove('conv2', '  concat {\n    conv(4, 1)\n    conv(4, 3, padding: same)\n    relu\n  }\n'),
    ).toEqual({
      left: '  concat {\n    conv(4, 1)\n    relu\n  }\n',
      note,
    });
  });

  test('puts the other one in the place of a merge of two', () => {
    const note = 'The other branch of `concat` stands in its place now.';
    expect(
      remove('both.relu1', '  both = concat {\n    relu\n    conv(4, 1)\n      -> tanh // why\n  } -> bn\n'),
    ).toEqual({
      left: '  both = concat {\n    conv(4, 1)\n      -> tanh // why\n  } -> bn\n',
      note: '`concat` has one branch left.',
    });
    expect(
      remove('both.relu1', '  both = concat {\n    relu\n    conv(4, 1)\n      -> tanh\n  } -> bn\n'),
    ).toEqual({
      left: '  both = conv(4, 1)\n    -> tanh -> bn\n',
      note,
    });
    expect(remove('relu1', '  concat { relu; { conv(4, 1); tanh } }\n')).toEqual({
      left: '  { conv(4, 1); tanh }\n',
      note,
    });
  });

  test('leaves a merge of one branch where its place is in a chain that a named value cannot be in', () => {
    expect(remove('tanh1', '  stem = relu\n  bn -> concat { stem; tanh }\n')).toEqual({
      left: '  stem = relu\n  bn -> concat { stem }\n',
      note: '`concat` has one branch left.',
    });
    expect(remove('tanh1', '  stem = relu\n  bn\n  concat { stem; tanh } -> bn\n').left).toBe(
      '  stem = relu\n  bn\n  stem -> bn\n',
    );
  });

  test('takes a merge of rounds with it, each of which would have nothing', () => {
    expect(
      remove('k1.maxpool1', '  concat for k in [3, 5] { maxpool(k, stride: 1, padding: same) }\n'),
    ).toEqual({
      left: '',
      note: '`concat` had nothing else: it went, too.',
    });
  });
});

describe('The last layer', () => {
  test('of loops takes them with it', () => {
    expect(
      remove('k1.conv1', '  repeat n {\n    for k in [1, 3] { conv(8, k, padding: same) }\n  }\n  relu\n'),
    ).toEqual({
      left: '  relu\n',
      note: '`for` and `repeat` had nothing else: they went, too.',
    });
    expect(
      remove('relu1', '  repeat n {\n    relu\n    head h { global_avgpool -> dense(10) }\n  }\n'),
    ).toEqual({
      left: '  repeat n {\n    head h { global_avgpool -> dense(10) }\n  }\n',
      note: undefined,
    });
  });

  test('of a head takes it out, also where an assert is left in it', () => {
    const note = 'Head `aux` had nothing else: it went, too.';
    expect(remove('aux.flatten1', '  head aux(weight: 0.5) { flatten }\n  relu\n')).toEqual({
      left: '  relu\n',
      note,
    });
    expect(remove('aux.flatten1', '  head aux {\n    flatten\n    assert n > 0\n  }\n')).toEqual({
      left: '',
      note,
    });
  });

  test('of an `if` takes it with it, and of one of its sides leaves the others', () => {
    expect(remove('relu1', '  if n > 1 { relu }\n  bn\n')).toEqual({
      left: '  bn\n',
      note: '`if` had nothing else: it went, too.',
    });
    expect(remove('relu1', '  if n > 1 { relu } else { tanh }\n')).toEqual({
      left: '  if n > 1 { identity } else { tanh }\n',
      note: 'This side of the `if` passes its input on now.',
    });
    expect(
      remove('tanh1', '  if n > 3 { relu }\n  else if n > 2 { bn }\n  else {\n    tanh\n  }\n  relu\n'),
    ).toEqual({
      left: '  if n > 3 { relu }\n  else if n > 2 { bn }\n  relu\n',
      note: '`else` had nothing else: it went, too.',
    });
    expect(remove('relu1', '  if n > 1 { relu } else { identity }\n')).toEqual({
      left: '',
      note: '`if` had nothing else: it went, too.',
    });
    expect(remove('tanh1', '  add { relu; if n > 3 { bn } else { tanh } }\n')).toEqual({
      left: '  add { relu; if n > 3 { bn } else { identity } }\n',
      note: 'This side of the `if` passes its input on now.',
    });
  });

  test('of a block leaves one that passes its input on, wherever it is used or named', () => {
    const blocks = 'block Act(act = relu) {\n  act\n}\n';
    expect(remove('act1.relu1', '  Act\n  Act(tanh)\n', blocks)).toEqual({
      left: around('  Act\n  Act(tanh)\n', blocks.replace('  act\n', '  identity\n')),
      note: '`Act` has no other layer and passes its input on now.',
    });
    const through = blocks.replace('  act\n', '  identity\n');
    expect(remove('act1.identity1', '  Act\n', through).refusal).toBe(
      '`Act` has nothing else: delete its uses.',
    );
  });

  test('of a named value goes with the name, unless it is used', () => {
    expect(remove('a', '  a = relu\n  bn\n')).toEqual({ left: '  bn\n', note: undefined });
    expect(remove('a', '  a = relu\n  bn\n  add { a; tanh }\n')).toEqual({
      left: '  a = identity\n  bn\n  add { a; tanh }\n',
      note: '`a`, which line 5 uses, passes its input on now.',
    });
    expect(remove('a', '  a = identity\n  bn\n  add { a; tanh }\n').refusal).toBe(
      '`a` is used at line 5: change that first.',
    );
    expect(remove('a', '  repeat n { a = relu -> bn }\n  tanh\n')).toEqual({
      left: '  tanh\n',
      note: '`repeat` had nothing else: it went, too.',
    });
  });
});

test('A deletion that would leave layers in a wrong place is refused in the words of the language', () => {
  expect(remove('aux.dense1', '  a = global_avgpool\n  head aux { a -> dense(10) }\n').refusal).toBe(
    'This head has no layers: give it a classifier of its own.',
  );
});

test('A comment behind an arrow stays with what was before the layer', () => {
  expect(remove('bn1', '  conv(4, 1) -> // first\n    bn // second\n    -> relu\n').left).toBe(
    '  conv(4, 1) // first\n    // second\n    -> relu\n',
  );
});
