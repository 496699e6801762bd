// Training recipes: entries, defaults, the data against the network, and changes from outside.

import { describe, expect, it } from 'vitest';
import { elaborateModel, elaborateRecipe } from '../../extension/language/compile.ts';
import { checkDiagnostics } from './support/checkDiagnostics.ts';
import { compileText } from './support/compileText.ts';

const classifier =
  'model M(classes = 10, n = 1) {\n input 1x28x28\n flatten\n repeat n { dense(20) -> relu }\n dense(classes)\n}\n';

describe('a recipe', () => {
  it('has its entries with defaults filled in', () => {
    const { recipes, diagnostics } = compileText(
      `${classifier}train quick for M {\n data digits(500), validation: digits(100, seed: 2)\n transform normalize(0.13, 0.31)\n` +
        ' augment shift(2), rotate(10)\n optimizer sgd(lr: 0.1, momentum: 0.9, nesterov: true, weight_decay: 5e-4)\n' +
        ' schedule cosine(warmup: 5)\n loss cross_entropy(label_smoothing: 0.1)\n batch 128; epochs 3; seed 7; device cpu\n}',
    );
    expect(diagnostics).toEqual([]);
    const [quick] = recipes;
    // The declarations may have more attributes, which are then at their defaults.
    expect(quick?.recipe).toMatchObject({
      name: 'quick',
      data: { kind: 'digits', attributes: { count: 500, seed: 1 } },
      validation: { kind: 'digits', attributes: { count: 100, seed: 2 } },
      transforms: [{ kind: 'normalize', attributes: { mean: [0.13], deviation: [0.31] } }],
      augmentations: [
        { kind: 'shift', attributes: { pixels: 2 } },
        { kind: 'rotate', attributes: { degrees: 10 } },
      ],
      optimizer: {
        kind: 'sgd',
        attributes: { lr: 0.1, momentum: 0.9, nesterov: true, weight_decay: 0.0005 },
      },
      schedule: { kind: 'cosine', attributes: { warmup: 5 } },
      loss: { kind: 'cross_entropy', attributes: { label_smoothing: 0.1 } },
      batch: 128,
      epochs: 3,
      seed: 7,
      device: 'cpu',
      origin: expect.objectContaining({ line: 6, character: 0 }),
    });
  });

  it('has defaults for everything but its data', () => {
    const { recipes } = compileText(`${classifier}train M { data digits }`);
    expect(recipes[0]?.recipe).toMatchObject({
      name: 'M',
      validation: undefined,
      optimizer: { kind: 'sgd', attributes: { lr: 0.05, momentum: 0.9, weight_decay: 0.0005 } },
      schedule: { kind: 'cosine' },
      loss: { kind: 'cross_entropy' },
      batch: 64,
      epochs: 10,
      seed: 1,
      device: 'auto',
    });
    checkDiagnostics(`${classifier}train ⟦M⟧ { epochs 1 }`, [['missing-data', 'data digits(12000)']]);
  });

  it('has the network with its own arguments', () => {
    const { recipes } = compileText(
      `${classifier}train M { data digits }\ntrain deep for M(n: 3) { data digits }`,
    );
    expect(
      recipes.map(({ name, arguments: given, network }) => [name, given, network?.layers.length]),
    ).toEqual([
      ['M', { classes: 10, n: 1 }, 5],
      ['deep', { classes: 10, n: 3 }, 9],
    ]);
  });

  it('reports the errors that its arguments make, naming the recipe', () => {
    const [problem] = checkDiagnostics(
      `${classifier.replace('dense(20)', 'dense(⟦20 // n⟧)').replace('repeat n', 'repeat 1')}train M { data digits }\ntrain wide for M(n: 40) { data digits }`,
      [['wrong-type', '`units` must be a whole number, at least 1, not 0.']],
    );
    expect(problem?.related.map(({ message }) => message)).toContain('With the arguments of this recipe.');
  });

  it.each([
    ['⟦batc⟧ 3', 'unknown-entry', 'Did you mean `batch`?'],
    ['epochs 1; ⟦epochs⟧ 2', 'duplicate-entry', 'set twice'],
    ['epochs ⟦0⟧', 'wrong-type', 'a whole number, from 1 to 100000, not 0.'],
    ['batch 1, ⟦2⟧', 'too-many-arguments', '`batch` is set to one value'],
    ['optimizer ⟦adamm⟧(lr: 0.1)', 'unknown-call', 'There is no optimizer `adamm`.'],
    ['optimizer ⟦sgd⟧', 'missing-argument', '`sgd` needs its attribute `lr`'],
    ['optimizer sgd(lr: ⟦true⟧)', 'wrong-type', '`lr` must be a number, at least 0, not true.'],
    ['schedule ⟦3⟧', 'wrong-type', 'a schedule such as'],
    ['device ⟦gpu⟧', 'unknown-name', 'Nothing here is named `gpu`: the words for this place are `auto`, '],
    ['loss cross_entropy(⟦smooth⟧: 1)', 'unknown-attribute', '`label_smoothing`'],
    ['optimizer sgd(lr: 1), ⟦sgd(lr: 2)⟧', 'too-many-arguments', 'one value only'],
    [
      'transform normalize([0.1, 0.2, 0.3], ⟦0.1⟧)'
        .replace('⟦0.1⟧', '0.1')
        .replace('[0.1, 0.2, 0.3]', '⟦[0.1, 0.2, 0.3]⟧'),
      'normalize-needs-one-per-channel',
      'lists 3 numbers',
    ],
    ['augment crop(⟦24⟧)', 'crop-changes-size', 'cuts 24x24 out of images of 28x28'],
  ])('checks %s', (entry, code, message) => {
    checkDiagnostics(`${classifier}train M {\n data digits\n ${entry}\n}`, [[code, message]]);
  });

  it('checks the validation of its data by name', () => {
    checkDiagnostics(`${classifier}train M { data digits, ⟦validaton⟧: digits }`, [
      ['unknown-attribute', 'Did you mean `validation`?'],
    ]);
  });

  it('suggests models', () => {
    const { diagnostics, recipes } = compileText(
      'model LeNet5 { input 1x28x28 -> flatten -> dense(10) }\ntrain LeNet { data digits }',
    );
    expect(diagnostics.map(({ code, message }) => [code, message])).toEqual([
      ['unknown-model', 'There is no model `LeNet`. Did you mean `LeNet5`?'],
    ]);
    expect(recipes[0]?.valid).toBe(false);
  });
});

describe('the data of a recipe', () => {
  it('has images of the shape of the input, after the transforms', () => {
    const lenet = 'model L {\n input 1x32x32\n flatten -> dense(10)\n}\n';
    const [problem] = checkDiagnostics(`${lenet}train L { data ⟦digits⟧ }`, [
      ['image-shape-mismatch', 'images of 1x28x28 and `L` takes 1x32x32: add `transform pad(2)`.'],
    ]);
    expect(problem?.related.map(({ message }) => message)).toEqual(['The input of the model is here.']);
    checkDiagnostics(`${lenet}train L { data digits; transform pad(2) }`, []);
  });

  it('has as many classes as the classifier has scores', () => {
    checkDiagnostics(`${classifier}train M(classes: 100) { data ⟦digits⟧ }`, [
      ['class-count-mismatch', '`digits` has 10 classes, and `dense2` gives 100 scores'],
    ]);
  });

  it('needs scores for an output', () => {
    checkDiagnostics('model M { input 1x28x28 -> ⟦conv(8, 3)⟧ }\ntrain M { data digits }', [
      ['output-not-vector', 'a feature map of 8x26x26'],
    ]);
  });
});

describe('a model without defaults', () => {
  const open = 'model M(⟦n⟧) { input 1x28x28 -> flatten -> dense(n) }\n';

  it('is shown by its recipes only', () => {
    checkDiagnostics(open, [['missing-default', '`n = 10`']]);
    const { models, recipes } = compileText(`${open.replaceAll(/[⟦⟧]/g, '')}train M(n: 10) { data digits }`);
    expect([models[0]?.network, models[0]?.valid, recipes[0]?.valid]).toEqual([undefined, false, true]);
  });
});

describe('changes from outside', () => {
  const compilation = compileText(
    `${classifier}train M { data digits; epochs 5 }\ntrain quick for M(n: 2) { data digits(100); epochs 1 }`,
  );

  it('give a model other arguments', () => {
    const { network, diagnostics } = elaborateModel(compilation, 'M', { n: '3', classes: '5 * 2' });
    expect([diagnostics, network?.layers.length, network?.arguments]).toEqual([[], 9, { classes: 10, n: 3 }]);
  });

  it('are checked like texts, and quoted', () => {
    const said = (given: Record<string, string>) =>
      elaborateModel(compilation, 'M', given).diagnostics.map(({ code, file, message }) => [
        code,
        file,
        message,
      ]);
    expect(said({ n: '3 +' })).toEqual([['syntax', '/main.cnn', expect.stringContaining('In `n = 3 +`: ')]]);
    expect(said({ m: '3' })).toEqual([
      ['unknown-parameter', '/main.cnn', 'In `m = 3`: `M` has no parameter `m`. It has `classes`, `n`.'],
    ]);
    expect(said({ n: '"many"' })[0]?.[0]).toBe('wrong-type');
  });

  it('choose a recipe by name, by model, or the first', () => {
    const named = (name?: string, model?: string) =>
      elaborateRecipe(compilation, { name, model }, { arguments: {}, entries: {} }).recipe?.recipe?.name;
    expect([named(), named('quick'), named(undefined, 'M'), named('gone')]).toEqual([
      'M',
      'quick',
      'M',
      undefined,
    ]);
  });

  it('set entries and arguments of a recipe', () => {
    const { recipe, diagnostics } = elaborateRecipe(
      compilation,
      { name: 'quick', model: undefined },
      {
        arguments: { n: '4' },
        entries: { data: 'digits(7), validation: digits(3)', epochs: '9', seed: '4' },
      },
    );
    expect(diagnostics).toEqual([]);
    expect(recipe?.recipe).toMatchObject({
      epochs: 9,
      seed: 4,
      data: { attributes: { count: 7 } },
      validation: { attributes: { count: 3 } },
    });
    expect(recipe?.network?.layers).toHaveLength(11);
  });

  it('say what is wrong with them', () => {
    const { recipe, diagnostics } = elaborateRecipe(
      compilation,
      { name: undefined, model: undefined },
      { arguments: {}, entries: { epochs: 'ten', data: 'mnist' } },
    );
    expect(recipe?.valid).toBe(false);
    expect(diagnostics.map(({ message }) => message)).toEqual([
      'In `epochs ten`: Nothing here is named `ten`. Write a value (a number, a size, a text in quotes), or in a body the ' +
        'name of a parameter, a layer or a block.',
      'In `data mnist`: `mnist` needs its attribute `folder`, a text in quotes.',
    ]);
  });

  it('give a model without a recipe the defaults', () => {
    const bare = compileText(classifier);
    const { recipe, diagnostics } = elaborateRecipe(
      bare,
      { name: undefined, model: 'M' },
      { arguments: {}, entries: { data: 'digits(100)' } },
    );
    expect(diagnostics).toEqual([]);
    expect(recipe?.recipe).toMatchObject({ name: 'M', batch: 64, data: { attributes: { count: 100 } } });
  });
});
