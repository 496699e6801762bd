// Turns an ONNX file's network into the graph that the diagram draws.

import type { ByteSource } from '../../../engine/onnx/reading/byteSource.ts';
import { inferShapes } from '../../../engine/onnx/reading/inferShapes.ts';
import {
  elementsOf,
  type FileNode,
  type FileTensor,
  type OnnxFile,
} from '../../../engine/onnx/reading/onnxFile.ts';
import { plainForm } from '../../../engine/onnx/reading/plainForm.ts';
import type { Shape } from '../../../engine/onnx/reading/shapes/shapeRule.ts';
import type {
  DiagramEdge,
  DiagramGraph,
  DiagramGroup,
  DiagramNode,
} from '../../../webview/protocol/diagram.ts';
import { constantsOf } from './constants.ts';
import { withParameters } from './groupParameters.ts';
import { type Links, nameTree, type Part } from './nameTree.ts';
import { type NodePath, nodePaths } from './nodePaths.ts';
import { operatorProblem } from './operatorProblem.ts';
import { operatorMacs, operatorWords } from './operatorWords.ts';
import { looksIn, withSections } from './sections.ts';
import { sampleElements, shapeWords } from './shapeWords.ts';

export interface OnnxDiagram {
  readonly graph: DiagramGraph;
  /** What each node of the graph is in the file. */
  readonly operators: ReadonlyMap<string, FileNode>;
  readonly shapes: ReadonlyMap<string, Shape>;
  /** Stored numbers by the names under which operators read them. */
  readonly tensors: ReadonlyMap<string, FileTensor>;
}

const LONGEST_ID = 200;
const FLOAT_BYTES = 4;

/** `fileName` stands for a graph that has no name of its own. */
export function onnxToDiagram(source: ByteSource, file: OnnxFile, fileName: string): OnnxDiagram {
  const { graph } = file;
  const shapes = inferShapes(source, file);
  const { tensors, nodes: hidden, known } = constantsOf(graph);
  const inputs = graph.inputs.filter(({ name }) => !tensors.has(name));
  const ids = new Ids();
  const inputIds = inputs.map(({ name }) => ids.take(name === '' ? 'input' : name));
  const drawn = graph.nodes.flatMap((node, place): DrawnNode[] =>
    hidden.has(node) ? [] : [{ node, place, id: ids.take(node.name || node.operator) }],
  );
  const readings = readingsOf(drawn, new Map(inputs.map(({ name }, place) => [name, inputIds[place]!])));
  const placed = groupOperators(file, drawn, readings, ids);
  const context: Context = { shapes, tensors, known, readings, counted: new Set() };
  const nodes = [
    ...inputs.map(({ name }, place) => inputNode(name, inputIds[place]!, shapes.get(name))),
    ...drawn.map((operator) => toNode(operator, placed, context)),
  ];
  return {
    graph: {
      model: NAMELESS.test(graph.name) ? fileName : graph.name,
      nodes,
      groups: withParameters(placed.groups, nodes),
      edges: drawn.flatMap((operator) => edgesOf(operator, readings)),
      parameters: sum(nodes.map(({ parameters }) => parameters)),
      macs: sum(nodes.map(({ macs }) => macs)),
    },
    operators: new Map(drawn.map(({ id, node }) => [id, node])),
    shapes,
    tensors,
  };
}

/** What exporters call every graph. */
const NAMELESS = /^$|^(main_graph|main|graph|torch[_-]jit(-export)?|tf2onnx)$/;

interface DrawnNode {
  readonly node: FileNode;
  readonly place: number;
  readonly id: string;
}

interface Maker {
  readonly id: string;
  /** Before that of whatever reads it; -1 for the graph's inputs. */
  readonly place: number;
}

interface Context {
  readonly shapes: ReadonlyMap<string, Shape>;
  readonly tensors: ReadonlyMap<string, FileTensor>;
  readonly known: ReadonlySet<string>;
  readonly readings: Readings;
  /** Weights that were counted: one that several operators share counts once. */
  readonly counted: Set<FileTensor>;
}

/** Names that differ, near the file's own. */
class Ids {
  readonly #taken = new Set<string>();
  readonly #counts = new Map<string, number>();

  take(wanted: string): string {
    const base = wanted.slice(0, LONGEST_ID) || 'operator';
    let id = base;
    let count = this.#counts.get(base) ?? 1;
    while (this.#taken.has(id)) id = `${base} (${++count})`;
    this.#counts.set(base, count);
    this.#taken.add(id);
    return id;
  }
}

/** What made each of an operator's inputs, by the operator's place; undefined for weights and what is not made before. */
type Readings = ReadonlyMap<number, readonly (Maker | undefined)[]>;

/** Of two operators that give a value one name, which no file should have, the later one counts from there on. */
function readingsOf(drawn: readonly DrawnNode[], inputs: ReadonlyMap<string, string>): Readings {
  const makers = new Map([...inputs].map(([name, id]): [string, Maker] => [name, { id, place: -1 }]));
  return new Map(
    drawn.map(({ node, id, place }) => {
      const read = node.inputs.map((input) => makers.get(input));
      for (const output of node.outputs) if (output !== '') makers.set(output, { id, place });
      return [place, read];
    }),
  );
}

/** Operators that run in a circle are drawn as far as lines go forward. */
function edgesOf({ id, place }: DrawnNode, readings: Readings): DiagramEdge[] {
  return readings
    .get(place)!
    .flatMap((maker, at) =>
      maker ? [{ id: `${maker.id}->${id}:${at}`, source: maker.id, target: id }] : [],
    );
}

function linksOf(readings: Readings): Links {
  const links = new Map<number, number[]>();
  for (const [place, makers] of readings) {
    for (const maker of makers) {
      if (!maker || maker.place < 0) continue;
      const known = links.get(maker.place);
      if (known) known.push(place);
      else links.set(maker.place, [place]);
    }
  }
  return links;
}

interface Placed {
  readonly groups: DiagramGroup[];
  /** By the operator's place in the file. */
  readonly groupOf: Map<number, string>;
  readonly names: Map<number, string>;
}

function groupOperators(
  { graph }: OnnxFile,
  drawn: readonly DrawnNode[],
  readings: Readings,
  ids: Ids,
): Placed {
  const links = linksOf(readings);
  const shown = new Set(drawn.map(({ place }) => place));
  const paths = nodePaths(graph).map((path, place): NodePath | undefined =>
    shown.has(place) ? path : undefined,
  );
  const placed: Placed = { groups: [], groupOf: new Map(), names: new Map() };
  const parts = withSections(nameTree(paths, links), links, looksIn(graph));
  gather(parts, undefined, { ...placed, ids, nodes: graph.nodes });
  return placed;
}

function inputNode(name: string, id: string, shape: Shape | undefined): DiagramNode {
  return {
    id,
    category: 'input',
    kind: 'input',
    name,
    detail: '',
    group: undefined,
    shape: shapeWords(shape),
    elements: sampleElements(shape),
    activationBytes: sampleElements(shape) * FLOAT_BYTES,
    parameters: 0,
    macs: 0,
    problem: undefined,
  };
}

function toNode(
  { node, id, place }: DrawnNode,
  { groupOf, names }: Placed,
  { shapes, tensors, known, readings, counted }: Context,
): DiagramNode {
  const name = names.get(place);
  const plain = plainForm(node);
  const inputs = plain.inputs.map((input) => shapes.get(input));
  const made = new Set(node.inputs.filter((_, at) => readings.get(place)![at] !== undefined));
  const computed = plain.inputs.filter((input) => made.has(input)).length;
  const unmade = node.inputs.filter((input) => input !== '' && !made.has(input) && !known.has(input));
  const output = node.outputs[0] === undefined ? undefined : shapes.get(node.outputs[0]);
  // Scales and zero points are no parameters.
  const own = plain.inputs.flatMap((input) => {
    const tensor = tensors.get(input);
    if (!tensor || counted.has(tensor) || !isTrained(tensor)) return [];
    counted.add(tensor);
    return [tensor];
  });
  const statistics = node.operator === 'BatchNormalization' ? own.slice(2) : [];
  return {
    id,
    ...operatorWords(node, plain, inputs, computed),
    ...(name === undefined ? {} : { name }),
    group: groupOf.get(place),
    shape: shapeWords(output),
    elements: sampleElements(output),
    activationBytes: sampleElements(output) * FLOAT_BYTES,
    // Running mean and variance are tracked, not trained.
    parameters: sum(
      own.filter((tensor) => !statistics.includes(tensor)).map(({ shape }) => elementsOf(shape)),
    ),
    macs: operatorMacs(plain, inputs, output),
    problem: operatorProblem(plain, inputs, unmade),
  };
}

/** Whole numbers are shapes and indices, unless they are quantised weights. */
function isTrained({ elementType, shape }: FileTensor): boolean {
  const [int64, bool, text] = [7, 9, 8];
  return ![int64, bool, text].includes(elementType) && shape.length > 0;
}

interface Gathering extends Placed {
  readonly ids: Ids;
  readonly nodes: readonly FileNode[];
}

/** A part of one operator is no box: its name stands beside the operator. */
function gather(items: readonly (Part | number)[], parent: string | undefined, into: Gathering): void {
  for (const part of items) {
    const item = typeof part === 'number' ? part : joined(part);
    if (typeof item === 'number') {
      if (parent !== undefined) into.groupOf.set(item, parent);
      continue;
    }
    const [only, ...others] = item.children;
    if (typeof only === 'number' && others.length === 0) {
      if (parent !== undefined) into.groupOf.set(only, parent);
      if (!saysOperator(item.name, into.nodes[only]!.operator)) into.names.set(only, item.name);
      continue;
    }
    const id = into.ids.take(parent === undefined ? item.name : `${parent}/${item.name}`);
    into.groups.push({ id, parent, kind: kindOf(item, items), label: item.name, detail: '', parameters: 0 });
    gather(item.children, id, into);
  }
}

/** A part that holds nothing but another part is one with it: `layer1/0`. */
function joined({ name, children }: Part): Part {
  const [only] = children;
  if (children.length !== 1 || typeof only !== 'object') return { name, children };
  return joined({ name: `${name}/${only.name}`, children: only.children });
}

/** So few plain operators need no box: the name beside the first says it. */
const TAGGED = 4;

/** Numbered siblings are rounds, which may be equal but for their number. */
function kindOf({ name, children }: Part, siblings: readonly (Part | number)[]): DiagramGroup['kind'] {
  if (children.length <= TAGGED && children.every((child) => typeof child === 'number')) return 'value';
  const stem = stemOf(name);
  if (stem === name) return 'block';
  const others = siblings.filter((other) => typeof other !== 'number' && stemOf(other.name) === stem);
  return others.length > 1 ? 'iteration' : 'block';
}

function stemOf(name: string): string {
  return name.replace(/\d+$/, '');
}

/** `relu_1` beside `Relu` would say nothing more. */
function saysOperator(name: string, operator: string): boolean {
  return name.replace(/_?\d+$/, '').toLowerCase() === operator.toLowerCase();
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
