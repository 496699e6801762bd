// Going to declarations, finding uses, and renaming.
import { describe, expect, it } from 'vitest';
import {
  definition,
  documentHighlights,
  prepareRename,
  references,
  rename,
} from '../../extension/language-server/navigation.ts';
import { compileAtCursor, compileText, mainFile, placeOf } from './markedText.ts';

const library = 'block Unit(channels) {\n  conv(channels, 3)\n}\n';
const libraryFile = 'file:///nets/blocks.cnn';
const others = { 'blocks.cnn': library };

function definitionAt(marked: string): string | undefined {
  const { compilation, position } = compileAtCursor(marked, others);
  const found = definition(compilation, position);
  return found && `${found.uri.split('/').at(-1)} ${placeOf(found.range.start)}`;
}

function referencesAt(marked: string): string[] {
  const { compilation, position } = compileAtCursor(marked, others);
  return references(compilation, position, [], true).map(
    ({ uri, range }) => `${uri.split('/').at(-1)} ${placeOf(range.start)}`,
  );
}

describe('Going to a declaration', () => {
  it.each([
    ["a block's", 'block B { relu }\nmodel M {\n  input 1x2x2\n  |B\n}', 'main.cnn 0:6'],
    ["an imported block's", 'import "blocks.cnn"\nmodel M {\n  Un|it(16)\n}', 'blocks.cnn 0:6'],
    ['an imported parameter', 'import "blocks.cnn"\nmodel M {\n  Unit(chan|nels: 16)\n}', 'blocks.cnn 0:11'],
    ["a parameter's", 'block B(width) {\n  conv(wid|th, 3)\n}', 'main.cnn 0:8'],
    ["a named value's", 'model M {\n  stem = relu\n  add { st|em; relu }\n}', 'main.cnn 1:2'],
    ['a value by its size', 'model M {\n  stem = relu\n  conv(stem|.channels, 3)\n}', 'main.cnn 1:2'],
    ["a loop variable's", 'model M {\n  for w in [1, 2] { conv(|w, 3) }\n}', 'main.cnn 1:6'],
    ["a recipe's model", 'model M { relu }\ntrain quick for |M { epochs 1 }', 'main.cnn 0:6'],
    ["a model's parameter", 'model M(n = 1) { relu }\ntrain M(|n: 2) { epochs 1 }', 'main.cnn 0:8'],
    ["a parameter's, named as a layer", 'block B(dropout = 0.5) {\n  dropout(drop|out)\n}', 'main.cnn 0:8'],
    ['an imported file', 'import "blo|cks.cnn"', 'blocks.cnn 0:0'],
  ])('finds %s', (_, marked, place) => {
    expect(definitionAt(marked)).toBe(place);
  });

  it('takes the innermost of two names that are alike', () => {
    expect(definitionAt('block B(x) {\n  x = relu\n  { x = tanh; add { |x; relu } }\n}')).toBe(
      'main.cnn 2:4',
    );
  });

  it.each([
    ['a layer', 'model M {\n  co|nv(16, 3)\n}'],
    ['a layer, named as a parameter', 'block B(dropout = 0.5) {\n  drop|out(dropout)\n}'],
    ['a missing file', 'import "miss|ing.cnn"'],
    ['an unknown name', 'model M {\n  Unkn|own(3)\n}'],
  ])('finds nothing for %s', (_, marked) => {
    expect(definitionAt(marked)).toBeUndefined();
  });
});

describe('References', () => {
  it('hold the declaration and every use, across files', () => {
    expect(referencesAt('import "blocks.cnn"\nmodel M {\n  Uni|t(16) -> Unit(32)\n}').toSorted()).toEqual(
      ['blocks.cnn 0:6', 'main.cnn 2:2', 'main.cnn 2:14'].toSorted(),
    );
  });

  it('are found from the declaring file in the files that import it', () => {
    const text = 'import "blocks.cnn"\nmodel M {\n  Unit(16)\n}';
    const declaring = compileText(text, others, libraryFile);
    const places = references(declaring, { line: 0, character: 8 }, [compileText(text, others)], false);
    expect(places.map(({ uri, range }) => [uri, placeOf(range.start)])).toEqual([[mainFile, '2:2']]);
  });

  it('are highlighted in the file, the declaration as a write', () => {
    const { compilation, position } = compileAtCursor('model M {\n  stem = relu\n  |stem -> tanh\n}');
    expect(
      documentHighlights(compilation, position).map(({ range, kind }) => [placeOf(range.start), kind]),
    ).toEqual([
      ['1:2', 3],
      ['2:2', 2],
    ]);
  });
});

describe('Renaming', () => {
  const text = 'import "blocks.cnn"\nmodel M {\n  Un|it(channels: 16)\n}';

  it('changes the declaration and every use, across files', () => {
    const { compilation, position } = compileAtCursor(text, others);
    const result = rename(compilation, position, 'Stage', []);
    const edits = 'edit' in result ? (result.edit.changes ?? {}) : {};
    expect(
      Object.entries(edits).map(([uri, list]) => [uri, list.map(({ range }) => placeOf(range.start))]),
    ).toEqual(
      expect.arrayContaining([
        [mainFile, ['2:2']],
        [libraryFile, ['0:6']],
      ]),
    );
  });

  it.each([
    ['3x', 'letters'],
    ['in', 'word of the language'],
    ['M', 'declared'],
  ])('refuses the name %s and says why', (name, reason) => {
    const { compilation, position } = compileAtCursor(text, others);
    const result = rename(compilation, position, name, []);
    expect('refusal' in result ? result.refusal : '').toContain(reason);
  });

  it('is offered for names that a text declares, and not for layers', () => {
    const own = compileAtCursor(text, others);
    const range = prepareRename(own.compilation, own.position);
    expect(range && [placeOf(range.start), placeOf(range.end)]).toEqual(['2:2', '2:6']);
    const layer = compileAtCursor('model M {\n  re|lu\n}');
    expect(prepareRename(layer.compilation, layer.position)).toBeUndefined();
  });
});
