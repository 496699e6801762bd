// Operators as layers of their own kind: what is told of what the language has no layer for.

import type { ComparedSide, ForeignLayer } from '../../engine/analysis/comparison/comparedSide.ts';
import type { AttributeValue } from '../../engine/network/attribute.ts';
import type { NetworkLayer, NetworkParameter, Origin } from '../../engine/network/network.ts';
import type { Shape } from '../../engine/network/shape.ts';
import type { DiagramNode } from '../../webview/protocol/diagram.ts';
import { inputRole } from '../diagram/onnx/inputRoles.ts';
import type { Operator, OperatorGraph } from './operators.ts';

/** A file has no text to go to. */
export function originIn({ file }: OperatorGraph): Origin {
  return { file, start: 0, end: 0, line: 0, character: 0 };
}

/** A layer of a file. */
export function layerOf(
  graph: OperatorGraph,
  layer: Pick<NetworkLayer, 'path' | 'kind'> & Partial<NetworkLayer>,
): NetworkLayer {
  return {
    attributes: {},
    inputs: [],
    outputShape: undefined,
    parameters: [],
    group: undefined,
    head: undefined,
    origin: originIn(graph),
    ...layer,
  };
}

/** The language's `input` says its shape. */
export function inputLayer(graph: OperatorGraph, path: string, shape: Shape | undefined): NetworkLayer {
  return layerOf(graph, { path, kind: 'input', attributes: { shape: shape ?? null }, outputShape: shape });
}

/** Products, whose multiply-adds are known where their shapes are. */
const PRODUCTS = /^(Conv|Gemm|MatMul|QLinear|Q?Gemm|Fused|LSTM|GRU|RNN|Dynamic|Deform|Nhwc)/;
/** Products and graphs in the graph, whose work nobody counts here. */
const UNCOUNTED = /^(Einsum|\w*Attention|If|Loop|Scan|DeformConv|NhwcConv)$/;

export function foreignLayer(operator: Operator, node: DiagramNode | undefined): ForeignLayer {
  const category = node?.category === 'output' ? 'custom' : (node?.category ?? 'custom');
  const macs = node?.macs ?? 0;
  const open = macs === 0 && (PRODUCTS.test(operator.operator) || category === 'custom');
  const unknown = open || UNCOUNTED.test(operator.operator);
  return { category, label: node?.detail ?? '', macs: unknown ? undefined : macs };
}

/** Every stored tensor that is read here first, single and whole numbers left out: these are shapes and indices. */
export function foreignParameters({ inputs }: Operator): readonly NetworkParameter[] {
  return inputs.flatMap((input): NetworkParameter[] => {
    if (
      input.kind !== 'tensor' ||
      input.shared ||
      input.shape.length === 0 ||
      /^(int64|bool|string)$/.test(input.type)
    )
      return [];
    const { name, shape } = input;
    return [{ name, shape, trainable: true, initializer: { kind: 'constant', value: 0 }, decays: false }];
  });
}

/** Every operator as a layer of its own, as its node in the file's diagram. */
export function operatorsAsLayers(graph: OperatorGraph): Required<Pick<ComparedSide, 'network' | 'foreign'>> {
  const nodes = new Map(graph.diagram.nodes.map((node) => [node.id, node]));
  const foreign = new Map(
    graph.operators.map((operator) => [operator.id, foreignLayer(operator, nodes.get(operator.id))]),
  );
  const inputs = graph.inputs.map(({ id, shape }) => inputLayer(graph, id, shape));
  const layers = graph.operators.map((operator) => {
    const node = nodes.get(operator.id);
    return layerOf(graph, {
      path: operator.id,
      kind: node?.kind ?? operator.operator,
      attributes: exactAttributes(operator),
      inputs: operator.inputs.flatMap((input) => (input.kind === 'value' ? [input.from] : [])),
      outputShape: operator.shape,
      parameters: foreignParameters(operator),
      group: node?.group,
    });
  });
  const origin = originIn(graph);
  const network = {
    name: graph.diagram.model,
    arguments: {},
    layers: [...inputs, ...layers],
    groups: graph.diagram.groups.map((group) => ({ ...group, origin })),
    heads: [],
    output: graph.outputs[0]?.from ?? '',
  };
  return { network, foreign };
}

/** What the standard says of an attribute that is left out, as far as that does not depend on shapes. */
const DEFAULTS: Readonly<Record<string, AttributeValue>> = {
  auto_pad: 'NOTSET',
  group: 1,
  ceil_mode: 0,
  count_include_pad: 0,
  storage_order: 0,
  transA: 0,
  transB: 0,
};
/** The same of attributes that other operators leave out for something else. */
const OWN_DEFAULTS: Readonly<Record<string, AttributeValue>> = {
  'BatchNormalization.epsilon': Math.fround(1e-5),
  'InstanceNormalization.epsilon': Math.fround(1e-5),
  'Gemm.alpha': 1,
  'Gemm.beta': 1,
  'LeakyRelu.alpha': Math.fround(0.01),
  'Elu.alpha': 1,
  'Flatten.axis': 1,
};
/** Lists that say nothing where all their numbers are this one. */
const NEUTRAL: Readonly<Record<string, number>> = { strides: 1, dilations: 1, pads: 0, output_padding: 0 };
/** Of these the lists are left out in files of one exporter and written out in those of another. */
const WINDOWS = /Conv|Pool/;

/** What the operator has besides what it reads: every attribute, the shapes of its tensors, and which outputs it takes. */
function exactAttributes(operator: Operator): NetworkLayer['attributes'] {
  const told = Object.entries(operator.attributes).filter(
    ([name, value]) => !saysNothing(operator, name, value),
  );
  const tensors = operator.inputs.flatMap((input, place) =>
    input.kind === 'tensor' ? [[inputRole(operator.operator, place), tensorText(input)] as const] : [],
  );
  const taken = operator.inputs.flatMap((input) => (input.kind === 'value' ? [input.output] : []));
  const absent = operator.inputs.flatMap(({ kind }, place) => (kind === 'none' ? [place + 1] : []));
  return {
    domain: operator.domain,
    ...Object.fromEntries([...told, ...tensors]),
    ...(taken.some((output) => output > 0) ? { outputs: taken.map((output) => output + 1) } : {}),
    ...(absent.length > 0 ? { absent } : {}),
  };
}

function saysNothing({ operator }: Operator, name: string, value: AttributeValue): boolean {
  const own = `${operator}.${name}`;
  if (Object.hasOwn(OWN_DEFAULTS, own)) return OWN_DEFAULTS[own] === value;
  if (Object.hasOwn(DEFAULTS, name)) return DEFAULTS[name] === value;
  const neutral = WINDOWS.test(operator) && Object.hasOwn(NEUTRAL, name) ? NEUTRAL[name] : undefined;
  return neutral !== undefined && Array.isArray(value) && value.every((number) => number === neutral);
}

/** `float32 64x3x7x7`; with the numbers of single ones and of shapes. */
function tensorText({
  type,
  shape,
  values,
}: Extract<Operator['inputs'][number], { kind: 'tensor' }>): string {
  const size = shape.length === 0 ? type : `${type} ${shape.join('x')}`;
  const told = values && (shape.length === 0 || type === 'int64') ? `: ${values.join(' ')}` : '';
  return `${size}${told}`;
}
