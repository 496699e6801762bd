// What the panels ask: networks, recipes, layers at a place, and places of layers.
import { describe, expect, it } from 'vitest';
import {
  diagramAnswer,
  layersAt,
  originOf,
  recipeAnswers,
  variantAnswer,
} from '../../extension/language-server/networkQueries.ts';
import { compileAtCursor, compileText, mainFile, textIn } from './markedText.ts';

const text = `block Unit(channels) {
  conv(channels, 3, padding: same) -> relu
}
model Small {
  input 1x8x8
  stem = Unit(4)
  add {
    Unit(4)
    identity
  }
  global_avgpool -> dense(10)
}
model Other {
  input 1x8x8
  flatten -> dense(10)
}
train quick for Other { data digits(100); transform pad(2); epochs 1 }
`;

describe('The diagram request', () => {
  it('gives the first model, or the one that is named, with the names of all', () => {
    const first = diagramAnswer(compileText(text), undefined);
    expect([first.models, first.network?.name]).toEqual([['Small', 'Other'], 'Small']);
    expect(diagramAnswer(compileText(text), 'Other').network?.name).toBe('Other');
    expect(diagramAnswer(compileText(text), 'Renamed').network?.name).toBe('Small');
  });

  it('survives the way through JSON', () => {
    const answer = diagramAnswer(compileText(text), undefined);
    const layers = (JSON.parse(JSON.stringify(answer)) as typeof answer).network?.layers;
    expect(layers).toEqual(answer.network?.layers.map((layer) => JSON.parse(JSON.stringify(layer))));
    expect(layers?.length).toBe(9);
  });

  it('has a stand-in with the error for what is no layer or block, and its name or place', () => {
    const { problems, network } = diagramAnswer(
      compileText(
        'model M {\n  input 1x8x8\n  c1 = cnv(4, 3) -> relu\n  Missing(8)\n  flatten -> dense(10)\n}',
      ),
      undefined,
    );
    expect(network?.layers.map(({ path, kind }) => `${path}: ${kind}`)).toEqual([
      'input: input',
      'c1.unknown1: cnv',
      'c1.relu1: relu',
      'unknown1: Missing',
      'flatten1: flatten',
      'dense1: dense',
    ]);
    expect(problems.map(({ layer, message }) => `${layer}: ${message}`)).toEqual([
      'c1.unknown1: There is no layer or block `cnv`. Did you mean `conv`?',
      'unknown1: There is no layer or block `Missing`. Declare it with `block Missing { … }`, or import the file that does.',
    ]);
  });

  it("tells errors that no layer shows: of imports, asserts and what makes no layer, but no other model's", () => {
    const { elsewhere } = diagramAnswer(
      compileText(
        [
          'import "missing.cnn"',
          'block Unused() { conv(cat, 3) }',
          'model M {',
          '  input 1x8x8',
          '  conv(4, 9)',
          '  flatten -> dense(10)',
          '  assert params == 1 + cat',
          '}',
          'model Other {',
          '  input 1x8x8',
          '  assert params == 1 + cat',
          '}',
        ].join('\n'),
      ),
      'M',
    );
    expect(elsewhere.map(({ line, character }) => [line, character])).toEqual([
      [0, 7],
      [6, 23],
    ]);
    expect(elsewhere[0]?.message).toContain('missing.cnn');
  });

  it('says what to do where there is nothing to draw', () => {
    const message = (text: string) => diagramAnswer(compileText(text), undefined).message;
    expect(message('')).toMatch(/declares no model yet/);
    expect(message('block Fire(c) {\n  conv(c, 3)\n}')).toBe(
      'This file has blocks and no model to draw them in. Write `model Name { … }` with an `input` and `Fire`.',
    );
    expect(message('model M { }')).toMatch(/`M` has no input layer yet/);
  });

  it('names the layer that a problem belongs to', () => {
    const broken = 'model M {\n  input 1x8x8\n  conv(4, 3) -> conv(4, 9)\n  global_avgpool -> dense(10)\n}';
    const { problems, network } = diagramAnswer(compileText(broken), undefined);
    const kinds = problems.map(({ layer, severity }) => [
      network?.layers.find(({ path }) => path === layer)?.path,
      severity,
    ]);
    expect(kinds).toContainEqual(['conv2', 'error']);
  });

  it('gives a model with other arguments, or says what is wrong with them', () => {
    const family = compileText('model M(n = 2) { input 1x8x8; repeat n { conv(4, 3, padding: same) } }');
    const answer = (given: Record<string, string>) => variantAnswer(family, { model: 'M', arguments: given });
    expect(answer({ n: '5' }).network?.layers).toHaveLength(6);
    expect(answer({ n: '5' }).message).toBeUndefined();
    expect(answer({ n: '"many"' }).message).toContain('many');
    expect(answer({ width: '3' }).message).toContain('width');
    expect(answer({ n: '</script>' }).message).toBeDefined();
  });

  it('says what to do where there is nothing to draw', () => {
    expect(diagramAnswer(compileText(''), undefined).message).toContain('Write `model Name { … }`');
    expect(diagramAnswer(compileText('model M {\n}'), undefined).message).toContain('input');
  });
});

describe('The recipes request', () => {
  it('gives every recipe with its network and where its name stands', () => {
    const [recipe, ...others] = recipeAnswers(compileText(text));
    expect(others).toEqual([]);
    expect([recipe?.name, recipe?.model, recipe?.network?.name]).toEqual(['quick', 'Other', 'Other']);
    expect(textIn(text, recipe!.range)).toBe('quick');
  });
});

describe("A recipe's learning rate", () => {
  const net = 'model M {\n  input 1x28x28\n  flatten -> dense(10)\n}\n';
  const changed = (entries: string) => {
    const source = `${net}train M {\n  data digits\n${entries}}\n`;
    const { rate } = recipeAnswers(compileText(source))[0]!;
    if (!rate) return undefined;
    const lines = source.split('\n');
    const at = ({ line, character }: { line: number; character: number }) =>
      lines.slice(0, line).reduce((sum, { length }) => sum + length + 1, character);
    const { range, before, after } = rate;
    const text = `${source.slice(0, at(range.start))}${before}0.017${after}${source.slice(at(range.end))}`;
    const { recipes, diagnostics } = compileText(text);
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(recipes[0]?.recipe?.optimizer.attributes).toMatchObject({ lr: 0.017 });
    return /optimizer.*/.exec(text)![0];
  };

  it.each([
    ['by its name', 'adam(beta1: 0.8, lr: 1e-3)', 'adam(beta1: 0.8, lr: 0.017)'],
    ['by its place', 'sgd(0.1, momentum: 0.9)', 'sgd(0.017, momentum: 0.9)'],
    ['beside other options', 'adam(beta1: 0.8)', 'adam(lr: 0.017, beta1: 0.8)'],
    ['into empty parentheses', 'adam()', 'adam(lr: 0.017)'],
    ['of an optimizer alone', 'adam', 'adam(lr: 0.017)'],
  ])('is written %s', (_, before, after) => {
    expect(changed(`  optimizer ${before}\n`)).toBe(`optimizer ${after}`);
  });

  it('is written with the optimizer that the recipe leaves out', () => {
    expect(changed('')).toMatch(/^optimizer \w+\(lr: 0\.017/);
  });
});

describe('Layers at a place', () => {
  const layersAtCursor = (marked: string) => {
    const { compilation, position } = compileAtCursor(marked);
    return layersAt(compilation, position, undefined);
  };

  it.each([
    ['a layer', text.replace('-> dense', '-> de|nse'), ['dense1']],
    ["a block's use", text.replace('stem = Unit', 'stem = Un|it'), ['stem.conv1', 'stem.relu1']],
    ['a line in a block', text.replace('-> relu', '-> re|lu'), ['stem.relu1', 'unit1.relu1']],
    [
      'the beginning of a line',
      text.replace('  global_avgpool', '| global_avgpool'),
      ['global_avgpool1', 'dense1'],
    ],
    ["a merge's name", text.replace('add {', 'a|dd {'), ['unit1.conv1', 'unit1.relu1', 'identity1', 'add1']],
    ['another model', text.replace('flatten', 'flat|ten'), []],
  ])('of %s', (_, marked, paths) => {
    expect(layersAtCursor(marked)).toEqual(paths);
  });
});

describe('The place of a layer', () => {
  it('is the call that makes it; of a group, its use', () => {
    const compilation = compileText(text);
    const found = (path: string) => {
      const origin = originOf(compilation, undefined, path);
      return origin && [origin.uri, textIn(text, origin.range)];
    };
    expect(found('dense1')).toEqual([mainFile, 'dense(10)']);
    expect(found('stem.relu1')).toEqual([mainFile, 'relu']);
    expect(found('stem')).toEqual([mainFile, 'Unit(4)']);
    expect(found('gone')).toBeUndefined();
  });
});
