// What differs between two networks, and the one diagram of both.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { diskFiles } from '../../cli/diskFiles.ts';
import { longestRising } from '../../engine/analysis/comparison/alignSequences.ts';
import { compareNetworks } from '../../engine/analysis/comparison/compareNetworks.ts';
import { comparisonStrip } from '../../extension/diagram/comparisonFigures.ts';
import { comparisonToDiagram } from '../../extension/diagram/comparisonToDiagram.ts';
import { compile, elaborateModel } from '../../extension/language/compile.ts';
import { initialFolds, visibleCount } from '../../webview/diagram/layout/folding.ts';
import { framesOf } from '../../webview/diagram/layout/frame.ts';
import { outlineOf } from '../../webview/diagram/layout/outline.ts';
import { modelsFolder, networkNamed } from '../models/zooNetworks.ts';

function networkOf(body: string) {
  return networkOfText(`model M { input 1x32x32\n${body}\n}`);
}

function networkOfText(text: string) {
  const host = {
    read: (file: string) => (file === 'm.cnn' ? text : undefined),
    resolve: (_: string, path: string) => path,
  };
  const { network } = compile('m.cnn', host).models[0]!;
  if (!network) throw new Error('no network');
  return network;
}

function compared(before: string, after: string) {
  const networks = { before: networkOf(before), after: networkOf(after) };
  const comparison = compareNetworks(networks.before, networks.after, { batch: 1 });
  return { comparison, graph: comparisonToDiagram(comparison, networks) };
}

/** `+ path`, `- path`, `~ path`, `. path` for what is only affected. */
function told(before: string, after: string): readonly string[] {
  const signs = { added: '+', removed: '-', changed: '~', affected: '.', equivalent: '=' };
  return compared(before, after).comparison.layers.flatMap((layer) =>
    layer.status === 'same' ? [] : [`${signs[layer.status]} ${(layer.after ?? layer.before)!.path}`],
  );
}

const chain = 'conv(6, 5) -> relu -> maxpool(2) -> conv(16, 5) -> relu -> flatten -> dense(10)';

describe('the comparison of two networks', () => {
  test('finds nothing between equal networks', () => {
    expect(told(chain, chain)).toEqual([]);
  });

  test('tells a changed attribute of its layer, and its consequences of the others', () => {
    const wider = chain.replace('conv(16, 5)', 'conv(32, 5)');
    expect(told(chain, wider)).toEqual(['~ conv2', '. relu2', '. flatten1', '. dense1']);
    const { comparison } = compared(chain, wider);
    expect(comparison.layers.find(({ status }) => status === 'changed')).toMatchObject({
      attributes: { channels: [16, 32] },
      rewired: false,
      before: { label: '5x5, 16', parameters: 2_416 },
      after: { label: '5x5, 32', parameters: 4_832 },
    });
    // conv1 156; conv2 2,416 and 4,832; dense 10 * (1,600 + 1) and 10 * (3,200 + 1).
    expect(comparison.figures.parameters).toEqual([156 + 2_416 + 16_010, 156 + 4_832 + 32_010]);
  });

  test('a layer put in between does not make the later ones of its kind seem changed', () => {
    const longer = chain.replace('maxpool(2)', 'maxpool(2) -> conv(6, 1) -> relu');
    expect(told(chain, longer)).toEqual(['+ conv2', '+ relu2']);
    expect(told(longer, chain)).toEqual(['- conv2', '- relu2']);
  });

  test('another activation or pooling in the place of one is a change of that layer', () => {
    expect(told(chain, chain.replaceAll('relu', 'elu'))).toEqual(['~ elu1', '~ elu2']);
    expect(told(chain, chain.replace('maxpool', 'avgpool'))).toEqual(['~ avgpool1']);
  });

  test('a layer keeps its identity by the name that the text gives it', () => {
    const named = 'a = conv(4, 3, padding: same)\nb = conv(4, 5, padding: same)\nflatten -> dense(10)';
    const without = 'b = conv(4, 7, padding: same)\nflatten -> dense(10)';
    expect(told(named, without)).toEqual(['- a', '~ b']);
  });

  test('a branch more is told of the merge that reads it', () => {
    const two = 'concat { conv(4, 1)\nconv(4, 3, padding: same) }\nflatten -> dense(10)';
    const three = two.replace('concat {', 'concat {\nmaxpool(3, stride: 1, padding: same)\n');
    expect(told(two, three)).toEqual(['+ maxpool1', '~ concat1', '. flatten1', '. dense1']);
  });

  test('branches that were exchanged are the same ones', () => {
    const sum = (...branches: readonly string[]) =>
      `conv(8, 1)\nadd { ${branches.join('\n')} }\nglobal_avgpool`;
    const branches = ['conv(8, 3, padding: same) -> bn -> relu', 'identity'] as const;
    expect(told(sum(...branches), sum(branches[1], branches[0]))).toEqual([]);
    const concat = (...parts: readonly string[]) => `concat { ${parts.join('\n')} }\nflatten -> dense(10)`;
    const parts = ['maxpool(3, stride: 1, padding: same)', 'conv(1, 1) -> relu'] as const;
    // The channels of a concatenation change places with its branches.
    expect(told(concat(...parts), concat(parts[1], parts[0]))).toEqual(['~ concat1']);
  });

  test('exchanged branches of a network that ships change nothing but their concatenations', () => {
    const file = join(modelsFolder, 'googlenet.cnn');
    const [one, three] = ['    Conv(n1x1, 1)\n', '    Conv(reduce3x3, 1) -> Conv(n3x3, 3)\n'];
    const text = readFileSync(file, 'utf8');
    expect(text).toContain(one + three);
    const networks = {
      before: networkOfText(text),
      after: networkOfText(text.replace(one + three, three + one)),
    };
    const comparison = compareNetworks(networks.before, networks.after, { batch: 1 });
    const told = comparison.layers.filter(({ status }) => status !== 'same');
    expect(new Set(told.map(({ after }) => after?.kind))).toEqual(new Set(['concat']));
    expect(told).toHaveLength(9);
    expect(told.every((layer) => layer.status === 'changed' && layer.rewired)).toBe(true);
    const graph = comparisonToDiagram(comparison, networks);
    const places = new Map(graph.nodes.map(({ id }, place) => [id, place]));
    for (const { source, target } of graph.edges) {
      expect(places.get(source)).toBeLessThan(places.get(target)!);
    }
  });

  test('a layer that changed places with the next is told of', () => {
    expect(told('conv(4, 3) -> bn -> relu', 'conv(4, 3) -> relu -> bn')).toEqual(['- bn1', '+ bn1']);
  });

  test('of broken networks says what is known', () => {
    expect(told(chain, chain.replace('conv(16, 5)', 'conv(16, 50)'))).toContain('~ conv2');
  });
});

function zooPair(first: string, second: string) {
  const [before, after] = [first, second].map((name) => {
    const { file, model, arguments: given } = networkNamed(name);
    return elaborateModel(compile(join(modelsFolder, file), diskFiles), model, given).network!;
  });
  const networks = { before: before!, after: after! };
  return { networks, comparison: compareNetworks(networks.before, networks.after, { batch: 1 }) };
}

const relatives = [
  ['ResNet-20 (CIFAR-10)', 'ResNet-56 (CIFAR-10)'],
  ['ResNet-50', 'ResNet-152'],
  ['GoogLeNet', 'GoogLeNet (torchvision)'],
] as const;

describe.each([...relatives, ['DenseNet-121', 'ResNet-34'] as const])('%s and %s', (first, second) => {
  const { networks, comparison } = zooPair(first, second);

  test('are told completely: each layer once, in the order of its text', () => {
    const sides = (side: 'before' | 'after') => comparison.layers.flatMap((layer) => layer[side]?.path ?? []);
    expect(sides('before')).toEqual(networks.before.layers.map(({ path }) => path));
    expect(sides('after')).toEqual(networks.after.layers.map(({ path }) => path));
  });

  test('make one diagram whose lines all go forward, between nodes that are there', () => {
    const graph = comparisonToDiagram(comparison, networks);
    const places = new Map(graph.nodes.map(({ id }, place) => [id, place]));
    expect(places.size).toBe(graph.nodes.length);
    const groups = new Set(graph.groups.map(({ id }) => id));
    expect(groups.size).toBe(graph.groups.length);
    for (const { source, target } of graph.edges) {
      expect(places.get(source)).toBeLessThan(places.get(target)!);
    }
    for (const { group } of graph.nodes) if (group !== undefined) expect(groups).toContain(group);
  });
});

test.each(relatives)('%s and %s differ the other way round by as many layers', (first, second) => {
  const counts = (layers: readonly { readonly status: string }[]) =>
    ['added', 'removed', 'changed', 'affected', 'same'].map(
      (status) => layers.filter((layer) => layer.status === status).length,
    );
  const [added, removed, ...others] = counts(zooPair(first, second).comparison.layers);
  expect(counts(zooPair(second, first).comparison.layers)).toEqual([removed, added, ...others]);
});

describe('the diagram of a comparison', () => {
  test('marks what came and went, and draws no line past what was put in between', () => {
    const { graph } = compared(chain, chain.replace('maxpool(2)', 'maxpool(2) -> bn'));
    expect(graph.nodes.flatMap(({ id, change }) => (change ? [[id, change.kind]] : []))).toEqual([
      ['bn1', 'added'],
    ]);
    const changed = graph.edges.filter(({ change }) => change !== undefined);
    expect(changed.map(({ source, target, change }) => `${change} ${source} ${target}`)).toEqual([
      'added maxpool1 bn1',
      'added bn1 conv2',
    ]);
  });

  test('says in words what a layer was', () => {
    const { graph } = compared(chain, chain.replace('conv(16, 5)', 'conv(16, 3, padding: same)'));
    expect(graph.nodes.find(({ id }) => id === 'conv2')?.change).toEqual({
      kind: 'changed',
      text: 'Changed: was conv 5x5, 16; output was 16x10x10; parameters were 2416',
    });
  });

  test('a removed layer keeps apart from a new one of its name', () => {
    const { graph } = compared('flatten\nx = dense(5)\ndense(10)', 'x = conv(4, 3)\nflatten -> dense(10)');
    expect(graph.nodes.map(({ id, change }) => [id, change?.kind])).toContainEqual([
      'x (removed)',
      'removed',
    ]);
    expect(graph.nodes.map(({ id, change }) => [id, change?.kind])).toContainEqual(['x', 'added']);
  });

  test('opens with equal and wholly new blocks folded, and those that differ inside open', () => {
    const block = 'conv(8, 3, padding: same) -> bn -> relu\nconv(8, 3, padding: same) -> bn -> relu';
    const text = (middle: string, more: string) =>
      `a = { ${block} }\nb = { ${block.replace('relu', middle)} }\n${more}\nglobal_avgpool -> dense(10)`;
    const { graph } = compared(text('relu', ''), text('elu', `c = { ${block} }`));
    const outline = outlineOf(graph);
    const folds = initialFolds(outline);
    expect(framesOf(outline).map(({ frame }) => [frame.title, folds.has(frame.id)])).toEqual([
      ['a', true],
      ['b', false],
      ['c', true],
    ]);
    expect(visibleCount(outline, folds)).toBe(1 + 1 + 6 + 1 + 2);
  });
});

test('of rounds that differ alike, the first one opens', () => {
  const rounds = (kernel: number) =>
    `block Unit(k) { conv(8, k, padding: same) -> relu }
     model M { input 8x16x16; repeat 6 { Unit(${kernel}) }; flatten -> dense(10) }`;
  const networks = { before: networkOfText(rounds(3)), after: networkOfText(rounds(5)) };
  const graph = comparisonToDiagram(compareNetworks(networks.before, networks.after, { batch: 1 }), networks);
  const outline = outlineOf(graph);
  const folds = initialFolds(outline);
  const shown = framesOf(outline).map(({ frame }) => [frame.count, folds.has(frame.id)]);
  expect(shown).toEqual([[6, false], [1, false], ...Array.from({ length: 5 }, () => [1, true])]);
});

describe('the figures above the diagram', () => {
  const figures = (before: string, after: string) => {
    const { comparison } = compared(before, after);
    const { figures: rows } = comparisonStrip(comparison, { before: 'a', after: 'b' });
    return new Map(rows.map(({ name, ...row }) => [name, Object.values(row)]));
  };
  const field = 'Receptive field';

  test('tell small differences in percent, large ones as factors, and pixels of the receptive field', () => {
    // 6 * 26 and 60 * 26 parameters.
    const grown = figures('conv(6, 5)', 'conv(60, 5)');
    expect(grown.get('Parameters')).toEqual(['156', '1,560', '× 10']);
    expect(figures('conv(100, 5)', 'conv(112, 5)').get('Parameters')?.[2]).toBe('+12 %');
    expect(figures('conv(6, 5)', 'conv(6, [5, 7])').get(field)).toEqual(['5x5', '5x7', '+0x2']);
    expect(figures('conv(6, 5)', 'conv(6, 3)').get(field)).toEqual(['5x5', '3x3', '−2x2']);
    expect(figures('conv(6, [7, 3])', 'conv(6, [3, 7])').get(field)).toEqual(['7x3', '3x7', '−4x+4']);
    expect(figures('conv(6, 5)', 'conv(6, 5)').get(field)).toEqual(['5x5', '5x5', '']);
  });
});

test('the longest rising subsequence is found, also among equal numbers', () => {
  expect(longestRising([3, 1, 2, 5, 4, 6]).map((place) => [3, 1, 2, 5, 4, 6][place])).toEqual([1, 2, 4, 6]);
  expect(longestRising([2, 2, 2])).toHaveLength(1);
  expect(longestRising([])).toEqual([]);
});
