// Where each operator stands in its model's hierarchy, as the names in the file tell it.

import type { FileGraph, FileNode } from '../../../engine/onnx/reading/onnxFile.ts';

/** From the outermost part to the operator's own; empty at the top. */
export type NodePath = readonly string[];

const MOST_LEVELS = 16;
const LONGEST_PART = 80;

/**
 * A path for each node: from the exporter's scopes (`/layer1/layer1.0/conv1/Conv`, `stage1.block1.conv1/Conv`), or else
 * from the names of weights (`layer1.0.conv1.weight`), or else from numbered words in the operators' own
 * (`stage1_unit1_conv1_fwd`). What all have in common is left out.
 */
export function nodePaths(graph: FileGraph): readonly NodePath[] {
  const scoped = graph.nodes.map(partsOfScope);
  const weights = new Set(graph.tensors.map(({ name }) => name));
  const told = scoped.some((path) => path.length > 0);
  const found = told ? scoped.map(withNumberedWords) : pathsOfWeights(graph.nodes, weights);
  const paths = found.some((path) => path.length > 0) ? found : graph.nodes.map(pathOfWords);
  const shared = sharedStart(paths.filter((_, place) => graph.nodes[place]!.operator !== 'Constant'));
  return paths.map((path) => withoutStart(path, shared).slice(0, MOST_LEVELS));
}

/** A number alone says nothing without the word before it: `layer.0`. */
function withoutStart(path: NodePath, shared: number): NodePath {
  const [first, ...rest] = path.slice(shared);
  const word = path[shared - 1];
  if (first === undefined || word === undefined || !/^\d+$/.test(first)) return path.slice(shared);
  return [`${word}.${first}`, ...rest];
}

/** The exporter's scopes around an operator; empty where it writes none. */
export function partsOfScope({ name, metadata }: Pick<FileNode, 'name' | 'metadata'>): NodePath {
  const namespace = metadata.get('namespace') ?? metadata.get('pkg.torch.onnx.namespace');
  // `layer1: torch.nn.Sequential/layer1.0: …`: each part is an object and its class; the last is the operator.
  const parts = namespace
    ? namespace
        .slice(0, 4000)
        .split('/')
        .map((part) => part.split(':')[0]!.trim())
    : name.slice(0, 4000).split('/');
  return withoutRepeats(parts.slice(0, -1).filter((part) => part !== ''));
}

/** PyTorch writes a part's whole name in each step: `layer1`, `layer1.0`; dots lead further down. */
function withoutRepeats(parts: readonly string[]): NodePath {
  return parts.flatMap((part, place) => {
    const before = parts[place - 1];
    const own = before !== undefined && part.startsWith(`${before}.`) ? part.slice(before.length + 1) : part;
    return own
      .split('.')
      .filter((word) => word !== '')
      .map((word) => word.slice(0, LONGEST_PART));
  });
}

/** Keras writes `conv2_block1_1_conv` for the last part of a scope: `conv2` and `block1` are parts around it. */
function withNumberedWords(path: NodePath): NodePath {
  const last = path.at(-1);
  return last === undefined ? path : [...path.slice(0, -1), ...numberedWords(last)];
}

/** The operator's own word is not a part of the network. */
function pathOfWords({ name }: FileNode): NodePath {
  return numberedWords(name.slice(0, 400)).slice(0, -1);
}

/** `conv2`, `block1`, `1_conv`: words with a number at the front, and what follows them. */
function numberedWords(name: string): readonly string[] {
  const words = name.split('_');
  const parts: string[] = [];
  let at = 0;
  while (at < words.length - 1) {
    const [word = '', next = ''] = words.slice(at, at + 2);
    if (/^[A-Za-z]+\d+[a-z]?$/.test(word)) at += 1;
    else if (/^[A-Za-z]+$/.test(word) && /^\d+$/.test(next) && at + 2 < words.length) at += 2;
    else break;
    parts.push(
      words
        .slice(at - (/\d/.test(word) ? 1 : 2), at)
        .join('_')
        .slice(0, LONGEST_PART),
    );
  }
  return [...parts, words.slice(at).join('_').slice(0, LONGEST_PART)];
}

/** An operator with a weight stands where the weight does; the others join what they follow, or what is between. */
function pathsOfWeights(nodes: readonly FileNode[], weights: ReadonlySet<string>): readonly NodePath[] {
  const own = nodes.map((node) => {
    const named = node.inputs.find((input) => weights.has(input) && /[A-Za-z_]\w*\.\w/.test(input));
    return named?.slice(0, 400).split('.').slice(0, -1);
  });
  const after: (NodePath | undefined)[] = [];
  let next: NodePath | undefined;
  for (let place = nodes.length - 1; place >= 0; place--) {
    after[place] = next;
    next = own[place] ?? next;
  }
  let previous: NodePath = [];
  return own.map((path, place) => {
    const follows = /^(Relu|LeakyRelu|Clip|Add|Sum|Sigmoid|HardSwish|Mul|Elu|Selu|PRelu|Concat)$/.test(
      nodes[place]!.operator,
    );
    const found =
      path ?? (follows ? previous.slice(0, previous.length) : common(previous, after[place] ?? []));
    previous = path ? path.slice(0, -1) : found;
    return found;
  });
}

function common(a: NodePath, b: NodePath): NodePath {
  const end = a.findIndex((part, place) => part !== b[place]);
  return end < 0 ? a : a.slice(0, end);
}

function sharedStart(paths: readonly NodePath[]): number {
  const [first = []] = paths;
  if (paths.length < 2) return 0;
  return paths.reduce<NodePath>((shared, path) => common(shared, path), first).length;
}
