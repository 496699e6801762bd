// From text to network: shapes, paths, groups, parameters and order.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { summarize } from '../../engine/analysis/summarize.ts';
import type { Network } from '../../engine/network/network.ts';
import { compileText, layerLines, mainFile, model, networkOf, outputOf } from './support/compileText.ts';

const lenet = readFileSync(new URL('../../models/lenet5.cnn', import.meta.url), 'utf8');

function figures(network: Network) {
  const { parameters, macs } = summarize(network, { batch: 1 });
  return { parameters: parameters.total, macs: macs.total };
}

function groupLines({ groups }: Network): readonly string[] {
  return groups.map(
    ({ id, kind, label, detail, parent }) => `${kind} ${id} "${label}" (${detail}) in ${parent ?? '-'}`,
  );
}

describe('LeNet-5', () => {
  it('has the parameters and multiply-adds of the paper with full connections in C3', () => {
    expect(figures(networkOf(lenet))).toEqual({ parameters: 61_706, macs: 416_520 });
  });

  it('has a path for every layer that follows its names', () => {
    expect(layerLines(networkOf(lenet))).toEqual([
      'c1.conv1 6x28x28',
      'c1.relu1 6x28x28',
      's2 6x14x14',
      'c3.conv1 16x10x10',
      'c3.relu1 16x10x10',
      's4 16x5x5',
      'c5.conv1 120x1x1',
      'c5.relu1 120x1x1',
      'flatten1 120',
      'f6.dense1 84',
      'f6.relu1 84',
      'output 10',
    ]);
  });

  it('names its parameters after the layers, in the axis order of PyTorch', () => {
    const parameters = networkOf(lenet).layers.flatMap((layer) => layer.parameters);
    expect(parameters.map(({ name, shape }) => `${name} ${shape.join('x')}`)).toEqual([
      'c1.conv1.weight 6x1x5x5',
      'c1.conv1.bias 6',
      'c3.conv1.weight 16x6x5x5',
      'c3.conv1.bias 16',
      'c5.conv1.weight 120x16x5x5',
      'c5.conv1.bias 120',
      'f6.dense1.weight 84x120',
      'f6.dense1.bias 84',
      'output.weight 10x84',
      'output.bias 10',
    ]);
  });
});

const residual = readFileSync(new URL('./fixtures/resnetCifar.cnn', import.meta.url), 'utf8');
const blocks = { '/blocks.cnn': 'block Other { relu }' };

describe('ResNet for 32x32 images', () => {
  // Convolutions 3*16*9 + 6*16*16*9 + (16*32 + 5*32*32)*9 + (32*64 + 5*64*64)*9, projections 16*32 + 32*64,
  // bn 2*(7*16 + 7*32 + 7*64), dense 64*10 + 10.
  it('has the parameters of ResNet-20 with projection shortcuts', () => {
    expect(figures(networkOf(residual, blocks)).parameters).toBe(272_474);
    expect(compileText(residual, blocks).diagnostics).toEqual([]);
  });

  it('has a recipe for each of its `train` statements', () => {
    const { recipes } = compileText(residual, blocks);
    expect(recipes.map(({ name, valid, recipe }) => [name, valid, recipe?.batch, recipe?.epochs])).toEqual([
      ['ResNetCifar', true, 128, 60],
      ['quick', true, 64, 2],
    ]);
    const depths = recipes.map(({ network }) => network && summarize(network, { batch: 1 }).depth);
    expect(depths).toEqual([20, 8]);
  });

  it('has 6n + 2 weighted layers on its longest way', () => {
    expect(summarize(networkOf(residual, blocks), { batch: 1 }).depth).toBe(20);
  });

  it('gives blocks, rounds and merges a group each', () => {
    const lines = groupLines(networkOf(residual, blocks));
    expect(lines).toContain('block width2.basic1 "Basic" (32, stride: 2) in width2');
    expect(lines).toContain('iteration width2 "width = 32" () in /for');
    expect(lines).toContain('repeat width1/repeat "repeat 2" () in width1');
    expect(lines).toContain('branch width2.basic1.add1/2 "branch 2" () in width2.basic1.add1');
  });

  it('numbers uses of blocks on through loops without a variable', () => {
    const paths = networkOf(residual, blocks).layers.map(({ path }) => path);
    expect(paths.filter((path) => path.endsWith('add1'))).toEqual(
      [1, 2, 3].flatMap((width) => [1, 2, 3].map((block) => `width${width}.basic${block}.add1`)),
    );
  });
});

describe('paths', () => {
  const lines = (statements: string, blocks = '') => layerLines(networkOf(blocks + model(statements)));
  const paths = (statements: string, blocks = '') =>
    lines(statements, blocks).map((line) => line.split(' ')[0]);

  it('number layers by kind within their scope', () => {
    expect(paths('conv(4, 3) -> relu\n conv(4, 3) -> relu -> bn')).toEqual([
      'conv1',
      'relu1',
      'conv2',
      'relu2',
      'bn1',
    ]);
  });

  it('give a lone element its name, and several elements a scope', () => {
    expect(paths('a = conv(4, 3)\n b = conv(4, 3) -> relu\n c = a -> relu\n conv(4, 3)')).toEqual([
      'a',
      'b.conv1',
      'b.relu1',
      'c',
      'conv1',
    ]);
  });

  it('give a block use its name, and other uses a number', () => {
    const block = 'block Unit(c) { conv(c, 3) -> relu }\n';
    expect(paths('stem = Unit(8)\n Unit(8)\n Unit(8)', block)).toEqual([
      'stem.conv1',
      'stem.relu1',
      'unit1.conv1',
      'unit1.relu1',
      'unit2.conv1',
      'unit2.relu1',
    ]);
  });

  it('count rounds from 1, and repeated loops apart', () => {
    expect(paths('repeat 2 as i { relu }\n for i in [7] { relu }\n repeat 2 { relu }')).toEqual([
      'i1.relu1',
      'i2.relu1',
      'i1_2.relu1',
      'relu1',
      'relu2',
    ]);
  });

  it('add nothing for merges, branches and groups', () => {
    expect(paths('add { { relu; relu }\n tanh }\n m = add { relu; relu }')).toEqual([
      'relu1',
      'relu2',
      'tanh1',
      'add1',
      'relu3',
      'relu4',
      'm',
    ]);
  });

  it('stay unique against the names of the user', () => {
    const all = paths(
      'conv1 = conv(4, 3)\n conv(4, 3)\n relu1 = relu\n relu\n repeat 3 { x = relu }\n x = tanh',
    );
    expect(all).toEqual(['conv1', 'conv1_2', 'relu1', 'relu1_2', 'x', 'x_2', 'x_3', 'x_4']);
    expect(new Set(all).size).toBe(all.length);
  });

  it('stay when other kinds are put between', () => {
    const before = paths('conv(4, 3) -> relu\n conv(4, 3)');
    const after = paths('conv(4, 3) -> bn -> relu\n dropout(0.1)\n conv(4, 3)');
    expect(after).toEqual(expect.arrayContaining([...before]));
  });

  it('put heads in a scope of their name', () => {
    expect(
      paths(
        'conv(4, 3)\n head aux(weight: 0.2) { global_avgpool -> dense(10) }\n global_avgpool -> dense(10)',
      ),
    ).toEqual(['conv1', 'aux.global_avgpool1', 'aux.dense1', 'global_avgpool1', 'dense1']);
  });
});

describe('flow', () => {
  it('hands the value of each statement to the next, over lines and semicolons', () => {
    expect(outputOf('conv(8, 3); maxpool(2)\n conv(4, 1) ->\n relu')).toBe('4x15x15');
  });

  it('starts a chain from a named value', () => {
    expect(outputOf('a = conv(8, 3)\n maxpool(2)\n a -> conv(5, 1)')).toBe('5x30x30');
    expect(outputOf('a = conv(8, 3)\n maxpool(2)\n a')).toBe('8x15x15');
    const { layers, output } = networkOf(model('a = conv(8, 3)\n maxpool(2)\n a'));
    expect([layers.length, output]).toEqual([3, 'a']);
  });

  it('starts every branch from the value that entered the merge', () => {
    expect(outputOf('conv(8, 1)\n concat { conv(2, 1); { conv(3, 1) -> relu }; identity }')).toBe('13x32x32');
    const { layers } = networkOf(model('a = conv(8, 1)\n add { relu; a; tanh }'));
    expect(layers.at(-1)?.inputs).toEqual(['relu1', 'a', 'tanh1']);
  });

  it('makes a branch of each round where a merge stands before a loop', () => {
    expect(outputOf('concat for k in [1, 3, 5] { conv(k, k, padding: same) }')).toBe('9x32x32');
    expect(outputOf('concat repeat 4 { conv(2, 1) -> relu }')).toBe('8x32x32');
  });

  it('makes one branch of a loop inside a merge', () => {
    expect(outputOf('concat { for k in [1, 3] { conv(k, 1) }\n identity }')).toBe('6x32x32');
  });

  it('leaves a branch out where its condition does not hold', () => {
    const { layers } = networkOf(model('concat { relu; if 1 > 2 { conv(9, 1) }; if 2 > 1 { conv(7, 1) } }'));
    expect(layers.at(-1)?.outputShape).toEqual([10, 32, 32]);
  });

  it('passes the value on where a condition does not hold', () => {
    expect(outputOf('conv(8, 3)\n if in.channels > 8 { conv(1, 1) }')).toBe('8x30x30');
  });

  it('takes the output before a last softmax, which stays to be seen', () => {
    const { layers, output, heads } = networkOf(
      model('head a { flatten -> dense(10) -> softmax }\n flatten -> dense(10) -> softmax'),
    );
    expect([output, heads[0]?.output]).toEqual(['dense1', 'a.dense1']);
    expect(layers.at(-1)?.kind).toBe('softmax');
  });

  it('leaves the value as it was behind a head', () => {
    const { heads, layers } = networkOf(
      model(
        'a = conv(8, 3)\n head aux(weight: 0.3) { flatten -> dense(10) }\n b = relu\n flatten -> dense(10)',
      ),
    );
    expect(heads).toEqual([{ name: 'aux', weight: 0.3, output: 'aux.dense1' }]);
    expect(layers.find(({ path }) => path === 'b')?.inputs).toEqual(['a']);
    expect(layers.filter(({ head }) => head === 'aux').map(({ path }) => path)).toEqual([
      'aux.flatten1',
      'aux.dense1',
    ]);
  });

  it('passes layers, blocks and named values to blocks', () => {
    const blocks =
      'block Unit(c, act = relu) { conv(c, 1) -> act }\nblock Twice(unit, skip) { unit(4)\n concat { identity; skip } }\n';
    const network = networkOf(
      `${blocks}${model('s = conv(3, 1)\n Unit(2, act: leaky_relu(0.1))\n Twice(Unit, s)')}`,
    );
    expect(layerLines(network)).toEqual([
      's 3x32x32',
      'unit1.conv1 2x32x32',
      'unit1.leaky_relu1 2x32x32',
      'twice1.unit1.conv1 4x32x32',
      'twice1.unit1.relu1 4x32x32',
      'twice1.identity1 4x32x32',
      'twice1.concat1 7x32x32',
    ]);
    expect(network.layers[3]?.attributes.slope).toBe(0.1);
  });

  it('takes words for attributes through parameters', () => {
    const block = 'block Unit(pad = same) { conv(4, 3, padding: pad) }\n';
    expect(layerLines(networkOf(block + model('Unit\n Unit(valid)\n Unit(pad: 2)')))).toEqual([
      'unit1.conv1 4x32x32',
      'unit2.conv1 4x30x30',
      'unit3.conv1 4x32x32',
    ]);
  });

  it('lets a number have the name of a layer that a chain uses', () => {
    const block = 'block Unit(dropout = 0.5) { relu -> dropout(dropout) }\n';
    expect(networkOf(block + model('Unit(0.2)')).layers.at(-1)?.attributes.rate).toBe(0.2);
  });
});

describe('a network', () => {
  it('begins with its input, and has every layer after its inputs', () => {
    const { layers } = networkOf(residual, blocks);
    expect(layers[0]).toMatchObject({
      kind: 'input',
      inputs: [],
      outputShape: [3, 32, 32],
      attributes: { shape: [3, 32, 32] },
    });
    const seen = new Set<string>();
    for (const { path, inputs } of layers) {
      for (const input of inputs) expect(seen).toContain(input);
      seen.add(path);
    }
  });

  it('links every layer to the call that made it', () => {
    const { layers } = networkOf(residual, blocks);
    const conv = layers.find(({ path }) => path === 'width2.basic1.conv1');
    const { start, end, line, character, file } = conv!.origin;
    expect(residual.slice(start, end)).toBe('conv(channels, 3, padding: same, bias: false)');
    expect([file, line, character]).toEqual([mainFile, 13, 6]);
  });

  it('keeps its arguments as plain data', () => {
    const text =
      'model M(n = 3, act = leaky_relu(0.1), sizes = [3x3, 1], on = true) {\n input 1x8x8\n repeat n { act }\n if on { conv(len(sizes), 1) }\n}';
    expect(networkOf(text).arguments).toEqual({
      n: 3,
      act: { kind: 'leaky_relu', attributes: { slope: 0.1 } },
      sizes: [[3, 3], 1],
      on: true,
    });
  });
});
