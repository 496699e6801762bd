// One model as a text of its own, with what it needs from other files and the arguments that were chosen.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { elaborateModel } from '../../extension/language/compile.ts';
import { figuresText } from '../../extension/language-server/codeLenses.ts';
import { standaloneModel, startingPoint } from '../../extension/language-server/standaloneModel.ts';
import { compileText } from './markedText.ts';

interface ZooEntry {
  readonly name: string;
  readonly file: string;
  readonly model: string;
  readonly arguments: Readonly<Record<string, string>>;
}

const zoo: readonly ZooEntry[] = JSON.parse(readFileSync('models/zoo.json', 'utf8'));

describe('A model as a text of its own', () => {
  it.each(zoo.filter(({ name }) => !/1202|190/.test(name)))(
    'is the same network as the one that ships: $name',
    ({ name, file, model, arguments: texts }) => {
      const shipped = compileText(readFileSync(`models/${file}`, 'utf8'));
      const text = standaloneModel(shipped, model, texts);
      const alone = compileText(text ?? '');
      // That plain networks degrade is what this one is there to show.
      const expectedCodes = name.startsWith('Plain-56') ? ['deep-without-shortcut'] : [];
      expect(alone.diagnostics.map(({ code }) => code)).toEqual(expectedCodes);
      const expected = elaborateModel(shipped, model, texts).network;
      expect(figuresText(alone.models[0]?.network)).toBe(figuresText(expected));
      expect(alone.models[0]?.network?.layers.map(({ path }) => path)).toEqual(
        expected?.layers.map(({ path }) => path),
      );
    },
  );

  it('leaves out what it does not need, and takes the blocks of other files in', () => {
    const main = [
      '// Networks of an example.',
      '',
      'import "blocks.cnn"',
      '',
      'block Unused { relu }',
      'block Plain(c) { conv(c, 1) -> relu } // in one line',
      '/// The one.',
      'model One(unit = Plain, n) { input 1x8x8 -> unit(n) }',
      'model Two { input 1x8x8 -> Unused }',
      '// Quick.',
      'train quick for One(n: 2) { data digits }',
      'train Two { data digits }',
    ].join('\n');
    const blocks = [
      'block Other { relu }',
      'block Inner(c) { conv(c, 3) -> relu }',
      '',
      '/// Twice.',
      'block Outer(c) { // allow: unused-block (for others)',
      '  Inner(c) -> Inner(c)',
      '}',
    ].join('\n');
    const compilation = compileText(main, { 'blocks.cnn': blocks });
    expect(standaloneModel(compilation, 'One', { unit: 'Outer', n: '4' })).toBe(
      `// Networks of an example.

block Inner(c) { conv(c, 3) -> relu }

/// Twice.
block Outer(c) {
  Inner(c) -> Inner(c)
}

/// The one.
model One(unit = Outer, n = 4) { input 1x8x8 -> unit(n) }

// Quick.
train quick for One(n: 2) { data digits }
`,
    );
  });

  it('has figures, and is nothing where there is no such model', () => {
    const compilation = compileText(readFileSync('models/resnet.cnn', 'utf8'));
    // Of torchvision's resnet50.
    expect(
      startingPoint(compilation, 'ResNet', { depths: '[3, 4, 6, 3]', unit: 'Bottleneck' })?.figures,
    ).toBe('25.6 M parameters, 4.09 GMAC');
    expect(startingPoint(compilation, 'Basic', {})).toBeNull();
  });
});
