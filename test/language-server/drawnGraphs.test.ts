// What a diagram is told as its text changes: the whole at first, and then no more than differs.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { networkToDiagram } from '../../extension/diagram/networkToDiagram.ts';
import { DrawnGraphs } from '../../extension/language-server/drawnGraphs.ts';
import type { GraphAnswer } from '../../extension/language-server/protocol.ts';
import { DrawnModel } from '../../extension/panels/drawnModel.ts';
import { compileText, mainFile } from './markedText.ts';

const model = (name: string) => readFileSync(join(import.meta.dirname, '../../models', name), 'utf8');
const resnet = model('resnet_cifar.cnn');
const lenet = model('lenet5.cnn');

/** As it comes out of the way between the processes. */
const told = (answer: GraphAnswer) => JSON.parse(JSON.stringify(answer)) as GraphAnswer;
const drawnWhole = (text: string) => {
  const { network } = compileText(text).models[0]!;
  return JSON.parse(JSON.stringify(networkToDiagram(network!, [])));
};

describe('The graph request', () => {
  it('answers the whole once, and then what differs, which comes to the same graph', () => {
    const graphs = new DrawnGraphs();
    let shown: DrawnModel | undefined;
    const kinds: (string | undefined)[] = [];
    const texts = [
      resnet,
      resnet.replace('classes = 10', 'classes = 100'),
      resnet.replace('classes = 10', 'classes = 100').replace('n = 3', 'n = 4'),
      resnet.replace('[16, 32, 64]', '[16, 32, 128]'),
      resnet,
      `// a comment\n${resnet}`,
    ];
    for (const text of texts) {
      const answer = told(graphs.answer(compileText(text), undefined, shown?.version));
      kinds.push(answer.drawn?.kind);
      shown = DrawnModel.after(shown, answer);
      expect(shown?.graph).toEqual(drawnWhole(text));
    }
    expect(kinds).toEqual(['whole', 'change', 'whole', 'whole', 'change', 'change']);
  });

  it('tells of a keystroke the layers that it changes alone', () => {
    const graphs = new DrawnGraphs();
    const { version } = graphs.answer(compileText(resnet), undefined, undefined);
    const { drawn } = graphs.answer(
      compileText(resnet.replace('classes = 10', 'classes = 101')),
      undefined,
      version,
    );
    if (drawn?.kind !== 'change') throw new Error('not a change');
    expect(drawn.change.nodes.map(([, node]) => `${node.kind} ${node.detail}`)).toEqual(['dense 101']);
    expect(drawn.change.groups).toEqual([]);
  });

  it('tells of what only moves in the text no layer, and where the calls stand now', () => {
    const graphs = new DrawnGraphs();
    const whole = graphs.answer(compileText(lenet), undefined, undefined);
    const answer = graphs.answer(compileText(`\n\n${lenet}`), undefined, whole.version);
    if (answer.drawn?.kind !== 'change') throw new Error('not a change');
    expect(answer.drawn.change.nodes).toEqual([]);
    const line = lenet.split('\n').findIndex((text) => text.includes('s2 = '));
    const shown = DrawnModel.after(DrawnModel.after(undefined, whole), answer)!;
    expect(shown.nodesAt(mainFile, line, -1)).not.toEqual(['s2']);
    expect(shown.nodesAt(mainFile, line + 2, -1)).toEqual(['s2']);
  });

  it('answers the whole to who knows another version, or was told of another model', () => {
    const graphs = new DrawnGraphs();
    const two = `${lenet}\nmodel Other { input 1x8x8 -> flatten -> dense(10) }`;
    const first = graphs.answer(compileText(two), undefined, undefined);
    graphs.answer(compileText(two), undefined, first.version);
    expect(graphs.answer(compileText(two), undefined, first.version).drawn?.kind).toBe('whole');
    const last = graphs.answer(compileText(two), 'Other', first.version + 2);
    expect(last.drawn).toMatchObject({ kind: 'whole', graph: { model: 'Other' } });
  });

  it('tells of a problem that comes and goes', () => {
    const graphs = new DrawnGraphs();
    const broken = lenet.replace('dense(84)', 'dense(84) -> conv(3, 3)');
    const fine = lenet.replace('dense(84)', 'dense(84) -> relu');
    let shown = DrawnModel.after(undefined, told(graphs.answer(compileText(fine), undefined, undefined)))!;
    const problems = () => shown.graph.nodes.filter(({ problem }) => problem?.severity === 'error').length;
    expect(problems()).toBe(0);
    shown = DrawnModel.after(shown, told(graphs.answer(compileText(broken), undefined, shown.version)))!;
    expect(problems()).toBe(1);
    shown = DrawnModel.after(shown, told(graphs.answer(compileText(fine), undefined, shown.version)))!;
    expect(problems()).toBe(0);
  });
});

describe('What a panel knows of the drawn model', () => {
  const shown = DrawnModel.after(
    undefined,
    new DrawnGraphs().answer(compileText(lenet), undefined, undefined),
  )!;
  const line = lenet.split('\n').findIndex((text) => text.includes('c1 = '));
  const start = lenet.indexOf('c1 = ');

  it('finds the nodes of the call under the cursor, or else of its line', () => {
    expect(shown.nodesAt(mainFile, line, start + 'c1 = co'.length)).toEqual(['c1.conv1']);
    expect(shown.nodesAt(mainFile, line, start)).toEqual(['c1.conv1', 'c1.relu1']);
    expect(shown.nodesAt('other.cnn', line, start)).toEqual([]);
  });

  it('knows the texts that its layers stand in', () => {
    expect([shown.isMadeIn(mainFile), shown.isMadeIn('other.cnn')]).toEqual([true, false]);
  });
});
