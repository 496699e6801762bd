// Where a run keeps the texts that its own imports.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { keptImports } from '../../../engine/training/keptImports.ts';
import { RunFolder } from '../../../engine/training/runFolder.ts';
import { buildNetwork } from './buildNetwork.ts';
import { runRecordOf } from './runRecordOf.ts';
import { newRunFolder, stripesRecipe } from './trainOnStripes.ts';

const namesOf = (source: string, files: readonly string[]) =>
  keptImports(
    source,
    files.map((file) => ({ file, text: file })),
  ).map(({ name }) => name);

describe('an imported text', () => {
  it('stands as it stood beside the text that imports it, so that the kept text can be opened', () => {
    expect(namesOf('/nets/net.cnn', ['/nets/blocks.cnn', '/nets/parts/deep/stem.cnn'])).toEqual([
      'blocks.cnn',
      'parts/deep/stem.cnn',
    ]);
    expect(namesOf('C:\\nets\\net.cnn', ['C:\\nets\\parts\\stem.cnn'])).toEqual(['parts/stem.cnn']);
  });

  it('of another place stands among imports, each by a name of its own', () => {
    const files = [
      '/shared/blocks.cnn',
      '/other/blocks.cnn',
      '/nets/imports/blocks.cnn',
      'untitled:Untitled-1',
    ];
    expect(namesOf('/nets/net.cnn', files)).toEqual([
      'imports/blocks.cnn',
      'imports/blocks-2.cnn',
      'imports/blocks-3.cnn',
      'imports/untitled:Untitled-1',
    ]);
  });

  it("never takes the place of a run's own file", () => {
    expect(namesOf('/nets/net.cnn', ['/nets/run.json', '/nets/tensorboard'])).toEqual([
      'imports/run.json',
      'imports/tensorboard',
    ]);
  });

  it('is written with the run, character by character', async () => {
    const path = newRunFolder();
    const network = buildNetwork([1, 1, 2], [{ path: 'flatten', kind: 'flatten' }]);
    const text = 'block Unit() {\r\n  relu  // été\n}';
    const imports = keptImports('/nets/net.cnn', [{ file: '/nets/parts/unit.cnn', text }]);
    const record = runRecordOf(stripesRecipe, network, ['a', 'b']);
    await RunFolder.create(path, { record, network, sourceText: 'model Net() {}', imports });
    expect(readFileSync(join(path, 'parts/unit.cnn'), 'utf8')).toBe(text);
    expect(existsSync(join(path, 'small.cnn'))).toBe(true);
  });
});
