// What a layer kind declares: its attributes, its shape rule, its parameters, its cost and its lowering.

import type { GraphBuilder, TensorShape, Value } from '../graph/graph.ts';
import {
  type Attribute,
  type AttributeProblem,
  type Attributes,
  type AttributesOf,
  type AttributeValue,
  readAttributes,
  type Schema,
} from '../network/attribute.ts';
import type { Initializer } from '../network/network.ts';
import type { Shape } from '../network/shape.ts';

/** What users would call the family of a layer; it gives the node's colour and shape in the diagram. */
export type LayerCategory =
  | 'input'
  | 'convolution'
  | 'pooling'
  | 'normalization'
  | 'activation'
  | 'dense'
  | 'merge'
  | 'regularization'
  | 'reshaping'
  | 'custom';

/** A mistake that a layer finds in its attributes or inputs. */
export interface LayerProblem {
  /** Stable code such as `kernel-larger-than-input`; listed in docs/diagnostics.md. */
  readonly code: string;
  /** What is wrong, with the numbers, and what to do. */
  readonly message: string;
  /** The attribute to underline; the layer's name where absent. */
  readonly attribute?: string;
  /** The word that nothing is called, and what might be meant. */
  readonly word?: string;
  readonly candidates?: readonly string[];
}

export type ShapeResult = { readonly shape: Shape } | { readonly problem: LayerProblem };

/** A tensor that a layer keeps, named with PyTorch's suffix (`weight`, `bias`, `running_mean`). */
export interface ParameterDeclaration {
  readonly suffix: string;
  readonly shape: Shape;
  readonly trainable: boolean;
  readonly initializer: Initializer;
  readonly decays: boolean;
}

/** Work for one image. */
export interface Cost {
  /** Multiply-adds of convolution and dense layers, bias not counted. */
  readonly macs: number;
  /** Floating-point operations: two for a multiply-add, plus bias and elementwise work. */
  readonly flops: number;
  /** As the 1998 and 2012 papers count them: one for each multiply-add, and one for each output's bias. */
  readonly connections: number;
}

/** How a layer looks at its input, for the receptive field: per axis [vertical, horizontal]. */
export type Window =
  | {
      readonly kernel: readonly [number, number];
      readonly stride: readonly [number, number];
      readonly dilation: readonly [number, number];
      /** [top, left, bottom, right]; negative where rows and columns are cut off. */
      readonly padding: readonly [number, number, number, number];
      /** The window lies on the output instead: every place of the input spreads over one, `stride` apart. */
      readonly transposed?: boolean;
    }
  /** Each output sees the whole input. */
  | 'global'
  /** Each output sees the input at its own place. */
  | 'pointwise';

/** Uniform in [0, 1), or normal with mean 0 and deviation 1. */
export type RandomDistribution = 'uniform' | 'normal';

/** What a lowering may use beside its inputs. Images are [N, C, H, W], vectors [N, F]. */
export interface LoweringContext<A> {
  readonly builder: GraphBuilder;
  readonly attributes: A;
  /** Attributes of other names than the schema's, where the kind takes such. */
  readonly others: Attributes;
  /** Of one sample, as the network has it. */
  readonly outputShape: Shape;
  readonly mode: 'training' | 'inference';
  /** The layer's tensor with this suffix. */
  parameter(suffix: string): Value;
  /** Training only: the value that the tracked tensor has after the step. */
  update(suffix: string, value: Value): void;
  /**
   * Fresh random numbers at every step, or undefined where chance is off: in inference, and when gradients
   * are checked.
   */
  random(distribution: RandomDistribution, shape: TensorShape): Value | undefined;
}

export type PassesThrough = 'always' | 'in inference' | 'never';

/** A layer kind as its file writes it, with attributes typed by the schema. */
export interface LayerSpecification<S extends Schema> {
  readonly kind: string;
  readonly category: LayerCategory;
  /** First line: what it does. Then formula and source, in Markdown. Shown on hover and in the reference. */
  readonly documentation: string;
  /** In positional order. */
  readonly attributes: S;
  /** What attributes of any other name are, for a kind that takes such. */
  readonly otherAttributes?: Attribute<AttributeValue>;
  /** Number of inputs; `many` for merges (one or more). */
  readonly inputs: 'one' | 'many';
  /** Where the output is the input's own memory, seen in another shape or not changed at all. */
  readonly passesThrough?: PassesThrough;
  /** As the papers write it, after the kind: `5x5, 6`, `3x3, 64, /2`. Empty where there is nothing to say. */
  label(attributes: AttributesOf<S>): string;
  shape(attributes: AttributesOf<S>, inputs: readonly Shape[], others: Attributes): ShapeResult;
  parameters(attributes: AttributesOf<S>, inputs: readonly Shape[]): readonly ParameterDeclaration[];
  cost(attributes: AttributesOf<S>, inputs: readonly Shape[], output: Shape): Cost;
  window(attributes: AttributesOf<S>, inputs: readonly Shape[]): Window;
  lower(context: LoweringContext<AttributesOf<S>>, inputs: readonly Value[]): Value;
}

/** A layer kind with its attributes' types erased, as the registry holds it. */
export interface LayerDefinition {
  readonly kind: string;
  readonly category: LayerCategory;
  readonly documentation: string;
  readonly attributes: Schema;
  readonly otherAttributes: Attribute<AttributeValue> | undefined;
  readonly inputs: 'one' | 'many';
  readonly passesThrough: PassesThrough;
  /** Checks attributes and fills in defaults. */
  read(given: Attributes): {
    readonly attributes: Attributes;
    readonly problems: readonly AttributeProblem[];
  };
  /* The rest takes attributes as `read` returned them without problems. */
  label(attributes: Attributes): string;
  shape(attributes: Attributes, inputs: readonly Shape[]): ShapeResult;
  parameters(attributes: Attributes, inputs: readonly Shape[]): readonly ParameterDeclaration[];
  cost(attributes: Attributes, inputs: readonly Shape[], output: Shape): Cost;
  window(attributes: Attributes, inputs: readonly Shape[]): Window;
  lower(context: Omit<LoweringContext<Attributes>, 'others'>, inputs: readonly Value[]): Value;
}

/** Erases a specification's types for the registry. */
export function defineLayer<S extends Schema>(specification: LayerSpecification<S>): LayerDefinition {
  const { attributes: schema, otherAttributes } = specification;
  // Equal layers share their attributes, so reading them once serves all.
  const read = new WeakMap<Attributes, AttributesOf<S>>();
  const typed = (given: Attributes) => {
    const known = read.get(given);
    if (known !== undefined) return known;
    const { attributes } = readAttributes(schema, given);
    read.set(given, attributes);
    return attributes;
  };
  const others = (given: Attributes) =>
    otherAttributes === undefined ? none : attributesBeside(schema, given);
  return {
    kind: specification.kind,
    category: specification.category,
    documentation: specification.documentation,
    attributes: schema,
    otherAttributes,
    inputs: specification.inputs,
    passesThrough: specification.passesThrough ?? 'never',
    read: (given) => readAttributes(schema, given, otherAttributes),
    label: (attributes) => specification.label(typed(attributes)),
    shape: (attributes, inputs) => specification.shape(typed(attributes), inputs, others(attributes)),
    parameters: (attributes, inputs) => specification.parameters(typed(attributes), inputs),
    cost: (attributes, inputs, output) => specification.cost(typed(attributes), inputs, output),
    window: (attributes, inputs) => specification.window(typed(attributes), inputs),
    lower: (context, inputs) => {
      const { attributes } = context;
      return specification.lower(
        { ...context, attributes: typed(attributes), others: others(attributes) },
        inputs,
      );
    },
  };
}

const none: Attributes = {};

function attributesBeside(schema: Schema, given: Attributes): Attributes {
  return Object.fromEntries(Object.entries(given).filter(([name]) => !Object.hasOwn(schema, name)));
}
