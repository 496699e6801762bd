// Files that import one another.

import { describe, expect, it } from 'vitest';
import { checkDiagnostics } from './support/checkDiagnostics.ts';
import { compileText, layerLines, mainFile, model, networkOf } from './support/compileText.ts';

const blocks = '/// A unit.\nblock Unit(c) { conv(c, 1) -> act }\nblock act { relu }\n';

describe('imports', () => {
  it('bring the blocks of another file, which see what their own file sees', () => {
    const network = networkOf(`import "lib/blocks.cnn"\n${model('Unit(8)')}`, { '/lib/blocks.cnn': blocks });
    expect(layerLines(network)).toEqual(['unit1.conv1 8x32x32', 'unit1.act1.relu1 8x32x32']);
    expect(network.layers[1]?.origin.file).toBe('/lib/blocks.cnn');
    expect(network.groups[0]?.origin.file).toBe(mainFile);
  });

  it('bring models to train', () => {
    const { recipes, models, diagnostics } = compileText(
      'import "net.cnn"\ntrain Net(n: 3) { data digits }',
      {
        '/net.cnn': 'model Net(n = 10) { input 1x28x28 -> flatten -> dense(7 + n) }',
      },
    );
    expect(diagnostics).toEqual([]);
    expect(models).toEqual([]);
    expect(
      recipes.map(({ name, valid, network }) => [name, valid, network?.layers.at(-1)?.outputShape]),
    ).toEqual([['Net', true, [10]]]);
  });

  it('do not bring what the other file imports', () => {
    checkDiagnostics(
      `import "a.cnn"\n${model('A -> ⟦B⟧')}`,
      [['unknown-layer', 'There is no layer or block `B`.']],
      { '/a.cnn': 'import "b.cnn"\nblock A { B }', '/b.cnn': 'block B { relu }' },
    );
  });

  it('report files that do not exist', () => {
    checkDiagnostics(`import ⟦"gone.cnn"⟧\n${model('relu')}`, [['import-not-found', '`gone.cnn`']]);
    for (const path of ['', ' ']) {
      const [empty] = checkDiagnostics(`import ⟦"${path}"⟧\n${model('relu')}`, [['import-not-found']]);
      expect(empty?.message).toBe(
        'This import names no file: write the path of one, as in `import "blocks.cnn"`.',
      );
    }
    const { diagnostics, models } = compileText('', {});
    expect([diagnostics, models]).toEqual([[], []]);
  });

  it('report circles where they close, and go on', () => {
    const others = { '/a.cnn': 'import "main.cnn"\nblock A { relu }' };
    const { diagnostics, models } = compileText(`import "a.cnn"\n${model('A')}`, others);
    expect(diagnostics.map(({ file, code, message }) => [file, code, message])).toEqual([
      [
        '/a.cnn',
        'import-cycle',
        'These files import one another in a circle: `main.cnn` imports `a.cnn` imports `main.cnn`.',
      ],
    ]);
    expect(models[0]?.network?.layers).toHaveLength(2);
    checkDiagnostics(`import ⟦"main.cnn"⟧\n${model('relu')}`, [
      ['import-cycle', '`main.cnn` imports itself'],
    ]);
  });

  it('report the errors of imported files there', () => {
    const { diagnostics, trees } = compileText(`import "a.cnn"\n${model('A(3)')}`, {
      '/a.cnn': 'block A(c) { conv(c 3) }',
    });
    expect(diagnostics.map(({ file, code }) => [file, code])).toEqual([['/a.cnn', 'syntax']]);
    expect([...trees.keys()]).toEqual([mainFile, '/a.cnn']);
  });

  it('warn of names that hide one another', () => {
    const others = { '/a.cnn': 'block A { relu }', '/b.cnn': 'block A { tanh }' };
    checkDiagnostics(`import "a.cnn"\nimport ⟦"b.cnn"⟧\n${model('A')}`, [['shadowing']], others);
    checkDiagnostics(
      `import "a.cnn"\nblock ⟦A⟧ { tanh }\n${model('A')}`,
      [['shadowing', 'imported']],
      others,
    );
  });

  it('say when the file itself is missing', async () => {
    const { compile } = await import('../../extension/language/compile.ts');
    const { diagnostics } = compile('/nowhere.cnn', { read: () => undefined, resolve: (_, path) => path });
    expect(diagnostics.map(({ code, file }) => [code, file])).toEqual([['file-not-found', '/nowhere.cnn']]);
  });
});
