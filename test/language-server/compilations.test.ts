// One compilation for each text, forgotten exactly when something that it read changes.
import { beforeEach, describe, expect, it } from 'vitest';
import type { Compilation, FileHost } from '../../extension/language/compilation.ts';
import { Compilations } from '../../extension/language-server/compilations.ts';

let texts: Map<string, string>;
let compiled: string[];
let compilations: Compilations;

/** A language of which each line is the name of an import. */
function compileImports(file: string, host: FileHost): Compilation {
  compiled.push(file);
  for (const path of (host.read(file) ?? '').split('\n').filter((line) => line !== '')) {
    host.read(host.resolve(file, path));
  }
  return { file, trees: new Map(), diagnostics: [], models: [], recipes: [] };
}

beforeEach(() => {
  texts = new Map([
    ['net', 'blocks'],
    ['other', ''],
    ['blocks', ''],
  ]);
  compiled = [];
  const host: FileHost = { read: (file) => texts.get(file), resolve: (_from, path) => path };
  compilations = new Compilations(host, compileImports);
});

describe('Compilations', () => {
  it('are made once for a text, however often they are asked for', () => {
    expect(compilations.of('net')).toBe(compilations.of('net'));
    expect(compiled).toEqual(['net']);
  });

  it('are forgotten when the file or an import changes, and only then', () => {
    for (const file of ['net', 'other']) compilations.of(file);
    expect(compilations.invalidate('blocks')).toEqual(['net']);
    expect(compilations.invalidate('other')).toEqual(['other']);
    expect(compilations.invalidate('elsewhere')).toEqual([]);
    compilations.of('net');
    expect(compiled).toEqual(['net', 'other', 'net']);
  });

  it('are forgotten when an import that was missing appears', () => {
    texts.set('net', 'missing');
    compilations.of('net');
    expect(compilations.invalidate('missing')).toEqual(['net']);
  });
});
