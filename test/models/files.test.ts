// The files of the networks that ship: complete, clean, documented, formatted and short.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { diskFiles } from '../../cli/diskFiles.ts';
import { dataSources } from '../../engine/recipe/dataSources.ts';
import { compile } from '../../extension/language/compile.ts';
import { parse } from '../../extension/language/syntax/parser/parse.ts';
import { formatting } from '../../extension/language-server/formatting.ts';
import { diagnosticsOf, entries, modelsFolder } from './zooNetworks.ts';

const files = readdirSync(modelsFolder).filter((name) => name.endsWith('.cnn'));

const compiled = (file: string) => compile(join(modelsFolder, file), diskFiles);

/** Lines that hold more than a comment. */
function codeLines(text: string): number {
  const { tokens, lines } = parse(text);
  return new Set(tokens.filter(({ kind }) => kind !== 'end').map(({ start }) => lines.lineAt(start))).size;
}

describe('the list', () => {
  it('names every model of every file, and nothing else', () => {
    const declared = files.flatMap((file) => compiled(file).models.map(({ name }) => `${file} ${name}`));
    const listed = new Set(entries.map(({ file, model }) => `${file} ${model}`));
    expect([...listed].sort()).toEqual(declared.sort());
  });

  it('has no name twice, and no network twice', () => {
    expect(new Set(entries.map(({ name }) => name)).size).toBe(entries.length);
    const networks = entries.map(({ name, source, ...network }) => JSON.stringify(network));
    expect(new Set(networks).size).toBe(entries.length);
  });

  it('holds plain data with a source for each', () => {
    for (const entry of entries) {
      expect(Object.keys(entry)).toEqual(['name', 'file', 'model', 'arguments', 'source']);
      expect(Object.values(entry.arguments).every((text) => typeof text === 'string')).toBe(true);
      expect(entry.source).toMatch(/\b(19|20)\d\d\b/);
    }
  });

  it.each(entries.map((entry) => [entry.name, entry] as const))(
    'gives %s arguments without any problem',
    (_, entry) => {
      expect(diagnosticsOf(entry)).toEqual([]);
    },
  );
});

describe.each(files)('%s', (file) => {
  const text = readFileSync(join(modelsFolder, file), 'utf8');

  it('compiles without a warning', () => {
    expect(compiled(file).diagnostics).toEqual([]);
  });

  it('has at most 80 lines of code', () => {
    expect(codeLines(text)).toBeLessThanOrEqual(80);
  });

  it('is formatted', () => {
    expect(formatting(compiled(file))).toEqual([]);
  });

  it('has lines of at most 120 columns', () => {
    expect(text.split('\n').filter((line) => line.length > 120)).toEqual([]);
  });

  it('documents each of its blocks, models and recipes', () => {
    const { file: tree } = parse(text);
    const bare = tree.declarations.filter(
      (declaration) => declaration.kind !== 'import' && declaration.documentation === undefined,
    );
    expect(bare.map(({ start }) => text.slice(start).split('\n')[0])).toEqual([]);
  });

  it('says why where it allows a warning', () => {
    const allowed = [...text.matchAll(/\/\/ allow:.*/g)].map(([comment]) => comment);
    expect(allowed.filter((comment) => !/^\/\/ allow: [a-z-]+ \(.{10,}\)$/.test(comment))).toEqual([]);
  });

  it('trains only on images that the program has or reads', () => {
    for (const { recipe, valid } of compiled(file).recipes) {
      expect(valid).toBe(true);
      expect(dataSources.has(recipe?.data.kind ?? '')).toBe(true);
    }
  });
});

describe('the activation study', () => {
  it('has a recipe for each activation, alike but for the network', () => {
    const { recipes } = compiled('activations.cnn');
    expect(recipes.map(({ name }) => name)).toEqual([
      'relu',
      'leaky_relu',
      'shifted_relu',
      'softplus',
      'elu',
      'trained_elu',
    ]);
    const alike = recipes.map(({ recipe }) => ({ ...recipe, name: '', origin: undefined }));
    expect(alike.every((recipe) => JSON.stringify(recipe) === JSON.stringify(alike[0]))).toBe(true);
    const activations = recipes.map(
      ({ network }) => network?.layers.find((layer) => layer.inputs[0] === 'conv1')?.kind,
    );
    expect(activations).toEqual(['relu', 'leaky_relu', 'shifted_relu', 'softplus', 'elu', 'elu']);
  });
});
