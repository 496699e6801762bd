// How an ONNX operator is drawn: its category, its attributes as the papers write them, and its multiply-adds.

import type { Extent, FileNode } from '../../../engine/onnx/reading/onnxFile.ts';
import { isStandard } from '../../../engine/onnx/reading/plainForm.ts';
import {
  floatsOf,
  integerOf,
  integersOf,
  type Shape,
  textOf,
} from '../../../engine/onnx/reading/shapes/shapeRule.ts';
import type { NodeCategory } from '../../../webview/protocol/diagram.ts';

const CATEGORIES: Readonly<Partial<Record<NodeCategory, string>>> = {
  convolution: 'Conv ConvTranspose DeformConv NhwcConv QLinearConvTranspose',
  pooling: 'MaxPool AveragePool LpPool GlobalAveragePool GlobalMaxPool GlobalLpPool MaxRoiPool RoiAlign',
  normalization:
    'BatchNormalization InstanceNormalization LayerNormalization GroupNormalization LRN LpNormalization MeanVarianceNormalization',
  activation:
    'Relu LeakyRelu PRelu Elu Selu Celu ThresholdedRelu Sigmoid HardSigmoid HardSwish Tanh Softplus Softsign Gelu Mish Swish Softmax LogSoftmax Hardmax Clip Erf QuickGelu',
  dense: 'Gemm MatMul FusedMatMul Einsum Attention LSTM GRU RNN',
  regularization: 'Dropout',
  reshaping:
    'Reshape Flatten Transpose Squeeze Unsqueeze Slice Split Pad Expand Tile Resize Upsample DepthToSpace SpaceToDepth Gather Shape Cast Identity ConstantOfShape QuantizeLinear DequantizeLinear DynamicQuantizeLinear',
};

const BY_OPERATOR: ReadonlyMap<string, NodeCategory> = new Map(
  Object.entries(CATEGORIES).flatMap(([category, operators]) =>
    operators.split(' ').map((operator) => [operator, category as NodeCategory] as const),
  ),
);

/** Operators that join branches, by the word that the diagram has a sign for. */
const MERGES: Readonly<Record<string, string>> = { Add: 'add', Sum: 'add', Mul: 'mul', Concat: 'concat' };

export interface OperatorWords {
  readonly kind: string;
  readonly category: NodeCategory;
  readonly detail: string;
}

/**
 * `computed`: inputs that are not weights or constants; two of them are joined. A quantised operator keeps its kind, and is
 * told as the plain one that it stands for.
 */
export function operatorWords(
  { operator: kind, domain }: FileNode,
  node: FileNode,
  inputs: readonly (Shape | undefined)[],
  computed: number,
): OperatorWords {
  const merge = computed > 1 ? MERGES[node.operator] : undefined;
  const detail = detailOf(node, inputs);
  if (merge !== undefined && isStandard(node)) {
    // Concatenation along channels is the usual one, and needs no word.
    const axis = integerOf(node, 'axis', 1);
    const usual = merge !== 'concat' || axis === 1 || axis === -3;
    return { kind: merge, category: 'merge', detail: usual ? '' : `axis ${axis}` };
  }
  const category = BY_OPERATOR.get(node.operator) ?? (isArithmetic(node.operator) ? 'reshaping' : 'custom');
  // Whose operator it is says something where it is not drawn as one of the standard's.
  const told = detail !== '' || category !== 'custom' ? detail : domain;
  return { kind: kind === '' ? '?' : kind, category, detail: told };
}

function isArithmetic(operator: string): boolean {
  return /^(Add|Sub|Mul|Div|Pow|Mod|Max|Min|Sum|Mean|Abs|Neg|Exp|Log|Sqrt|Reciprocal|Reduce\w+|Where|Equal|Greater|Less|Arg\w+|TopK)$/.test(
    operator,
  );
}

function detailOf(node: FileNode, [x, w]: readonly (Shape | undefined)[]): string {
  switch (node.operator) {
    case 'Conv':
    case 'ConvTranspose':
      return words([
        sizeOf(integersOf(node, 'kernel_shape') ?? w?.slice(2)),
        channelsOf(node, w),
        ...windowWords(node),
      ]);
    case 'MaxPool':
    case 'AveragePool':
    case 'LpPool':
      return words([sizeOf(integersOf(node, 'kernel_shape')), ...windowWords(node)]);
    case 'Gemm':
      return words([integerOf(node, 'transB', 0) === 1 ? w?.[0] : w?.[1]]);
    case 'MatMul':
      return words([w?.length === 2 ? w[1] : undefined]);
    case 'LRN':
      return words([integersOf(node, 'size')?.[0]]);
    case 'LeakyRelu':
    case 'Elu':
      return words([rounded(floatsOf(node, 'alpha')?.[0])]);
    case 'Transpose':
      return words([integersOf(node, 'perm')?.join(' ')]);
    case 'Softmax':
    case 'LogSoftmax':
    case 'Gather':
    case 'Split':
      return axisWord(node, x);
    case 'If':
    case 'Loop':
    case 'Scan':
      return bodyWords(node);
    case 'LSTM':
    case 'GRU':
    case 'RNN':
      return words([
        integersOf(node, 'hidden_size')?.[0],
        textOf(node, 'direction') === 'bidirectional' ? 'both ways' : undefined,
      ]);
    default:
      return '';
  }
}

function bodyWords({ attributes }: FileNode): string {
  const bodies = [...attributes.values()].flatMap((value) => (value.kind === 'graph' ? [value.nodes] : []));
  return bodies.length === 0 ? '' : `${bodies.join(' + ')} operators`;
}

function axisWord(node: FileNode, x: Shape | undefined): string {
  const axis = integersOf(node, 'axis')?.[0];
  const usual = axis === undefined || axis === -1 || axis === (x?.length ?? 0) - 1;
  return usual ? '' : `axis ${axis}`;
}

function channelsOf(node: FileNode, w: Shape | undefined): Extent {
  if (node.operator !== 'ConvTranspose') return w?.[0];
  return typeof w?.[1] === 'number' ? w[1] * integerOf(node, 'group', 1) : undefined;
}

function windowWords(node: FileNode): readonly Extent[] {
  const [strides, dilations] = [integersOf(node, 'strides'), integersOf(node, 'dilations')];
  const groups = integerOf(node, 'group', 1);
  const automatic = textOf(node, 'auto_pad');
  return [
    strides?.some((step) => step !== 1) ? `/${sizeOf(strides, true)}` : undefined,
    dilations?.some((step) => step !== 1) ? `dilation ${sizeOf(dilations, true)}` : undefined,
    groups > 1 ? `groups ${groups}` : undefined,
    automatic === 'SAME_UPPER' || automatic === 'SAME_LOWER' ? 'same' : undefined,
  ];
}

/** `3x3`; with `short`, equal sides are said once. */
function sizeOf(sides: readonly Extent[] | undefined, short = false): Extent {
  if (!sides || sides.length === 0) return undefined;
  if (short && sides.every((side) => side === sides[0])) return sides[0];
  return sides.map((side) => side ?? '?').join('x');
}

function rounded(value: number | undefined): Extent {
  return value === undefined ? undefined : Number(value.toPrecision(3));
}

function words(parts: readonly Extent[]): string {
  const told = parts.filter((part) => part !== undefined && part !== '');
  // A stride follows its size without a comma, as in `7x7, 64 /2`.
  return told.join(', ').slice(0, 200);
}

/** Multiply-adds for one sample: only products count. */
export function operatorMacs(
  node: FileNode,
  inputs: readonly (Shape | undefined)[],
  output: Shape | undefined,
): number {
  const [x, w] = inputs;
  if (!output) return 0;
  switch (node.operator) {
    case 'Conv':
      return counted([...output.slice(1), ...(w?.slice(1) ?? [undefined])]);
    case 'ConvTranspose':
      return counted([...(x?.slice(1) ?? [undefined]), ...(w?.slice(1) ?? [undefined])]);
    case 'Gemm':
      return counted([output[1], integerOf(node, 'transA', 0) === 1 ? x?.[0] : x?.[1]]);
    case 'MatMul':
      return counted([...(output.length > 1 ? output.slice(1) : output), x?.at(-1)]);
    case 'LSTM':
    case 'GRU':
    case 'RNN':
      return recurrentMacs(node, x, w, inputs[2]);
    default:
      return 0;
  }
}

/** One product with the input and one with the state in each step, for each gate and direction. */
function recurrentMacs(
  node: FileNode,
  x: Shape | undefined,
  w: Shape | undefined,
  r: Shape | undefined,
): number {
  const steps = x?.[integerOf(node, 'layout', 0) === 1 ? 1 : 0];
  return counted([steps, ...(w ?? [undefined])]) + counted([steps, ...(r ?? [undefined])]);
}

/** 0 where an extent is open. */
function counted(extents: readonly Extent[]): number {
  return extents.reduce<number>((product, extent) => (typeof extent === 'number' ? product * extent : 0), 1);
}
