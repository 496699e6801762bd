// The tensor graph: static single assignment values and operations, as plain data.

/** `float` is float32 on a runtime and float64 in the interpreter. */
export type ElementType = 'float' | 'int64' | 'bool';

/** Extents of every axis, the batch included. A scalar is `[]`. */
export type TensorShape = readonly number[];

export interface Value {
  readonly id: number;
  readonly shape: TensorShape;
  readonly type: ElementType;
}

/** Per axis: [vertical, horizontal]; padding is [top, left, bottom, right]. */
export interface WindowAttributes {
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly dilation: readonly [number, number];
  readonly padding: readonly [number, number, number, number];
}

export interface ConvolutionAttributes {
  readonly stride: readonly [number, number];
  readonly dilation: readonly [number, number];
  readonly padding: readonly [number, number, number, number];
  readonly groups: number;
}

export interface PoolingAttributes extends WindowAttributes {
  readonly ceil: boolean;
}

/** An attribute of an operator that is passed on as it is. */
export type CustomAttribute =
  | { readonly type: 'int' | 'float'; readonly value: number }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'ints' | 'floats'; readonly value: readonly number[] }
  | { readonly type: 'strings'; readonly value: readonly string[] };

export interface CustomConstant {
  readonly type: 'float' | 'int64';
  readonly shape: TensorShape;
  readonly data: readonly number[];
}

type None = Readonly<Record<never, never>>;

/**
 * Every operation with its attributes. Binary operations and `select` broadcast as NumPy does. Axes are not negative.
 * Convolution is cross-correlation of x [N, C, H, W] with w [O, C / groups, kh, kw], as in deep learning.
 */
export interface Operations {
  readonly constant: { readonly data: readonly number[] };
  readonly add: None;
  readonly subtract: None;
  readonly multiply: None;
  readonly divide: None;
  readonly maximum: None;
  readonly minimum: None;
  readonly negate: None;
  readonly abs: None;
  readonly exp: None;
  readonly log: None;
  readonly sqrt: None;
  readonly reciprocal: None;
  /** x to a constant power; x is not negative unless the exponent is whole. */
  readonly power: { readonly exponent: number };
  readonly erf: None;
  readonly tanh: None;
  readonly sigmoid: None;
  readonly softplus: None;
  readonly relu: None;
  /** 1 where x > 0, else 0. */
  readonly step: None;
  /** a > b, as bool. */
  readonly greater: None;
  /** a == b, as bool. */
  readonly equal: None;
  /** (condition: bool, whenTrue, whenFalse) */
  readonly select: None;
  /** bool (as 0 or 1) or int64 to float. */
  readonly toFloat: None;
  readonly reduceSum: { readonly axes: readonly number[]; readonly keepDimensions: boolean };
  readonly reduceMean: { readonly axes: readonly number[]; readonly keepDimensions: boolean };
  readonly reduceMax: { readonly axes: readonly number[]; readonly keepDimensions: boolean };
  readonly reshape: { readonly shape: TensorShape };
  readonly transpose: { readonly permutation: readonly number[] };
  readonly broadcast: { readonly shape: TensorShape };
  /** From `starts` up to, not including, `ends`, every `steps`-th; all of an axis' steps are positive. */
  readonly slice: {
    readonly starts: readonly number[];
    readonly ends: readonly number[];
    readonly steps: readonly number[];
  };
  /** Constant padding, counts before and after each axis. */
  readonly pad: {
    readonly before: readonly number[];
    readonly after: readonly number[];
    readonly value: number;
  };
  readonly concatenate: { readonly axis: number };
  /** (x, signal): x, and not before the signal is computed, whose numbers do not matter. */
  readonly after: None;
  /**
   * (a, b) or (a, b, bias [n]): matrices [m, k] x [k, n], their last two axes transposed first where asked. Axes before
   * the last two must be equal.
   */
  readonly matmul: { readonly transposeA: boolean; readonly transposeB: boolean };
  /** (x, w) or (x, w, bias [O]) */
  readonly convolution: ConvolutionAttributes;
  /** (dy, w): gradient with respect to x of the given shape; forwards, this is transposed convolution. */
  readonly convolutionInputGradient: ConvolutionAttributes & { readonly inputShape: TensorShape };
  /** (x, dy): gradient with respect to w of the given shape. */
  readonly convolutionWeightGradient: ConvolutionAttributes & { readonly weightShape: TensorShape };
  /** Padding never wins. With `ceil`, windows may reach past the padding but must start before its end. */
  readonly maxPool: PoolingAttributes;
  /** (x, y, dy): dy goes to the first largest element of each window, row by row. */
  readonly maxPoolGradient: PoolingAttributes;
  readonly averagePool: PoolingAttributes & { readonly countIncludePad: boolean };
  /** (dy) */
  readonly averagePoolGradient: PoolingAttributes & {
    readonly countIncludePad: boolean;
    readonly inputShape: TensorShape;
  };
  readonly softmax: { readonly axis: number };
  readonly logSoftmax: { readonly axis: number };
  /**
   * (x [N, C, ...], scale [C], bias [C]) -> (y, mean [C], variance [C]): y = (x - mean) / sqrt(variance + epsilon)
   * * scale + bias over the batch and all places; the variance is the biased one.
   */
  readonly batchNormalization: { readonly epsilon: number };
  /** (x, scale, mean, variance, dy) -> (dx, dscale, dbias) */
  readonly batchNormalizationGradient: { readonly epsilon: number };
  /**
   * (x, scale, bias, mean, variance) with the given statistics; with `centered`, rounded as `batchNormalization` rounds,
   * which subtracts the mean first.
   */
  readonly batchNormalizationInference: { readonly epsilon: number; readonly centered?: boolean };
  /**
   * (x): an ONNX operator by its name, which the graph knows nothing of but the shape that it gives. It treats images
   * apart. The interpreter does not compute it, and it has no gradient.
   */
  readonly custom: {
    readonly operator: string;
    /** Empty for ONNX's own operators. */
    readonly domain: string;
    readonly operatorSet: number;
    readonly attributes: Readonly<Record<string, CustomAttribute>>;
    /** Inputs after the first; null for one that is left out. */
    readonly constants: readonly (CustomConstant | null)[];
    readonly shape: TensorShape;
  };
}

export type OperationName = keyof Operations;

/** One application of one operation. */
export interface NodeOf<K extends OperationName> {
  readonly operation: K;
  readonly attributes: Operations[K];
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  /** The path of the layer it was lowered from, with its role: `conv1`, `conv1/gradient`, `optimizer`. */
  readonly scope: string;
}

/** One application of any operation. */
export type GraphNode = { readonly [K in OperationName]: NodeOf<K> }[OperationName];

export interface GraphInput {
  readonly name: string;
  readonly value: Value;
  /** There and true where the first axis is the batch. */
  readonly batched?: boolean;
}

/** A whole computation. Nodes stand in an order in which every value is made before it is used. */
export interface Graph {
  readonly inputs: readonly GraphInput[];
  readonly nodes: readonly GraphNode[];
  readonly outputs: readonly GraphInput[];
}

/** An operation without required attributes is applied without them. */
export type AttributesArgument<K extends OperationName> =
  Record<never, never> extends Operations[K] ? [attributes?: Operations[K]] : [attributes: Operations[K]];

/**
 * Builds a graph node by node; each call checks its operands' shapes and returns the new value. A wrong operand is a
 * programming mistake and throws, naming operation, scope, expected and actual shape.
 */
export interface GraphBuilder {
  /** What was applied so far, in order. */
  readonly nodes: readonly GraphNode[];
  /** What later nodes carry. */
  readonly scope: string;
  input(name: string, shape: TensorShape, type?: ElementType, options?: Pick<GraphInput, 'batched'>): Value;
  /** Later nodes carry this scope, until it is called again. */
  setScope(scope: string): void;
  constant(shape: TensorShape, data: readonly number[], type?: ElementType): Value;
  scalar(value: number): Value;
  /** Applies an operation with one output. */
  apply<K extends OperationName>(
    operation: K,
    inputs: readonly Value[],
    ...attributes: AttributesArgument<K>
  ): Value;
  /** Applies an operation with several outputs. */
  applyMany<K extends OperationName>(
    operation: K,
    inputs: readonly Value[],
    ...attributes: AttributesArgument<K>
  ): readonly Value[];
  output(name: string, value: Value): void;
  finish(): Graph;
}
