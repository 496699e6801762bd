// What completion offers at each kind of place.

import { describe, expect, it } from 'vitest';
import type { CompletionItem } from 'vscode-languageserver';
import { layerKinds } from '../../engine/layers/registry.ts';
import { dataSources } from '../../engine/recipe/dataSources.ts';
import { transforms } from '../../engine/recipe/transforms.ts';
import { validationSources } from '../../engine/recipe/validationSets.ts';
import { functionNames } from '../../extension/language/elaboration/functions.ts';
import { memberNames } from '../../extension/language/elaboration/members.ts';
import {
  declarationKeywords,
  recipeKeywords,
  statementKeywords,
} from '../../extension/language/syntax/tokens.ts';
import { completion, type ListFolder } from '../../extension/language-server/completion.ts';
import {
  declarationWords,
  expressionFunctions,
  memberWords,
  statementWords,
} from '../../extension/language-server/completionWords.ts';
import { recipeEntries } from '../../extension/language-server/recipeEntries.ts';
import { compileAtCursor, compileText } from './markedText.ts';

function itemsAt(marked: string, others?: Record<string, string>, listFolder?: ListFolder): CompletionItem[] {
  const { compilation, position } = compileAtCursor(marked, others);
  return completion(compilation, position, listFolder);
}

function labelsAt(marked: string, others?: Record<string, string>): string[] {
  return itemsAt(marked, others)
    .toSorted((a, b) => ((a.sortText ?? a.label) < (b.sortText ?? b.label) ? -1 : 1))
    .map(({ label }) => label);
}

const blocks = 'block Unit(channels, stride = 1) {\n  conv(channels, 3, stride: stride) -> relu\n}\n';

describe('Completion of statements', () => {
  it('offers statements, blocks, values and layers at the beginning of a line', () => {
    const labels = labelsAt(`${blocks}model M {\n  input 3x32x32\n  stem = conv(16, 3)\n  |\n}`);
    expect(labels).toEqual(
      expect.arrayContaining(['stem', 'Unit', 'conv', 'maxpool', 'repeat', 'head', 'assert']),
    );
    expect(labels.slice(0, 2)).toEqual(['stem', 'Unit']);
    expect(labels).not.toContain('M');
  });

  it('offers no statements, but every layer, after an arrow', () => {
    const labels = labelsAt('model M {\n  input 3x32x32 -> |\n}');
    expect(labels).toEqual(expect.arrayContaining([...layerKinds.keys()]));
    expect(labels).not.toContain('repeat');
  });

  it('offers what flows behind the name of a value, while a word is written', () => {
    expect(labelsAt('model M {\n  input 3x32x32\n  c1 = co|\n}')).toContain('conv');
  });

  it('does not offer values before they are named, nor those of other bodies', () => {
    const text = `${blocks}model M {\n  input 3x32x32\n  |\n  later = relu\n  repeat 2 { inner = relu }\n}`;
    const labels = labelsAt(text);
    expect(labels).not.toContain('later');
    expect(labels).not.toContain('inner');
    expect(labels).not.toContain('stride');
  });

  it('offers the parameters of the block around, and loop variables', () => {
    const labels = labelsAt('block B(width) {\n  for size in [1, 2] {\n    conv(|)\n  }\n}');
    expect(labels).toEqual(expect.arrayContaining(['width', 'size']));
  });

  it('inserts calls with a place for each argument that must be given', () => {
    const items = itemsAt(`${blocks}model M {\n  |\n}`);
    const textOf = (label: string) => items.find((item) => item.label === label)?.insertText;
    expect(textOf('conv')).toBe(`conv(\${1:channels}, \${2:kernel})`);
    expect(textOf('relu')).toBe('relu');
    expect(textOf('add')).toBe('add {\n\t$0\n}');
    expect(textOf('Unit')).toBe(`Unit(\${1:channels})`);
  });
});

describe('Completion of arguments', () => {
  it('offers the attributes that are not given yet', () => {
    const labels = labelsAt('model M {\n  input 3x32x32\n  conv(16, 3, stride: 2, |)\n}');
    expect(labels.slice(0, 2)).toEqual(['padding:', 'dilation:']);
    expect(labels).not.toContain('stride:');
    expect(labels).not.toContain('channels:');
  });

  it('offers the words of an attribute behind its colon', () => {
    expect(labelsAt('model M {\n  conv(16, 3, padding: |)\n}')).toEqual(
      expect.arrayContaining(['same', 'valid']),
    );
  });

  it("offers a block's parameters, also of an imported one", () => {
    const labels = labelsAt('import "blocks.cnn"\nmodel M {\n  Unit(|)\n}', { 'blocks.cnn': blocks });
    expect(labels.slice(0, 2)).toEqual(['channels:', 'stride:']);
  });

  it('offers layers by their names alone as values', () => {
    const items = itemsAt('block B(act) { act }\nmodel M {\n  B(act: |)\n}');
    expect(items.find(({ label }) => label === 'relu')?.insertText).toBeUndefined();
  });

  it('offers the sizes of a value behind a dot', () => {
    expect(labelsAt('model M {\n  input 3x32x32\n  conv(in.|, 3)\n}')).toEqual([
      'channels',
      'height',
      'width',
    ]);
  });
});

describe('Completion of recipes', () => {
  it('offers the entries that are not written yet', () => {
    const labels = labelsAt('train M {\n  data digits\n  |\n  epochs 3\n}');
    expect(labels).toContain('optimizer');
    expect(labels).not.toContain('data');
    expect(labels).not.toContain('epochs');
    expect(labels).not.toContain('conv');
  });

  it.each([
    ['optimizer |', 'sgd'],
    ['schedule |', 'cosine'],
    ['data |', 'digits'],
    ['data digits(100), |', 'validation:'],
    ['data digits(100), validation: |', 'mnist'],
    ['augment flip_horizontal(0.5),\n    |', 'crop'],
    ['optimizer sgd(|)', 'momentum:'],
    ['schedule cosine(|)', 'warmup:'],
    ['device |', 'cpu'],
  ])('offers in `%s` the word %s', (entry, word) => {
    expect(labelsAt(`train M {\n  ${entry}\n}`)).toContain(word);
  });

  const entriesOf = (entry: string) => itemsAt(`train M {\n  ${entry}\n}`);

  it('offers every data source, transform and way to set images aside, with its reference', () => {
    for (const [entry, registry] of [
      ['data |', dataSources],
      ['data digits, validation: |', validationSources],
      ['transform |', transforms],
      ['transform resize(8), |', transforms],
    ] as const) {
      const items = entriesOf(entry);
      for (const [kind, { documentation }] of registry) {
        const item = items.find(({ label }) => label === kind);
        expect(item, `${entry} ${kind}`).toBeDefined();
        expect(JSON.stringify(item!.documentation)).toContain(
          JSON.stringify(documentation.split('\n')[0]).slice(1, -1),
        );
      }
    }
  });

  it('offers every attribute of every data source and transform, and each of its choices', () => {
    for (const [keyword, registry] of [
      ['data', dataSources],
      ['data digits, validation:', validationSources],
      ['transform', transforms],
    ] as const) {
      for (const [kind, { attributes }] of registry) {
        const names = Object.keys(attributes);
        const offered = entriesOf(`${keyword} ${kind}(|)`).map(({ label }) => label);
        expect(offered, kind).toEqual(expect.arrayContaining(names.map((name) => `${name}:`)));
        for (const [name, { choices = [] }] of Object.entries(attributes)) {
          const values = entriesOf(`${keyword} ${kind}(${name}: |)`).map(({ label }) => label);
          expect(values, `${kind} ${name}`).toEqual(expect.arrayContaining([...choices]));
        }
      }
    }
    expect(entriesOf('data npy("x", "y", layout: |)').map(({ label }) => label)).toEqual(
      expect.arrayContaining(['nhwc', 'nchw', 'nhw']),
    );
    expect(entriesOf('data images("i", corrupt: |)').map(({ label }) => label)).toContain('skip');
  });

  it('offers the models behind `train`, and behind the name of a recipe', () => {
    const model = `${blocks}model Net {\n  input 3x32x32\n}\n`;
    expect(labelsAt(`${model}train |`)).toEqual(['Net']);
    expect(labelsAt(`${model}train quick for N|`)).toEqual(['Net']);
  });
});

describe('Completion elsewhere', () => {
  it('offers declarations at the top of a file', () => {
    const offered = [
      'block',
      'import',
      'model',
      'train',
      'dense block',
      'inception module',
      'residual block',
    ];
    expect(labelsAt('|')).toEqual(offered);
    expect(labelsAt(`${blocks}\nmo|`)).toEqual(offered);
  });

  it.each([
    ['residual block', 'Residual(32, stride: 2)', '32x8x8'],
    ['residual block', 'Residual(16)', '16x16x16'],
    ['inception module', 'Inception(8, 4, 12, 2, 4, 6)', '30x16x16'],
    ['dense block', 'DenseBlock(3, 12)', '52x16x16'],
  ])('offers a %s that is right as it stands', (label, use, shape) => {
    const item = itemsAt('|').find((candidate) => candidate.label === label);
    const block = item?.insertText?.replaceAll(/\$\{\d:(\w+)\}|\$0/g, '$1') ?? '';
    const text = `${block}\nmodel M {\n  input 16x16x16\n  ${use}\n}`;
    const compilation = compileText(text);
    expect(compilation.diagnostics).toEqual([]);
    const { network } = compilation.models[0]!;
    const output = network?.layers.find(({ path }) => path === network.output);
    expect(output?.outputShape?.join('x')).toBe(shape);
  });

  it('offers figures behind `assert`', () => {
    expect(labelsAt('model M {\n  assert |\n}')).toEqual(
      expect.arrayContaining(['params', 'macs', 'receptive_field']),
    );
  });

  it('offers the warnings that a comment may allow', () => {
    const labels = labelsAt('model M {\n  // allow: linear-pair, bi|\n}');
    expect(labels).toContain('bias-before-bn');
    expect(labels).not.toContain('unknown-layer');
  });

  it('offers the operators of ONNX in `custom`, and the attributes of the one that is named', () => {
    const operators = itemsAt('model M {\n  custom("M|")\n}');
    expect(operators.find(({ label }) => label === 'Mish')?.detail).toBe('ONNX 18');
    expect(operators.find(({ label }) => label === 'MaxPool')?.detail).toBe('ONNX 1, needs `shape`');
    expect(labelsAt('model M {\n  custom("Shrink", |)\n}').slice(0, 3)).toEqual([
      'bias:',
      'lambd:',
      'shape:',
    ]);
    expect(labelsAt('model M {\n  custom("Shrink", bias: 1, |)\n}').slice(0, 2)).toEqual([
      'lambd:',
      'shape:',
    ]);
    expect(labelsAt('model M {\n  custom("Shrink", domain: "|")\n}')).toEqual([]);
  });

  it('offers files and folders in an import', () => {
    const listFolder = (path: string) => (path === 'parts/' ? ['blocks.cnn', 'more/', 'notes.txt'] : []);
    const items = itemsAt('import "parts/|"', {}, listFolder);
    expect(items.map(({ label }) => label)).toEqual(['blocks.cnn', 'more/']);
  });

  it.each(['data mnist("|")', 'data digits(9), validation: mnist("sets/|")'])(
    'offers the folders in `%s`',
    (entry) => {
      const listFolder = (path: string) =>
        path === (entry.includes('sets') ? 'sets/' : '.') ? ['mnist/', 'net.cnn'] : [];
      const items = itemsAt(`train M {\n  ${entry}\n}`, {}, listFolder);
      expect(items.map(({ label }) => label)).toEqual(['mnist/']);
    },
  );

  it.each([
    'data npz("|")',
    'data npy("x.npy", labels: "|")',
    'data csv("|")',
    'data parquet("|")',
    'data images("i"), validation: listed("|")',
  ])('offers files of data in `%s`', (entry) => {
    const files = [
      'a.npz',
      'i/',
      'net.cnn',
      'pets.tar.gz',
      't.csv',
      'train-images-idx3-ubyte',
      'val.txt',
      'x.png',
    ];
    const items = itemsAt(`train M {\n  ${entry}\n}`, {}, () => files);
    expect(items.map(({ label }) => label)).toEqual(
      files.filter((name) => !['net.cnn', 'x.png'].includes(name)),
    );
  });

  it.each([
    ['a line comment', 'model M {\n  // conv |\n}'],
    ['a block comment', '/* conv | */'],
    ['a text', 'model M {\n  Unit("Ab|s")\n}'],
    ['the list of parameters', 'block B(chan|) { relu }'],
    ['a number', 'model M {\n  conv(1|)\n}'],
    ['the end of an operand', 'model M {\n  conv(16 |)\n}'],
  ])('offers nothing in %s', (_, marked) => {
    expect(labelsAt(marked)).toEqual([]);
  });

  it('keeps step with the words of the language', () => {
    const first = (words: readonly (readonly string[])[]) => words.map(([word]) => word).toSorted();
    expect(first(statementWords)).toEqual([...statementKeywords].toSorted());
    expect(first(declarationWords)).toEqual([...declarationKeywords].toSorted());
    expect(first(expressionFunctions)).toEqual([...functionNames].toSorted());
    expect(first(memberWords)).toEqual([...memberNames].toSorted());
    expect([...recipeEntries.keys()].toSorted()).toEqual([...recipeKeywords].toSorted());
  });
});
