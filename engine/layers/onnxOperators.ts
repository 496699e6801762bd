// ONNX's standard operators as `custom` needs them: since which version, what shape they give, what attributes they take.

import type { Attributes } from '../network/attribute.ts';
import type { Shape } from '../network/shape.ts';

export type OnnxAttributeType = 'int' | 'float' | 'string' | 'ints';

export interface OnnxOperator {
  readonly name: string;
  /** The operator set that brought it. */
  readonly since: number;
  /** Undefined where all are not listed here: then any name passes. */
  readonly attributes: Readonly<Record<string, OnnxAttributeType>> | undefined;
  /** The shape of its output; undefined where the attributes do not fit or the text must say it. */
  shape?(input: Shape, attributes: Attributes): Shape | undefined;
}

/** The newest operator set whose operators are listed here. */
export const newestOperatorSet = 25;

const sameShape = (input: Shape) => input;

/** One number for each of the input: `Name since attribute:type …`. */
const KEEPING_SHAPE = `
Abs 1 | Acos 7 | Acosh 9 | Asin 7 | Asinh 9 | Atan 7 | Atanh 9 | Ceil 1 | Celu 12 alpha:float | Cos 7 | Cosh 9
Elu 1 alpha:float | Erf 9 | Exp 1 | Floor 1 | Gelu 20 approximate:string | HardSigmoid 1 alpha:float beta:float
HardSwish 14 | Hardmax 1 axis:int | Identity 1 | LRN 1 alpha:float beta:float bias:float size:int
LeakyRelu 1 alpha:float | Log 1 | LogSoftmax 1 axis:int | LpNormalization 1 axis:int p:int
MeanVarianceNormalization 9 axes:ints | Mish 18 | Neg 1 | Reciprocal 1 | Relu 1 | Round 11 | Selu 1 alpha:float gamma:float
Shrink 9 bias:float lambd:float | Sigmoid 1 | Sign 9 | Sin 7 | Sinh 9 | Softmax 1 axis:int | Softplus 1 | Softsign 1
Sqrt 1 | Swish 24 alpha:float | Tan 7 | Tanh 1 | ThresholdedRelu 10 alpha:float | Clip 1 | CumSum 11 exclusive:int reverse:int
Add 1 | Sub 1 | Mul 1 | Div 1 | Pow 1 | Mod 10 fmod:int | Max 1 | Min 1 | Sum 1 | Mean 1 | PRelu 1`;

/** What they give must be said, `shape: …`, or follows from a rule below. */
const CHANGING_SHAPE = `
AffineGrid 20 | And 1 | ArgMax 1 | ArgMin 1 | Attention 23 | AveragePool 1 | BatchNormalization 1 | Bernoulli 15 | BitCast 25
BitShift 11 | BitwiseAnd 18 | BitwiseNot 18 | BitwiseOr 18 | BitwiseXor 18 | BlackmanWindow 17 | Cast 1 | CastLike 15
CenterCropPad 18 | Col2Im 18 | Compress 9 | Concat 1 | ConcatFromSequence 11 | Constant 1 | ConstantOfShape 9 | Conv 1
ConvInteger 10 | ConvTranspose 1 | DFT 17 | DeformConv 19 | DequantizeLinear 10 | Det 11 | Dropout 1
DynamicQuantizeLinear 11 | Einsum 12 | Equal 1 | Expand 8 | EyeLike 9 | GRU 1 | Gather 1 | GatherElements 11 | GatherND 11
Gemm 1 | GlobalAveragePool 1 | GlobalLpPool 1 | GlobalMaxPool 1 | Greater 1 | GreaterOrEqual 12 | GridSample 16
GroupNormalization 18 | HammingWindow 17 | HannWindow 17 | If 1 | ImageDecoder 20 | InstanceNormalization 1 | IsInf 10 | IsNaN 9
LSTM 1 | LayerNormalization 17 | Less 1 | LessOrEqual 12 | Loop 1 | LpPool 1 | MatMul 1 | MatMulInteger 10 | MaxPool 1
MaxRoiPool 1 | MaxUnpool 9 | MelWeightMatrix 17 | Multinomial 7 | NegativeLogLikelihoodLoss 12 | NonMaxSuppression 10
NonZero 9 | Not 1 | OneHot 9 | Optional 15 | OptionalGetElement 15 | OptionalHasElement 15 | Or 1 | Pad 1 | QLinearConv 10
QLinearMatMul 10 | QuantizeLinear 10 | RMSNormalization 23 | RNN 1 | RandomNormal 1 | RandomNormalLike 1 | RandomUniform 1
RandomUniformLike 1 | Range 11 | ReduceL1 1 | ReduceL2 1 | ReduceLogSum 1 | ReduceLogSumExp 1 | ReduceMax 1 | ReduceMean 1
ReduceMin 1 | ReduceProd 1 | ReduceSum 1 | ReduceSumSquare 1 | RegexFullMatch 20 | Reshape 1 | Resize 10 | ReverseSequence 10
RoiAlign 10 | RotaryEmbedding 23 | STFT 17 | Scan 8 | Scatter 9 | ScatterElements 11 | ScatterND 11 | SequenceAt 11
SequenceConstruct 11 | SequenceEmpty 11 | SequenceErase 11 | SequenceInsert 11 | SequenceLength 11 | SequenceMap 17 | Shape 1
Size 1 | Slice 1 | SoftmaxCrossEntropyLoss 12 | Split 1 | SplitToSequence 11 | Squeeze 1 | StringConcat 20
StringNormalizer 10 | StringSplit 20 | TensorScatter 24 | TfIdfVectorizer 9 | Tile 1 | TopK 1 | Trilu 14 | Unique 11
Unsqueeze 1 | Upsample 7 | Where 9 | Xor 7`;

/** Operators whose output follows from their attributes. */
const RULES: readonly OnnxOperator[] = [
  {
    name: 'DepthToSpace',
    since: 1,
    attributes: { blocksize: 'int', mode: 'string' },
    shape: ([channels = 0, height = 0, width = 0], { blocksize: block }) =>
      whole([channels / (Number(block) * Number(block)), height * Number(block), width * Number(block)]),
  },
  {
    name: 'SpaceToDepth',
    since: 1,
    attributes: { blocksize: 'int' },
    shape: ([channels = 0, height = 0, width = 0], { blocksize: block }) =>
      whole([channels * Number(block) * Number(block), height / Number(block), width / Number(block)]),
  },
  {
    name: 'Flatten',
    since: 1,
    attributes: { axis: 'int' },
    shape: (input, { axis = 1 }) =>
      axis === 1 ? [input.reduce((product, extent) => product * extent, 1)] : undefined,
  },
  {
    name: 'Transpose',
    since: 1,
    attributes: { perm: 'ints' },
    shape: (input, { perm }) => transposed(input, perm),
  },
];

function whole(shape: Shape): Shape | undefined {
  return shape.length === 3 && shape.every((extent) => Number.isInteger(extent) && extent > 0)
    ? shape
    : undefined;
}

/** Axis 0 is the batch, which must stay in front. */
function transposed(input: Shape, permutation: unknown): Shape | undefined {
  if (!Array.isArray(permutation) || permutation[0] !== 0) return undefined;
  const axes = [...permutation].sort();
  if (permutation.length !== input.length + 1 || axes.some((axis, index) => axis !== index)) return undefined;
  return permutation.slice(1).map((axis: number) => input[axis - 1]!);
}

function listed(lines: string, shape: OnnxOperator['shape']): readonly OnnxOperator[] {
  return lines
    .split(/[|\n]/)
    .map((entry) => entry.trim().split(' '))
    .filter(([name]) => name !== '')
    .map(([name = '', since, ...attributes]) => ({
      name,
      since: Number(since),
      attributes:
        shape === undefined
          ? undefined
          : Object.fromEntries(
              attributes.map((attribute) => attribute.split(':') as [string, OnnxAttributeType]),
            ),
      ...(shape === undefined ? {} : { shape }),
    }));
}

/** By name. */
export const onnxOperators: ReadonlyMap<string, OnnxOperator> = new Map(
  [...listed(KEEPING_SHAPE, sameShape), ...listed(CHANGING_SHAPE, undefined), ...RULES].map((operator) => [
    operator.name,
    operator,
  ]),
);

/**
 * Attributes that are FLOAT wherever a standard operator has one of the name, so that `alpha: 1` is meant as 1.0.
 * (`seed` of Dropout alone is INT.)
 */
const FLOATS = new Set(
  (
    'alpha beta gamma epsilon momentum bias lambd seed mean scale low high cubic_coeff_a extrapolation_value ' +
    'spatial_scale clip activation_alpha activation_beta value_float value_floats ratio softcap'
  ).split(' '),
);

export function isFloatAttribute(operator: OnnxOperator | undefined, name: string): boolean {
  const declared = operator?.attributes?.[name];
  return declared === undefined ? FLOATS.has(name) : declared === 'float';
}
