// Any change from the diagram, in any style of text: no error of order, no lost comment, no empty braces.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type RandomStream, randomStream } from '../../engine/random.ts';
import { networkToDiagram } from '../../extension/diagram/networkToDiagram.ts';
import { childrenOf } from '../../extension/language/syntax/children.ts';
import { parse } from '../../extension/language/syntax/parser/parse.ts';
import type { SyntaxNode } from '../../extension/language/syntax/tree.ts';
import { resolveUri } from '../../extension/language-server/fileUri.ts';
import { layerDetails } from '../../extension/language-server/layerDetails.ts';
import type { LayerChange } from '../../webview/protocol/details.ts';
import { changedText } from './changedText.ts';
import { compileText, mainFile } from './markedText.ts';
import { restyled } from './restyledText.ts';

type Texts = Readonly<Record<string, string>>;

const blocksFile = resolveUri(mainFile, 'blocks.cnn');

function compileTexts(texts: Texts) {
  return compileText(texts[mainFile]!, { 'blocks.cnn': texts[blocksFile] ?? '' });
}

/** Shapes may differ after a change, and are seen in the diagram; these may not. */
const ofOrder = new Set([
  'syntax',
  'unclosed-brace',
  'unclosed-comment',
  'invalid-number',
  'unexpected-character',
  'duplicate-declaration',
  'unknown-layer',
  'unknown-name',
  'unknown-attribute',
  'missing-argument',
  'missing-input',
  'value-inside-chain',
  'branches-missing',
  'empty-merge',
  'empty-head',
]);

const errorsOf = (texts: Texts) =>
  compileTexts(texts).diagnostics.filter(({ severity }) => severity === 'error');
const commentsOf = (texts: Texts) =>
  Object.values(texts).flatMap((text) =>
    parse(text).comments.map(({ start, end }) => text.slice(start, end).trim()),
  );

function count(texts: Texts, isCounted: (node: SyntaxNode) => boolean): number {
  const inside = (node: SyntaxNode): number =>
    childrenOf(node).reduce((sum, child) => sum + inside(child), isCounted(node) ? 1 : 0);
  return Object.values(texts).reduce((sum, text) => sum + inside(parse(text).file), 0);
}

const emptyBodies = (texts: Texts) =>
  count(texts, (node) => node.kind === 'body' && node.statements.length === 0);
const usesIn = (texts: Texts, isCounted = (_name: string) => true) =>
  count(texts, (node) => node.kind === 'use' && isCounted(node.name.text));
const framesIn = (texts: Texts) =>
  count(texts, ({ kind }) => ['repeat', 'for', 'if', 'head', 'merge'].includes(kind));

/** A layer, or the shortcut that stood there, is gone. */
function isLess(before: Texts, after: Texts): boolean {
  const layers = (texts: Texts) => usesIn(texts, (name) => name !== 'identity');
  return layers(after) < layers(before) || usesIn(after) < usesIn(before);
}

/** A comment in what is deleted, or behind it on its line; or in a loop, head or merge that goes with its last layer. */
function mayGo(before: Texts, after: Texts, id: string, comment: string): boolean {
  if (framesIn(after) < framesIn(before)) return true;
  const { layers, groups } = compileTexts(before).models[0]!.network!;
  const { file, start, end } = [...layers, ...groups].find(
    (part) => ('path' in part ? part.path : part.id) === id,
  )!.origin;
  const text = before[file]!;
  const place = text.indexOf(comment);
  return start <= place && place < end + text.slice(end).search(/$/m);
}

/** One more of these is an edit that mixed its line ends. */
const looseEnds = (texts: Texts) =>
  Object.values(texts).reduce(
    (sum, text) => sum + (text.includes('\r\n') ? (text.match(/(?<!\r)\n/g)?.length ?? 0) : 0),
    0,
  );

function pick<T>(random: RandomStream, items: readonly T[]): T {
  return items[random.integer(items.length)]!;
}

function anyChange(texts: Texts, random: RandomStream): LayerChange | undefined {
  const compilation = compileTexts(texts);
  const network = compilation.models[0]?.network;
  if (!network) return undefined;
  const ids = [...network.layers.map(({ path }) => path), ...network.groups.map(({ id }) => id)];
  const id = pick(random, ids);
  const layer = 'dropout(0.125)';
  switch (random.integer(6)) {
    case 0:
    case 1:
      return { kind: 'delete', id };
    case 2:
      return { kind: 'insert', place: { id, side: pick(random, ['before', 'after']) }, layer };
    case 3: {
      const { source, target } = pick(random, networkToDiagram(network, []).edges);
      return { kind: 'insert', place: { source, target }, layer };
    }
    case 4:
      return { kind: 'rename', id, name: pick(random, ['', `n${random.integer(50)}`]) };
    default: {
      const fields = layerDetails(compilation, undefined, id)?.attributes ?? [];
      if (fields.length === 0) return undefined;
      const { name, written } = pick(random, fields);
      const text = pick(random, ['', '1', '2', '(1 + 1)', '[8, 16]', 'k', written ?? '3', '3, 4', '2 // 1']);
      return { kind: 'set', id, attribute: name, text };
    }
  }
}

/** The texts afterwards; undefined where the change is refused. */
function changed(texts: Texts, change: LayerChange): Texts | undefined {
  const { [mainFile]: main, [blocksFile]: blocks } = texts;
  const others: Texts = blocks === undefined ? {} : { 'blocks.cnn': blocks };
  const { texts: after, refusal } = changedText(main!, change, others);
  if (refusal !== undefined) expect(refusal).toMatch(/^[^\n]+[.:)]$/);
  return refusal === undefined ? after : undefined;
}

const layersOf = (texts: Texts) =>
  compileTexts(texts).models[0]?.network?.layers.filter(({ kind }) => kind !== 'identity') ?? [];

/** What is wrong with the texts after a change. */
function problemsOf(before: Texts, after: Texts, change: LayerChange): readonly string[] {
  const known = new Set(errorsOf(before).map(({ code, message }) => code + message));
  const wrong = errorsOf(after).filter(
    ({ code, message }) => ofOrder.has(code) && !known.has(code + message),
  );
  const left = commentsOf(after);
  const lost = commentsOf(before).filter((comment) => {
    const place = left.indexOf(comment);
    if (place >= 0) left.splice(place, 1);
    return place < 0;
  });
  const inserted = layersOf(after).length - layersOf(before).length;
  return [
    ...wrong.map(({ code, message }) => `${code}: ${message}`),
    ...lost
      .filter((comment) => change.kind !== 'delete' || !mayGo(before, after, change.id, comment))
      .map((comment) => `lost ${comment}`),
    ...(emptyBodies(after) > emptyBodies(before) ? ['empty braces'] : []),
    ...(looseEnds(after) > looseEnds(before) ? ['a loose line end'] : []),
    ...(change.kind === 'insert' && inserted < 1 ? ['nothing inserted'] : []),
    ...(change.kind === 'delete' && !isLess(before, after) ? ['nothing deleted'] : []),
    ...(change.kind === 'rename' && inserted !== 0 ? ['other layers'] : []),
  ];
}

/** For a person who reads what failed. */
function lineChanges(before: Texts, after: Texts): string {
  const [old, now] = [before, after].map((texts) => Object.values(texts).join('\n').split('\n'));
  const gone = old!.filter((line) => !now!.includes(line)).map((line) => `-${line}`);
  return [...gone, ...now!.filter((line) => !old!.includes(line)).map((line) => `+${line}`)].join('\n');
}

function split(text: string): Texts {
  const tree = parse(text);
  const blocks = tree.file.declarations.filter(({ kind }) => kind === 'block');
  const last = blocks.at(-1)?.end ?? 0;
  return { [blocksFile]: text.slice(0, last), [mainFile]: `import "blocks.cnn"\n${text.slice(last)}` };
}

/** What the zoo has little of. */
const varied = `/// Gate.
block Gate(ratio = 4) {
  mul {
    identity
    { w = global_avgpool; dense(max(1, w.channels // ratio)) -> relu -> dense(w.channels) -> sigmoid }
  }
}
block Act(act = relu) { act }
block Unit(channels, gate = true, act = relu) {
  add {
    { conv(channels, 3, padding: same, bias: false)
      bn
      if gate { Gate } }
    if in.channels != channels { conv(channels, 1) } else { identity }
  }
  act
}
model Varied(n = 2, classes = 10, unit = Unit) {
  input 3x32x32
  stem = conv(8, 3, padding: same) -> Act   // the stem
  repeat n as i { unit(8 * (i + 1), gate: i > 0) }
  side = maxpool(2)
  both = concat {
    side
    { b = conv(8, 3, padding: same) -> relu; concat { b; conv(4, 1) } }
    if n > 1 { dropout(0.1) } else if n > 0 { relu } else { tanh }
  }
  concat for size in [3, 5] { maxpool(size, stride: 1, padding: same) }
  max { relu; tanh }
  head aux { global_avgpool -> dense(classes) }
  if n > 1 { conv(16, 1) }
  stem -> maxpool(2) -> conv(both.channels, 1)
  add { both; identity }
  for w in [16, 8] { for k in 1..3 { conv(w, k, padding: same) }; relu }
  global_avgpool -> dense(classes)
  assert output == 10
}
train Varied { data shapes(100); epochs 1 }
`;

const networks = [
  'varied',
  'lenet5',
  'nin',
  'resnet_cifar',
  'densenet_cifar',
  'compact_cifar',
  'activations',
  'googlenet',
  'bn_inception',
];
const steps = 8;
const seeds = 3;

describe('Changes from the diagram, one after another', () => {
  const runs = networks.flatMap((name) => Array.from({ length: seeds }, (_, seed) => ({ name, seed })));

  test.each(runs)('keep $name in order, style $seed', ({ name, seed }) => {
    const random = randomStream(seed, 'layer edits', name);
    const plain = name === 'varied' ? varied : readFileSync(`models/${name}.cnn`, 'utf8');
    const imports = seed % 3 === 2 && plain.includes('block ');
    let texts: Texts = imports ? split(plain) : { [mainFile]: plain };
    texts = Object.fromEntries(Object.entries(texts).map(([file, text]) => [file, restyled(text, random)]));
    expect(errorsOf(texts).map(({ message }) => message)).toEqual([]);
    for (let step = 0; step < steps; step += 1) {
      const change = anyChange(texts, random);
      const after = change && changed(texts, change);
      if (!change || !after) continue;
      const problems = problemsOf(texts, after, change);
      const told = problems.length === 0 ? '' : lineChanges(texts, after);
      expect({ change, problems, told }).toEqual({ change, problems: [], told: '' });
      texts = after;
    }
  });
});
