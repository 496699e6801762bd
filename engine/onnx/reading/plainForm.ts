// Quantised and fused operators as the plain ones that they stand for: where their operands are among scales and zero points.

import type { FileNode } from './onnxFile.ts';

interface Plain {
  readonly operator: string;
  /** Places of the plain operator's inputs. */
  readonly operands: readonly number[];
}

/** Of the standard (ONNX, "Operators") and of ONNX Runtime ("Contrib operators"). */
const PLAIN: Readonly<Record<string, Plain>> = {
  QLinearConv: { operator: 'Conv', operands: [0, 3, 8] },
  ConvInteger: { operator: 'Conv', operands: [0, 1] },
  FusedConv: { operator: 'Conv', operands: [0, 1, 2] },
  QLinearMatMul: { operator: 'MatMul', operands: [0, 3] },
  MatMulInteger: { operator: 'MatMul', operands: [0, 1] },
  MatMulIntegerToFloat: { operator: 'MatMul', operands: [0, 1] },
  DynamicQuantizeMatMul: { operator: 'MatMul', operands: [0, 1] },
  QGemm: { operator: 'Gemm', operands: [0, 3, 6] },
  QLinearAdd: { operator: 'Add', operands: [0, 3] },
  QLinearMul: { operator: 'Mul', operands: [0, 3] },
  QLinearGlobalAveragePool: { operator: 'GlobalAveragePool', operands: [0] },
  QLinearAveragePool: { operator: 'AveragePool', operands: [0] },
  QLinearLeakyRelu: { operator: 'LeakyRelu', operands: [0] },
  QLinearSigmoid: { operator: 'Sigmoid', operands: [0] },
  QLinearSoftmax: { operator: 'Softmax', operands: [0] },
  QuantizeLinear: { operator: 'QuantizeLinear', operands: [0] },
  DequantizeLinear: { operator: 'DequantizeLinear', operands: [0] },
};

/** Another tool's operators may carry a known name and mean something else. */
export function isStandard({ domain }: FileNode): boolean {
  return domain === '' || domain === 'com.microsoft';
}

/**
 * The node with the plain operator's name and inputs; itself where it is plain. One that reads the channels last keeps its
 * name, for which there is no rule.
 */
export function plainForm(node: FileNode): FileNode {
  if (!isStandard(node)) return node;
  if (node.operator === 'QLinearConcat') return { ...node, operator: 'Concat', inputs: concatenated(node) };
  const plain = Object.hasOwn(PLAIN, node.operator) ? PLAIN[node.operator] : undefined;
  const channelsLast = node.attributes.get('channels_last');
  if (!plain || (channelsLast?.kind === 'integers' && channelsLast.values[0] === 1)) return node;
  return {
    ...node,
    operator: plain.operator,
    inputs: plain.operands.map((place) => node.inputs[place] ?? ''),
  };
}

/** After the output's scale and zero point: value, scale and zero point of each. */
function concatenated({ inputs }: FileNode): readonly string[] {
  return inputs.slice(2).filter((_, place) => place % 3 === 0);
}
