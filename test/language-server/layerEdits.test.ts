// Changes that are asked for in the diagram, as edits of the text: attributes, names, deletions, insertions.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { networkToDiagram } from '../../extension/diagram/networkToDiagram.ts';
import type { LayerChange } from '../../webview/protocol/details.ts';
import { changedText } from './changedText.ts';
import { compileText, mainFile } from './markedText.ts';

const text = `block Unit(channels, act = relu) {
  add {
    conv(channels, 3, padding: same, bias: false) -> bn
    identity
  }
  act
}

model M(classes = 10) {
  input 3x16x16
  stem = conv(8, 3, padding: same)
  relu
  repeat 2 {
    Unit(8)
  }
  add {
    conv(8, 1)
    stem
  }
  concat { maxpool(2)
    conv(8, 3, stride: 2, padding: same) -> relu }
  head aux(weight: 0.3) { global_avgpool -> dense(classes) }
  global_avgpool -> dense(classes)
}
`;

/** The text after the change, or why it was refused. */
function edited(change: LayerChange, source = text): string {
  const { texts, refusal } = changedText(source, change);
  return refusal ?? texts[mainFile]!;
}

/** Only the lines that the change touched, as `-before` and `+after`. */
function difference(change: LayerChange, source = text): readonly string[] {
  const [before, now] = [source.split('\n'), edited(change, source).split('\n')];
  if (now.length === 1) return now;
  const gone = before.filter((line) => !now.includes(line)).map((line) => `-${line.trim()}`);
  const come = now.filter((line) => !before.includes(line)).map((line) => `+${line}`);
  return [...gone, ...come];
}

const set = (id: string, attribute: string, value: string): LayerChange => ({
  kind: 'set',
  id,
  attribute,
  text: value,
});

describe('setting an attribute', () => {
  test('writes it where it stands: by its place, by its name, or new behind the others', () => {
    expect(difference(set('stem', 'channels', '16'))).toContain('+  stem = conv(16, 3, padding: same)');
    expect(difference(set('stem', 'padding', '1'))).toContain('+  stem = conv(8, 3, padding: 1)');
    expect(difference(set('stem', 'stride', '2'))).toContain(
      '+  stem = conv(8, 3, padding: same, stride: 2)',
    );
    expect(difference(set('input', 'shape', '1x28x28'))).toContain('+  input 1x28x28');
  });

  test('takes an argument out when its value is emptied, where it has a default', () => {
    expect(difference(set('stem', 'padding', ''))).toContain('+  stem = conv(8, 3)');
    expect(edited(set('stem', 'channels', ''))).toBe('`channels` must be given.');
  });

  test('adds parentheses to a call without any', () => {
    expect(difference(set('maxpool1', 'stride', '1'))).toContain('+  concat { maxpool(2, stride: 1)');
    const leaky = 'model M {\n  input 1x8x8\n  leaky_relu\n  global_avgpool -> dense(10)\n}\n';
    expect(difference(set('leaky_relu1', 'slope', '0.2'), leaky)).toContain('+  leaky_relu(slope: 0.2)');
  });

  test('writes the arguments of a block', () => {
    expect(difference(set('unit1', 'act', 'silu'))).toEqual(['-Unit(8)', '+    Unit(8, act: silu)']);
  });

  test.each([
    ['kernel', '-1', '`kernel`'],
    ['channels', 'many', 'Nothing here is named `many`.'],
    ['padding', 'sme', 'Did you mean `same`?'],
    ['groups', '5', '5 groups'],
  ])('refuses %s: %s with the message of the language', (attribute, value, words) => {
    const message = edited(set('stem', attribute, value));
    expect(message).toContain(words);
    expect(message.split('\n')).toHaveLength(1);
  });

  test('refuses what would break out of the call', () => {
    expect(edited(set('stem', 'channels', '8) -> relu -> conv(8')).split('\n')).toHaveLength(1);
    expect(edited(set('stem', 'channels', '8, 3) }')).split('\n')).toHaveLength(1);
  });

  test('refuses a second value, which would become another argument', () => {
    for (const value of ['8, 5', '8, stride: 2', '8 // why'])
      expect(edited(set('stem', 'channels', value)).split('\n')).toHaveLength(1);
    expect(edited(set('stem', 'channels', '8, 5'))).toBe(
      'Write one value here: what stands around it stays as it is.',
    );
    expect(difference(set('stem', 'channels', '(2 + 2) * 4'))).toContain(
      '+  stem = conv((2 + 2) * 4, 3, padding: same)',
    );
    expect(difference(set('stem', 'groups', '(1)'))).toContain(
      '+  stem = conv(8, 3, padding: same, groups: (1))',
    );
  });

  test('says where to change a layer that is passed by name', () => {
    const prelu = text.replace('act\n', 'act(1)\n').replace('act = relu', 'act = leaky_relu');
    expect(edited(set('unit1.leaky_relu1', 'slope', '0.3'), prelu)).toBe(
      'Change it in the text: it is not given in one call.',
    );
  });
});

describe('naming', () => {
  test('gives a name to a chain, renames it everywhere, and takes it away', () => {
    expect(difference({ kind: 'rename', id: 'relu1', name: 'first' })).toEqual(['-relu', '+  first = relu']);
    const renamed = edited({ kind: 'rename', id: 'stem', name: 'root' });
    expect(renamed).toContain('root = conv(8, 3, padding: same)');
    expect(renamed).toContain('    root\n');
    const once = text.replace('    stem\n', '    identity\n');
    expect(difference({ kind: 'rename', id: 'stem', name: '' }, once)).toContain(
      '+  conv(8, 3, padding: same)',
    );
  });

  const rename = (id: string, name: string) => edited({ kind: 'rename', id, name });

  test('refuses words of the language, kinds of layers and names that are taken, wherever a name is new', () => {
    for (const id of ['stem', 'relu1']) {
      expect(rename(id, 'and')).toBe('`and` is a word of the language.');
      expect(rename(id, 'repeat')).toBe('`repeat` is a word of the language.');
      expect(rename(id, 'conv')).toBe(
        '`conv` is a kind of layer, which this name would hide: choose another one.',
      );
      expect(rename(id, 'classes')).toBe('`classes` is declared already, at line 9.');
      for (const name of ['2nd', 'a b', '// why', 'größe', '🙂', 'a = relu'])
        expect(rename(id, name)).toBe(
          'A name is made of letters a to z, digits and `_`, and does not begin with a digit.',
        );
    }
    expect(rename('relu1', 'stem')).toBe('`stem` is declared already, at line 11.');
  });

  test('refuses the name of a value that comes later in the body', () => {
    const later = text.replace('  global_avgpool -> dense(classes)\n}', '  late = bn\n  dense(classes)\n}');
    expect(edited({ kind: 'rename', id: 'stem', name: 'late' }, later)).toBe(
      '`late` is declared already, at line 23.',
    );
  });

  test('keeps the name of a value that is used elsewhere', () => {
    expect(rename('stem', '')).toBe('`stem` is used at line 18: change that first.');
    expect(edited({ kind: 'rename', id: 'relu1', name: '' })).toBe(text);
  });

  test('renames a value from the frame around its layers', () => {
    const long = text.replace('same)\n  relu', 'same) -> bn -> relu');
    expect(edited({ kind: 'rename', id: 'stem', name: 'root' }, long)).toContain('  root = conv(8, 3');
  });
});

describe('deleting', () => {
  const remove = (id: string): LayerChange => ({ kind: 'delete', id });

  test('takes a statement with its line, and a link with its arrow', () => {
    expect(difference(remove('relu1'))).toEqual(['-relu']);
    expect(difference(remove('dense1'))).toEqual(['-global_avgpool -> dense(classes)', '+  global_avgpool']);
    expect(edited(remove('unit1'))).not.toContain('Unit(8)');
  });

  test('leaves an identity where a branch or a name would have nothing', () => {
    expect(edited(remove('conv1'))).toContain('  add {\n    identity\n    stem\n  }');
    expect(difference(remove('stem'))).toContain('+  stem = identity');
  });

  test('leaves comments where they are, and never writes code behind one', () => {
    const commented = text.replace(
      '  relu\n  repeat',
      '  conv(8, 3) // first\n    -> bn // second\n    // the third\n    -> relu\n  repeat',
    );
    expect(edited(remove('bn1'), commented)).toContain(
      '  conv(8, 3) // first\n    // the third\n    -> relu\n',
    );
    expect(edited(remove('relu1'), commented)).toContain('    // the third\n  repeat');
    expect(edited(remove('conv1'), commented)).toContain(
      'same)\n  bn // second\n    // the third\n    -> relu\n',
    );
    const inLine = commented.replace('// second\n    // the third\n   ', '/* second */');
    expect(edited(remove('bn1'), inLine)).toContain('  conv(8, 3) // first\n    -> relu\n');
    const above = text.replace('  relu\n', '  x = conv(8, 3) // first\n    // rectified\n    -> relu\n');
    expect(edited(remove('x.conv1'), above)).toContain('  // rectified\n  x = relu\n');
  });

  test('takes out a head, and a value with all its layers unless its name is used', () => {
    expect(edited(remove('aux'))).toBe(text.replace(/ {2}head.*\n/, ''));
    const long = text.replace('same)\n  relu', 'same) -> bn -> relu');
    expect(edited(remove('stem'), long)).toBe('`stem` is used at line 17: change that first.');
    const once = long.replace('    stem\n', '    identity\n');
    expect(edited(remove('stem'), once)).toBe(once.replace(/ {2}stem = .*\n/, ''));
  });

  test('takes out a loop as a whole, and no single round of it', () => {
    const looped = text.replace('repeat 2 {', 'for w in [8, 8] {').replace('Unit(8)', 'Unit(w)\n    bn');
    expect(edited(remove('w1'), looped)).toBe(
      'All rounds come from one `for`: change how often it goes round, or delete all of it.',
    );
    expect(edited(remove('/for'), looped)).toBe(looped.replace(/ {2}for[^}]*}\n/, ''));
  });

  test('takes out a loop with the last that it repeats', () => {
    expect(edited(remove('unit1'))).toBe(text.replace(/ {2}repeat 2[^}]*}\n/, ''));
    const nested = text.replace('    Unit(8)\n', '    for w in [8] { Unit(w) }\n');
    expect(edited(remove('w1.unit1'), nested)).toBe(nested.replace(/ {2}repeat 2[^}]*}\n {2}}\n/, ''));
    const inBranch = text.replace('    conv(8, 1)\n    stem', '    repeat 2 { conv(8, 1) }\n    stem');
    expect(edited(remove('conv1'), inBranch)).toContain('  add {\n    identity\n    stem');
  });

  test('keeps the input', () => {
    expect(edited(remove('input'))).toBe('A model begins with its input: change its shape.');
  });
});

describe('inserting beside a layer', () => {
  const insert = (id: string, side: 'before' | 'after', layer = 'dropout(0.5)'): LayerChange => ({
    kind: 'insert',
    place: { id, side },
    layer,
  });

  test('gives it a line of its own beside a statement, with its indent', () => {
    expect(edited(insert('input', 'after'))).toContain('  input 3x16x16\n  dropout(0.5)\n  stem');
    expect(edited(insert('relu1', 'before'))).toContain('same)\n  dropout(0.5)\n  relu\n');
    expect(edited(insert('unit1', 'after'))).toContain('    Unit(8)\n    dropout(0.5)\n  }');
  });

  test('goes on with the chain where there is one, where it has a name, and in a branch', () => {
    expect(difference(insert('dense1', 'before'))).toContain(
      '+  global_avgpool -> dropout(0.5) -> dense(classes)',
    );
    expect(difference(insert('stem', 'after'))).toContain(
      '+  stem = conv(8, 3, padding: same) -> dropout(0.5)',
    );
    expect(difference(insert('conv1', 'after'))).toContain('+    conv(8, 1) -> dropout(0.5)');
    expect(difference(insert('maxpool1', 'before'))).toContain('+  concat { dropout(0.5) -> maxpool(2)');
  });

  test('goes behind a whole merge, and into the body of a block', () => {
    expect(edited(insert('add1', 'after'))).toContain('    stem\n  }\n  dropout(0.5)\n');
    expect(difference(insert('unit1.bn1', 'after'))).toContain(
      '+    conv(channels, 3, padding: same, bias: false) -> bn -> dropout(0.5)',
    );
  });

  test('stays inside a round, a value and a head', () => {
    const looped = text
      .replace('repeat 2 {', 'for w in [8, 8] {')
      .replace('Unit(8)', 'Unit(w)\n    bn')
      .replace('same)\n  relu', 'same) -> bn -> relu');
    expect(edited(insert('w1', 'after'), looped)).toContain('    bn\n    dropout(0.5)\n  }');
    expect(edited(insert('w2', 'before'), looped)).toContain('{\n    dropout(0.5)\n    Unit(w)');
    expect(edited(insert('stem', 'after'), looped)).toContain('same) -> bn -> relu -> dropout(0.5)\n');
    expect(edited(insert('stem', 'before'), looped)).toContain('  stem = dropout(0.5) -> conv(8, 3');
    expect(edited(insert('aux', 'before'), looped)).toContain('{ dropout(0.5) -> global_avgpool -> dense');
  });

  test('keeps the line ends of the text', () => {
    const windows = text.replaceAll('\n', '\r\n');
    expect(edited(insert('input', 'after'), windows)).toContain('16x16\r\n  dropout(0.5)\r\n  stem');
  });

  test('refuses what is no layer, and what comes before the input', () => {
    expect(edited(insert('relu1', 'after', 'nothing'))).toContain('nothing');
    expect(edited(insert('input', 'before'))).toBe('Nothing comes before the input of a model.');
  });
});

describe('inserting on a line of the diagram', () => {
  const between = (source: string, target: string, layer = 'dropout(0.5)'): LayerChange => ({
    kind: 'insert',
    place: { source, target },
    layer,
  });

  test('between two statements', () => {
    expect(edited(between('stem', 'relu1'))).toContain('  dropout(0.5)\n  relu\n');
  });

  test('into the branch that the line belongs to', () => {
    expect(difference(between('add1', 'conv2'))).toContain(
      '+    dropout(0.5) -> conv(8, 3, stride: 2, padding: same) -> relu }',
    );
    expect(difference(between('conv1', 'add1'))).toContain('+    conv(8, 1) -> dropout(0.5)');
    expect(difference(between('relu2', 'concat1'))).toContain(
      '+    conv(8, 3, stride: 2, padding: same) -> relu -> dropout(0.5) }',
    );
  });

  test('on a shortcut, in the place of its identity or behind its name', () => {
    expect(difference(between('stem', 'add1'))).toContain('+    stem -> dropout(0.5)');
    expect(difference(between('relu1', 'unit1.add1'))).toEqual(['-identity', '+    dropout(0.5)']);
  });

  test('before a loop that the line enters, and behind one that it leaves', () => {
    const looped = text.replace('    stem\n', '    identity\n');
    expect(edited(between('unit2.relu1', 'conv1'), looped)).toContain('dropout(0.5) -> conv(8, 1)');
    expect(edited(between('concat1', 'aux.global_avgpool1'))).toContain('{ dropout(0.5) -> global_avgpool');
    const plain =
      'model M {\n  input 1x8x8\n  repeat 2 {\n    conv(4, 3)\n  }\n  global_avgpool -> dense(2)\n}\n';
    expect(edited(between('conv2', 'global_avgpool1'), plain)).toContain(
      '  }\n  dropout(0.5)\n  global_avgpool',
    );
    expect(edited(between('input', 'conv1'), plain)).toContain('  input 1x8x8\n  dropout(0.5)\n  repeat');
  });

  test('into the one branch of a block that the line enters, and before the block where it is folded', () => {
    const branched = text.replace('    identity\n  }\n  act', '    conv(channels, 1)\n  }\n  act');
    const line = { source: 'relu1', target: 'unit1.conv1' };
    expect(difference({ kind: 'insert', place: line, layer: 'dropout' }, branched)).toContain(
      '+    dropout -> conv(channels, 3, padding: same, bias: false) -> bn',
    );
    expect(
      edited({ kind: 'insert', place: { ...line, folded: true }, layer: 'dropout' }, branched),
    ).toContain('  relu\n  dropout\n  repeat 2 {');
  });

  test('behind a parameter that comes to an identity, which stays for the other places', () => {
    const passed = text
      .replace('    Unit(8)\n', '    Unit(8, act: identity)\n')
      .replace('  add {\n    conv(8, 1)', '  Unit(8)\n  add {\n    conv(8, 1)');
    expect(edited(between('unit1.add1', 'unit2.conv1'), passed)).toContain('  act\n  dropout(0.5)\n}');
  });

  test.each(['lenet5', 'googlenet', 'resnet', 'densenet', 'inception_resnet_v2'])(
    'on any line of %s: the text stays right, and the layer lies on that line',
    (name) => {
      const source = readFileSync(`models/${name}.cnn`, 'utf8');
      const compilation = compileText(source);
      const { network } = compilation.models[0]!;
      const edges = networkToDiagram(network!, []).edges;
      const kinds = new Map(network!.layers.map(({ path, kind, origin }) => [path, { kind, origin }]));
      const lines = new Map(
        edges.map(({ source, target }) => {
          const [from, to] = [kinds.get(source)!, kinds.get(target)!];
          return [[from.kind, from.origin.start, to.kind, to.origin.start].join(), { source, target }];
        }),
      );
      const wrong = [...lines.values()].filter(({ source: from, target }) => {
        const after = compileText(edited(between(from, target, 'dropout(0.125)'), source));
        if (after.diagnostics.some(({ severity }) => severity === 'error')) return true;
        const layers = after.models[0]!.network!.layers;
        const kindOf = (path: string) => layers.find((layer) => layer.path === path)!.kind;
        const inserted = layers.filter(
          ({ kind, attributes }) => kind === 'dropout' && attributes['rate'] === 0.125,
        );
        return !inserted.some(({ path, inputs }) => {
          const readers = layers.filter((layer) => layer.inputs.includes(path));
          const isBehind = ['identity', kinds.get(from)!.kind].includes(kindOf(inputs[0]!));
          return isBehind && readers.length === 1 && readers[0]!.kind === kinds.get(target)!.kind;
        });
      });
      expect(wrong).toEqual([]);
    },
  );

  test('tells how many places of the network the text makes', () => {
    const placesOf = (change: LayerChange) => changedText(text, change).places;
    expect(placesOf({ kind: 'delete', id: 'unit1.bn1' })).toBe(2);
    expect(placesOf({ kind: 'delete', id: 'unit2' })).toBe(2);
    expect(placesOf({ kind: 'delete', id: 'dense1' })).toBe(1);
    expect(placesOf({ kind: 'delete', id: '/repeat' })).toBe(1);
    expect(placesOf(between('relu1', 'unit1.add1'))).toBe(2);
    expect(placesOf(between('unit1.bn1', 'unit1.add1'))).toBe(2);
    expect(placesOf(between('stem', 'relu1'))).toBe(1);
  });

  test('is refused where the layers are gone', () => {
    expect(edited(between('nowhere', 'relu1')).split('\n')).toHaveLength(1);
  });
});
