// Builds a graph node by node, checking every operand as it comes.

import type {
  AttributesArgument,
  ElementType,
  Graph,
  GraphBuilder,
  GraphInput,
  GraphNode,
  OperationName,
  Operations,
  TensorShape,
  Value,
} from './graph.ts';
import { checkConstant } from './shapeRules/elementwiseRules.ts';
import { inferOutputs } from './shapeRules/registry.ts';
import { Mismatch, type OutputType } from './shapeRules/shapeRule.ts';

/** An empty graph to build on. */
export function createGraphBuilder(): GraphBuilder {
  return new Builder();
}

class Builder implements GraphBuilder {
  readonly nodes: GraphNode[] = [];
  scope = '';
  readonly #inputs: GraphInput[] = [];
  readonly #outputs: GraphInput[] = [];
  readonly #inputNames = new Set<string>();
  readonly #outputNames = new Set<string>();
  readonly #values = new Set<Value>();
  /** One node serves every use of the same scalar. */
  readonly #scalars = new Map<number, Value>();

  input(
    name: string,
    shape: TensorShape,
    type: ElementType = 'float',
    { batched = false }: Pick<GraphInput, 'batched'> = {},
  ): Value {
    if (this.#inputNames.has(name)) throw new Error(`Two inputs are called ${name}.`);
    this.#inputNames.add(name);
    const value = this.#newValue({ shape, type });
    this.#inputs.push(batched ? { name, value, batched } : { name, value });
    return value;
  }

  setScope(scope: string): void {
    this.scope = scope;
  }

  constant(shape: TensorShape, data: readonly number[], type: ElementType = 'float'): Value {
    try {
      checkConstant(data, { shape, type });
    } catch (error) {
      if (!(error instanceof Mismatch)) throw error;
      throw new Error(
        `constant in scope \`${this.scope}\` expected ${error.message} for ${type}[${shape.join(', ')}], ` +
          `but got ${data.length} item(s).`,
      );
    }
    return this.#append('constant', [], { data }, [{ shape, type }])[0]!;
  }

  scalar(value: number): Value {
    const known = this.#scalars.get(value);
    if (known) return known;
    const made = this.constant([], [value]);
    this.#scalars.set(value, made);
    return made;
  }

  apply<K extends OperationName>(
    operation: K,
    inputs: readonly Value[],
    ...attributes: AttributesArgument<K>
  ): Value {
    const outputs = this.applyMany(operation, inputs, ...attributes);
    if (outputs.length !== 1) {
      throw new Error(
        `${operation} in scope \`${this.scope}\` has ${outputs.length} outputs; use applyMany.`,
      );
    }
    return outputs[0]!;
  }

  applyMany<K extends OperationName>(
    operation: K,
    inputs: readonly Value[],
    ...[attributes]: AttributesArgument<K>
  ): readonly Value[] {
    if (operation === 'constant') throw new Error('Constants are made with constant().');
    for (const input of inputs) this.#requireOwn(input, operation);
    const given = (attributes ?? {}) as Operations[K];
    return this.#append(operation, inputs, given, inferOutputs(operation, inputs, given, this.scope));
  }

  output(name: string, value: Value): void {
    if (this.#outputNames.has(name)) throw new Error(`Two outputs are called ${name}.`);
    this.#outputNames.add(name);
    this.#requireOwn(value, `output ${name}`);
    this.#outputs.push({ name, value });
  }

  finish(): Graph {
    return { inputs: [...this.#inputs], nodes: [...this.nodes], outputs: [...this.#outputs] };
  }

  #append<K extends OperationName>(
    operation: K,
    inputs: readonly Value[],
    attributes: Operations[K],
    types: readonly OutputType[],
  ): readonly Value[] {
    const outputs = types.map((type) => this.#newValue(type));
    const node = { operation, attributes, inputs: [...inputs], outputs, scope: this.scope };
    // One node type for each operation: `operation` and `attributes` agree by the type parameter.
    this.nodes.push(node as GraphNode);
    return outputs;
  }

  #newValue(type: OutputType): Value {
    const value: Value = { id: this.#values.size, shape: type.shape, type: type.type };
    this.#values.add(value);
    return value;
  }

  #requireOwn(value: Value, user: string): void {
    if (!this.#values.has(value)) {
      throw new Error(`${user} in scope \`${this.scope}\` uses a value of another graph.`);
    }
  }
}
