// The layers that an ONNX file's operators make up, as far as the language has such: for comparing with a text.

import type { ComparedSide, ForeignLayer } from '../../engine/analysis/comparison/comparedSide.ts';
import { parametersOf } from '../../engine/analysis/comparison/inferenceForm.ts';
import { findLayer } from '../../engine/layers/registry.ts';
import type { Network, NetworkLayer } from '../../engine/network/network.ts';
import { type Shape, sameShape } from '../../engine/network/shape.ts';
import { foreignLayer, foreignParameters, inputLayer, layerOf, originIn } from './foreignOperators.ts';
import { byScope, formOf, type KnownForms } from './knownForms.ts';
import type { Operator, OperatorGraph, OperatorInput } from './operators.ts';
import { plainRecognisers } from './recognition/plain.ts';
import type { Recognised, Recogniser, Surroundings } from './recognition/recogniser.ts';
import { weightedRecognisers } from './recognition/weighted.ts';
import { poolingRecognisers } from './recognition/windows.ts';

const RECOGNISERS: Readonly<Record<string, Recogniser>> = {
  ...weightedRecognisers,
  ...poolingRecognisers,
  ...plainRecognisers,
};

/** What a fused operator's `activation` is called as an operator of its own. */
const ACTIVATIONS: Readonly<Record<string, string>> = {
  Relu: 'relu',
  Sigmoid: 'sigmoid',
  Tanh: 'tanh',
};

/** Operators that make up no layer stand for themselves. `forms` are how the text's own layers are written. */
export function layersOfOperators(
  graph: OperatorGraph,
  forms: KnownForms,
): Required<Pick<ComparedSide, 'network' | 'foreign'>> {
  const reading = new Reading(graph);
  const scopes = byScope(graph.operators);
  for (const operator of graph.operators) {
    if (reading.isRead(operator)) continue;
    const inScope = scopes.get(operator.scope) ?? [];
    const known = inScope[0] === operator ? forms.get(formOf(inScope)) : undefined;
    const found = (known && reading.whole(inScope, known)) ?? reading.recognised(operator);
    if (found) reading.add(operator, found);
    else reading.addForeign(operator);
  }
  return { network: reading.network(), foreign: reading.foreign };
}

/** What several layers share counts at the first of them. */
function sharesWeights(operators: readonly Operator[]): boolean {
  const weights = operators.flatMap(({ inputs }) =>
    inputs.flatMap((input) => (input.kind === 'tensor' && input.shape.length > 1 ? [input] : [])),
  );
  return weights.length > 0 && weights.every(({ shared }) => shared);
}

/** What this program's export calls the outputs of auxiliary heads. */
const HEAD_LOGITS = 'logits.';

/** Layers as they are found, one after the other. */
class Reading implements Surroundings {
  readonly foreign = new Map<string, ForeignLayer>();
  private readonly layers: NetworkLayer[] = [];
  private readonly shapes = new Map<string, Shape | undefined>();
  /** From what gives a value to the path of its layer. */
  private readonly layerOf = new Map<string, string>();
  private readonly paths = new Set<string>();
  private readonly readers = new Map<string, Operator[]>();
  private readonly nodes: ReadonlyMap<string, OperatorGraph['diagram']['nodes'][number]>;
  private readonly outputs: ReadonlySet<string>;

  constructor(private readonly graph: OperatorGraph) {
    this.nodes = new Map(graph.diagram.nodes.map((node) => [node.id, node]));
    this.outputs = new Set(graph.outputs.map(({ from }) => from));
    for (const operator of graph.operators) {
      for (const input of operator.inputs) {
        if (input.kind !== 'value') continue;
        this.readers.set(input.from, [...(this.readers.get(input.from) ?? []), operator]);
      }
    }
    for (const { id, shape } of graph.inputs) {
      const path = this.free(graph.inputs.length === 1 ? 'input' : id);
      this.put(inputLayer(graph, path, shape), [id]);
    }
  }

  isRead({ id }: Operator): boolean {
    return this.layerOf.has(id);
  }

  readonly onlyReader = (id: string): Operator | undefined => {
    const readers = this.readers.get(id) ?? [];
    return readers.length === 1 && !this.outputs.has(id) ? readers[0] : undefined;
  };

  readonly shapeOf = (input: OperatorInput | undefined): Shape | undefined =>
    input?.kind === 'value' ? this.shapes.get(this.layerOf.get(input.from) ?? '') : undefined;

  /** Operators of one scope, if nothing else reads what is in between. */
  whole(operators: readonly Operator[], known: Recognised): Recognised | undefined {
    const inside = new Set(operators);
    const closed = operators
      .slice(0, -1)
      .every(
        ({ id }) =>
          !this.outputs.has(id) && (this.readers.get(id) ?? []).every((reader) => inside.has(reader)),
      );
    return closed ? this.checked(operators, { ...known, more: operators.slice(1) }) : undefined;
  }

  recognised(operator: Operator): Recognised | undefined {
    const fused = operator.operator.startsWith('Fused') && operator.domain === 'com.microsoft';
    if (operator.domain !== '' && !fused) return undefined;
    const rule = Object.hasOwn(RECOGNISERS, operator.operator) ? RECOGNISERS[operator.operator] : undefined;
    const found = rule?.(operator, this);
    return found && this.checked([operator, ...(found.more ?? [])], found);
  }

  /** With all attributes, if the kind gives the shape that the file has. */
  private checked(operators: readonly Operator[], found: Recognised): Recognised | undefined {
    const definition = findLayer(found.kind);
    const inputs = this.inputsOf(operators, found.kind).map((path) => this.shapes.get(path));
    const read = definition?.read(found.attributes);
    if (!definition || !read || read.problems.length > 0) return undefined;
    const { attributes } = read;
    const told = operators.at(-1)!.shape;
    const known = inputs.filter((shape) => shape !== undefined);
    if (known.length < inputs.length) return told === undefined ? { ...found, attributes } : undefined;
    const result = definition.shape(attributes, known);
    if ('problem' in result || (told && !sameShape(told, result.shape))) return undefined;
    return { ...found, attributes };
  }

  add(first: Operator, { kind, attributes, more = [] }: Recognised): void {
    const operators = [first, ...more];
    const path = this.free(first.scope || first.id);
    const inputs = this.inputsOf(operators, kind);
    const shapes = inputs.map((input) => this.shapes.get(input));
    const layer = {
      path,
      kind,
      attributes,
      inputs,
      outputShape: operators.at(-1)!.shape,
      parameters: sharesWeights(operators) ? [] : parametersOf({ kind, path, attributes }, shapes),
      group: this.nodes.get(first.id)?.group,
    };
    this.put(
      layerOf(this.graph, layer),
      operators.map(({ id }) => id),
    );
    const fused = first.attributes['activation'];
    if (typeof fused === 'string' && first.operator.startsWith('Fused'))
      this.addActivation(path, fused, operators);
  }

  private addActivation(of: string, operator: string, fused: readonly Operator[]): void {
    const path = this.free(`${of}.${operator}`);
    const outputShape = this.shapes.get(of);
    const kind = Object.hasOwn(ACTIVATIONS, operator) ? ACTIVATIONS[operator]! : operator;
    const group = this.nodes.get(fused[0]!.id)?.group;
    if (!findLayer(kind)) this.foreign.set(path, { category: 'activation', label: '', macs: 0 });
    this.put(
      layerOf(this.graph, { path, kind, inputs: [of], outputShape, group }),
      fused.map(({ id }) => id),
    );
  }

  addForeign(operator: Operator): void {
    const node = this.nodes.get(operator.id);
    const path = this.free(operator.scope === '' ? operator.id : `${operator.scope}.${operator.operator}`);
    this.foreign.set(path, foreignLayer(operator, node));
    const layer = {
      path,
      kind: node?.kind ?? operator.operator,
      attributes: operator.attributes,
      inputs: this.inputsOf([operator]),
      outputShape: operator.shape,
      parameters: foreignParameters(operator),
      group: node?.group,
    };
    this.put(layerOf(this.graph, layer), [operator.id]);
  }

  /** Without what leads to no output, as a softmax that training has in its loss. */
  network(): Network {
    const { graph } = this;
    const [first, ...others] = graph.outputs.map(({ name, from }) => ({
      name,
      output: this.layerOf.get(from)!,
    }));
    const origin = originIn(graph);
    const groups = graph.diagram.groups.map((group) => ({ ...group, origin }));
    const plain = { name: graph.diagram.model, arguments: {}, groups };
    if (!first) return { ...plain, layers: this.layers, heads: [], output: this.layers.at(-1)?.path ?? '' };
    const heads = others.filter(({ name }) => name.startsWith(HEAD_LOGITS));
    const main = this.leadingTo([first, ...others.filter((other) => !heads.includes(other))]);
    const live = this.leadingTo([first, ...others]);
    const headOf = (path: string) =>
      main.has(path)
        ? undefined
        : heads.find(({ output }) => this.leadingTo([{ output }]).has(path))?.name.slice(HEAD_LOGITS.length);
    return {
      ...plain,
      layers: this.layers
        .filter(({ path, kind }) => live.has(path) || kind === 'input')
        .map((layer) => ({ ...layer, head: headOf(layer.path) })),
      heads: heads.map(({ name, output }) => ({ name: name.slice(HEAD_LOGITS.length), weight: 0, output })),
      output: first.output,
    };
  }

  /** Layers from which one of `ends` is reached. */
  private leadingTo(ends: readonly { readonly output: string }[]): ReadonlySet<string> {
    const found = new Set(ends.map(({ output }) => output));
    // Each layer comes after those that it reads.
    for (const { path, inputs } of this.layers.toReversed()) {
      if (found.has(path)) for (const input of inputs) found.add(input);
    }
    return found;
  }

  /** Paths of the layers that are read from outside; a merge, and what is no layer, may read one twice. */
  private inputsOf(operators: readonly Operator[], kind?: string): readonly string[] {
    const many = kind === undefined || findLayer(kind)?.inputs === 'many';
    const own = new Set(operators.map(({ id }) => id));
    const paths = operators.flatMap(({ inputs }) =>
      inputs.flatMap((input) =>
        input.kind === 'value' && !own.has(input.from) ? [this.layerOf.get(input.from) ?? input.from] : [],
      ),
    );
    return many ? paths : [...new Set(paths)];
  }

  private put(layer: NetworkLayer, givenBy: readonly string[]): void {
    this.layers.push(layer);
    this.shapes.set(layer.path, layer.outputShape);
    for (const id of givenBy) this.layerOf.set(id, layer.path);
  }

  /** Where several layers stand in one place, they are numbered. */
  private free(wanted: string): string {
    let path = wanted;
    for (let count = 2; this.paths.has(path); count += 1) path = `${wanted} (${count})`;
    this.paths.add(path);
    return path;
  }
}
