// Collects the ONNX nodes and constants that lowerings emit, and names them.

import type { Graph, GraphNode, Operations, TensorShape, Value } from '../graph/graph.ts';
import type { OnnxAttribute, OnnxNode, OnnxTensor } from './model.ts';
import { neededOperatorSet } from './neededOperatorSet.ts';
import type { Target } from './target.ts';

export type OnnxAttributes = Readonly<Record<string, OnnxAttribute>>;

/** Operators of this domain are ONNX Runtime's own. */
const microsoftDomain = 'com.microsoft';
const microsoftOperators: ReadonlySet<string> = new Set(['FusedMatMul']);
/** Operators on blocked channels, by the names that they have here. */
const blockedDomain = 'com.microsoft.nchwc';
const blockedOperators: ReadonlyMap<string, string> = new Map([
  ['BlockedConv', 'Conv'],
  ['BlockedGlobalAveragePool', 'GlobalAveragePool'],
  ['ReorderInput', 'ReorderInput'],
  ['ReorderOutput', 'ReorderOutput'],
]);

function blocksKey(name: string): string {
  return `blocks of ${name}`;
}

export class Emitter {
  readonly target: Target;
  /** See `EncodeOptions`. */
  readonly channelBlock: number | undefined;
  /** The version of ONNX's own operators that the model needs. */
  readonly operatorSet: number;
  readonly nodes: OnnxNode[] = [];
  readonly #constants = new Map<string, OnnxTensor>();
  /** The lists of whole numbers among them, by their names. */
  readonly #lists = new Map<string, readonly number[]>();
  readonly #names = new Map<Value, string>();
  /** Values that lie in blocks of channels, by what holds them. */
  readonly #blocks = new Map<Value, string>();
  readonly #taken = new Set<string>();
  readonly #counters = new Map<string, number>();
  readonly #users = new Map<Value, GraphNode[]>();
  readonly #batched: ReadonlySet<Value>;
  readonly #namedBatch: boolean;
  readonly #chosen: (node: GraphNode) => string;
  /** What lowerings of different nodes share, such as the indices of a max pooling. */
  readonly #shared = new Map<string, string>();
  #scope = '';
  #replica: number | undefined;

  /**
   * @param outputNames names that only the graph's outputs may have
   * @param options with the values whose first extent is to be symbolic, and the name of the lowering that each node gets
   */
  constructor(
    graph: Graph,
    outputNames: Iterable<string>,
    {
      target,
      channelBlock,
      batched,
      chosen,
      namedBatch,
    }: {
      readonly target: Target;
      readonly channelBlock?: number | undefined;
      readonly batched: ReadonlySet<Value>;
      readonly chosen: (node: GraphNode) => string;
      /** See `EncodeOptions`. */
      readonly namedBatch: boolean;
    },
  ) {
    this.target = target;
    this.channelBlock = channelBlock;
    this.operatorSet = neededOperatorSet(graph);
    this.#batched = batched;
    this.#namedBatch = namedBatch;
    this.#chosen = chosen;
    for (const { name, value } of graph.inputs) {
      this.#taken.add(name);
      this.#names.set(value, name);
    }
    for (const name of outputNames) this.#taken.add(name);
    for (const node of graph.nodes) {
      for (const input of node.inputs) {
        const users = this.#users.get(input);
        if (users === undefined) this.#users.set(input, [node]);
        else users.push(node);
      }
    }
  }

  /** Those that nodes read. */
  get constants(): readonly OnnxTensor[] {
    const read = new Set(this.nodes.flatMap(({ inputs }) => inputs));
    return [...this.#constants.values()].filter(({ name }) => read.has(name));
  }

  /** Later nodes' names begin with it; they are computed by `replica`, where there are several. */
  setScope(scope: string, replica?: number): void {
    this.#scope = scope;
    this.#replica = replica;
  }

  /** A value that only lies in blocks is put in order first, once for all that use it. */
  nameOf(value: Value): string {
    const name = this.#names.get(value);
    if (name !== undefined) return name;
    const blocks = this.#blocks.get(value);
    if (blocks === undefined) throw new Error('A value is used before its node was lowered.');
    const plain = this.nameValue(value, 'ReorderOutput');
    this.into([plain], 'ReorderOutput', [blocks], { channels: value.shape[1]! });
    this.#shared.set(blocksKey(plain), blocks);
    return plain;
  }

  /** What holds a value in blocks of channels, if anything does. */
  blocksOf(value: Value): string | undefined {
    const name = this.#names.get(value);
    return this.#blocks.get(value) ?? (name === undefined ? undefined : this.#shared.get(blocksKey(name)));
  }

  /** The same, made where there is nothing yet, once for all that use it. */
  inBlocks(value: Value): string {
    return this.blocksOf(value) ?? this.reorderedInput(this.nameOf(value));
  }

  /** An image of this name in blocks. */
  reorderedInput(name: string): string {
    return this.shared(blocksKey(name), () => this.node('ReorderInput', [name]));
  }

  /** Says that a value lies in blocks; nothing else holds it yet. */
  keepInBlocks(value: Value, blocks: string): void {
    this.#blocks.set(value, blocks);
  }

  /** Gives a value a name: the wanted one where it is an output of the graph. */
  nameValue(value: Value, label: string, wanted?: string): string {
    const name = wanted ?? this.freshName(label);
    this.#names.set(value, name);
    return name;
  }

  usersOf(value: Value): readonly GraphNode[] {
    return this.#users.get(value) ?? [];
  }

  loweringOf(node: GraphNode): string {
    return this.#chosen(node);
  }

  carriesBatch(value: Value): boolean {
    return this.#batched.has(value);
  }

  /** The name that `make` gave for this key the first time. */
  shared(key: string, make: () => string): string {
    const known = this.#shared.get(key);
    if (known !== undefined) return known;
    const made = make();
    this.#shared.set(key, made);
    return made;
  }

  /** Emits a node with one new output; returns its name. */
  node(operator: string, inputs: readonly string[], attributes: OnnxAttributes = {}): string {
    const output = this.freshName(operator);
    this.into([output], operator, inputs, attributes);
    return output;
  }

  /** Emits a node that gives the named outputs. */
  into(
    outputs: readonly string[],
    operator: string,
    inputs: readonly string[],
    attributes: OnnxAttributes = {},
  ): void {
    const blocked = blockedOperators.get(operator);
    const own = microsoftOperators.has(operator) ? microsoftDomain : '';
    const domain = blocked === undefined ? own : blockedDomain;
    const name = this.freshName(operator);
    const read = operator === 'Reshape' && this.#namedBatch ? this.#withoutFirstExtent(inputs) : inputs;
    this.#push({ name, operator: blocked ?? operator, domain, inputs: read, outputs, attributes });
  }

  /** Of a reshape: the runtime finds the first extent from the others, and only when it runs where the operand has a named one. */
  #withoutFirstExtent([x, list]: readonly string[]): readonly string[] {
    const extents = this.#lists.get(list!);
    if (extents === undefined || extents.length === 0 || !extents.every((extent) => extent > 0))
      return [x!, list!];
    return [x!, this.integers([-1, ...extents.slice(1)])];
  }

  /** Emits a reduction. Its axes are an attribute up to operator set 17 and an input from 18 on; ReduceSum's always an input. */
  reduction(
    outputs: readonly string[],
    operator: string,
    x: string,
    { axes, keepDimensions }: { readonly axes: readonly number[]; readonly keepDimensions: boolean },
  ): void {
    const keepdims = keepDimensions ? 1 : 0;
    const attribute = this.operatorSet < 18 && operator !== 'ReduceSum';
    if (attribute) this.into(outputs, operator, [x], { axes, keepdims });
    else this.into(outputs, operator, [x, this.integers(axes)], { keepdims });
  }

  /** Emits a node of any operator, as it is. */
  custom(
    outputs: readonly string[],
    { operator, domain, operatorSet }: Pick<Operations['custom'], 'operator' | 'domain' | 'operatorSet'>,
    inputs: readonly string[],
    attributes: OnnxAttributes,
  ): void {
    const name = this.freshName(operator);
    this.#push({ name, operator, domain, operatorSet, inputs, outputs, attributes });
  }

  #push(node: OnnxNode): void {
    const replica = this.#replica;
    this.nodes.push(replica === undefined ? node : { ...node, replica });
  }

  /** A constant list of whole numbers. */
  integers(values: readonly number[]): string {
    const name = this.#constant(`integers ${values.join(',')}`, [values.length], () =>
      BigInt64Array.from(values, (value) => BigInt(value)),
    );
    this.#lists.set(name, values);
    return name;
  }

  scalar(value: number): string {
    return this.floats([], [value]);
  }

  floats(shape: TensorShape, values: readonly number[]): string {
    const data = Float32Array.from(values);
    const listed = data.every((value) => value === data[0]) ? `all ${data[0]}` : data.join(',');
    const key =
      listed.length < 1000 ? `floats ${shape.join('x')}: ${listed}` : `large ${this.#constants.size}`;
    return this.#constant(key, shape, () => data);
  }

  bools(shape: TensorShape, values: readonly number[]): string {
    return this.#constant(`bools ${shape.join('x')}: ${values.join(',')}`, shape, () =>
      Uint8Array.from(values),
    );
  }

  /** Emits a constant under a value's own name. */
  define(tensor: OnnxTensor): void {
    this.#constants.set(tensor.name, tensor);
  }

  #constant(key: string, shape: TensorShape, data: () => OnnxTensor['data']): string {
    const known = this.#constants.get(key);
    if (known) return known.name;
    const name = this.#freshIn('constant', 'constant');
    this.#constants.set(key, { name, shape, data: data() });
    return name;
  }

  freshName(label: string): string {
    return this.#freshIn(this.#scope === '' ? label : `${this.#scope}/${label}`, label);
  }

  #freshIn(base: string, label: string): string {
    let count = this.#counters.get(base) ?? 0;
    let name = count === 0 && base !== label ? base : `${base}_${count}`;
    while (this.#taken.has(name)) name = `${base}_${++count}`;
    this.#counters.set(base, count + 1);
    this.#taken.add(name);
    return name;
  }
}
