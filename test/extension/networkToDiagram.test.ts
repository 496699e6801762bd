// The diagram of a network that the language made.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { networkToDiagram } from '../../extension/diagram/networkToDiagram.ts';
import { compile } from '../../extension/language/compile.ts';

const lenet5 = `model LeNet5 {
  input 1x32x32
  c1 = conv(6, 5x5) -> relu
  s2 = maxpool(2)
  c3 = conv(16, 5x5) -> relu
  s4 = maxpool(2)
  c5 = conv(120, 5x5) -> relu
  flatten
  f6 = dense(84) -> relu
  output = dense(10)
}`;

function networkOf(text: string) {
  const host = {
    read: (file: string) => (file === 'm.cnn' ? text : undefined),
    resolve: (_: string, path: string) => path,
  };
  const { network } = compile('m.cnn', host).models[0]!;
  if (!network) throw new Error('no network');
  return network;
}

describe('the diagram of a network', () => {
  const graph = networkToDiagram(networkOf(lenet5), []);

  test('writes layers as the papers do, with shape, parameters and multiply-adds', () => {
    const { kind, detail, shape, elements, parameters, macs, category } = graph.nodes[1]!;
    expect({ kind, detail, shape, elements, parameters, macs, category }).toEqual({
      kind: 'conv',
      detail: '5x5, 6',
      shape: '6x28x28',
      elements: 4704,
      parameters: 156,
      macs: 117_600,
      category: 'convolution',
    });
    expect(graph.nodes[0]).toMatchObject({ kind: 'input', category: 'input', detail: '', shape: '1x32x32' });
  });

  test('says when its totals count only what is known', () => {
    expect(graph.incomplete).toBe(false);
    const broken = networkToDiagram(networkOf(lenet5.replace('16, 5x5', '16, 50x50')), []);
    expect([broken.parameters, broken.incomplete]).toEqual([156, true]);
  });

  test('calls what is no layer or block by the word in the text, and by no name that it has not', () => {
    const { nodes } = networkToDiagram(
      networkOf('model M {\n  input 1x8x8\n  Missing(8)\n  c2 = cnv(4, 3)\n}'),
      [],
    );
    expect(nodes.slice(1).map(({ kind, name, category, shape }) => [kind, name, category, shape])).toEqual([
      ['Missing', undefined, 'custom', '?'],
      ['cnv', 'c2', 'custom', '?'],
    ]);
  });

  test('takes no name from a path that only counts a block whose own name ends in digits', () => {
    const { groups } = networkToDiagram(
      networkOf(
        'block Pair3 {\n  conv(3, 3x3)\n  relu\n}\nmodel M {\n  input 3x8x8\n  Pair3\n  Pair3\n  named = Pair3\n}\n',
      ),
      [],
    );
    expect(groups.filter(({ kind }) => kind === 'block').map(({ label, name }) => [label, name])).toEqual([
      ['Pair3', undefined],
      ['Pair3', undefined],
      ['Pair3', 'named'],
    ]);
  });

  test('adds up to the figures of the paper', () => {
    expect([graph.parameters, graph.macs]).toEqual([61_706, 416_520]);
  });

  test('connects the layers in order, and names them as the text does', () => {
    expect(graph.edges).toHaveLength(graph.nodes.length - 1);
    expect(
      graph.edges.every(
        ({ source, target }, index) =>
          source === graph.nodes[index]!.id && target === graph.nodes[index + 1]!.id,
      ),
    ).toBe(true);
    expect(graph.nodes.flatMap(({ name }) => name ?? [])).toEqual(['s2', 's4', 'output']);
  });

  test('draws dense blocks as a running concatenation: a line or two into each layer, however many there are', () => {
    const text = readFileSync(new URL('../../models/densenet.cnn', import.meta.url), 'utf8');
    const { nodes, edges } = networkToDiagram(networkOf(text), []);
    const concats = nodes.filter(({ kind }) => kind === 'concat');
    expect(concats).toHaveLength(6 + 12 + 24 + 16);
    for (const { id } of concats) expect(edges.filter(({ target }) => target === id)).toHaveLength(2);
    expect(edges).toHaveLength(nodes.length - 1 + concats.length);
  });

  test('draws an identity as a plain line, and counts what a group holds', () => {
    const residual = networkToDiagram(
      networkOf(`block Basic(c) { add { identity; { conv(c, 3, padding: same, bias: false) -> bn } } -> relu }
model Net { input 8x8x8; stage = Basic(8); Basic(8); global_avgpool -> dense(2) }`),
      [],
    );
    expect(residual.nodes.map(({ kind }) => kind)).toEqual([
      'input',
      'conv',
      'bn',
      'add',
      'relu',
      'conv',
      'bn',
      'add',
      'relu',
      'global_avgpool',
      'dense',
    ]);
    const [input, , , add] = residual.nodes;
    expect(residual.edges.map(({ source, target }) => [source, target])).toContainEqual([input!.id, add!.id]);
    const blocks = residual.groups.filter(({ kind }) => kind === 'block');
    expect(blocks.map(({ name, label, detail, parameters }) => [name, label, detail, parameters])).toEqual([
      ['stage', 'Basic', '8', 592],
      [undefined, 'Basic', '8', 592],
    ]);
  });

  test('keeps an identity that nothing reads, or that has a problem', () => {
    const network = networkOf('model Net { input 4; identity; identity }');
    expect(networkToDiagram(network, []).nodes.map(({ kind }) => kind)).toEqual(['input', 'identity']);
    const [, first] = network.layers;
    const problems = [{ layer: first!.path, severity: 'warning', message: 'Does nothing.' }] as const;
    expect(networkToDiagram(network, problems).nodes.map(({ kind }) => kind)).toEqual([
      'input',
      'identity',
      'identity',
    ]);
  });

  test('shows the first error of a layer, or else the first warning', () => {
    const network = networkOf(lenet5);
    const on = (layer: string, severity: 'error' | 'warning', message: string) => ({
      layer,
      severity,
      message,
    });
    const { nodes } = networkToDiagram(network, [
      on('s2', 'warning', 'w1'),
      on('s2', 'error', 'e1'),
      on('s2', 'error', 'e2'),
      on('s4', 'warning', 'w2'),
      on('s4', 'warning', 'w3'),
      on('gone', 'error', 'e3'),
    ]);
    expect(
      nodes.flatMap(({ id, problem }) => (problem ? [[id, problem.severity, problem.message]] : [])),
    ).toEqual([
      ['s2', 'error', 'e1'],
      ['s4', 'warning', 'w2'],
    ]);
  });

  test('shows what is unknown after a mistake as unknown', () => {
    const { nodes } = networkToDiagram(
      networkOf('model Net { input 1x8x8; conv(4, 9x9); conv(4, 3); dense(2) }'),
      [],
    );
    expect(nodes.map(({ shape, elements, macs }) => [shape, elements, macs])[1]).toEqual(['?', 0, 0]);
  });

  test('leaves auxiliary heads out of the totals', () => {
    const text = (head: string) =>
      `model Net { input 3x8x8; conv(4, 3); ${head}; global_avgpool -> dense(2) }`;
    const without = networkToDiagram(networkOf(text('')), []);
    const withHead = networkToDiagram(networkOf(text('head aux(weight: 0.3) { flatten -> dense(2) }')), []);
    expect([withHead.parameters, withHead.macs]).toEqual([without.parameters, without.macs]);
    expect(withHead.nodes.length).toBe(without.nodes.length + 2);
  });
});
