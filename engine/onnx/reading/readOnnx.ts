// Reads an ONNX file's network; its weights stay where they are.

import { UserError } from '../../userError.ts';
import type { ByteSource } from './byteSource.ts';
import { damaged } from './damaged.ts';
import { type FileFunction, inlineFunctions } from './inlineFunctions.ts';
import { inOrder } from './inOrder.ts';
import { MessageReader } from './messageReader.ts';
import type { FileAttribute, FileGraph, FileNode, FileTensor, FileValue, OnnxFile } from './onnxFile.ts';
import { readAttribute } from './readAttribute.ts';
import { readEntry } from './readEntry.ts';
import { readTensor } from './readTensor.ts';
import { readValue } from './readValue.ts';

/** No network that a person looks at has more nodes, and a file that claims so would fill the memory. */
const MOST_NODES = 200_000;
const MOST_OTHERS = 500_000;
const MOST_NAMES = 100_000;

/**
 * The file's network, with every weight's place.
 *
 * @throws UserError `onnx.damaged`, `onnx.noGraph`, `onnx.tooManyNodes` or `onnx.pointer`
 */
export function readOnnx(source: ByteSource): OnnxFile {
  refuseOtherKinds(source);
  const model = MessageReader.ofWhole(source);
  const operatorSets = new Map<string, number>();
  const metadata = new Map<string, string>();
  let graph: FileGraph | undefined;
  const functions: FileFunction[] = [];
  let [irVersion, producer, producerVersion] = [0, '', ''];
  while (model.next()) {
    if (model.field === 1) irVersion = model.integer();
    else if (model.field === 2) producer = model.text();
    else if (model.field === 3) producerVersion = model.text();
    else if (model.field === 7) graph = readGraph(model.message());
    else if (model.field === 8) readOperatorSet(model.message(), operatorSets);
    else if (model.field === 14) readEntry(model.message(), metadata);
    else if (model.field === 25) functions.push(readFunction(model.message()));
  }
  if (!graph || (graph.nodes.length === 0 && graph.outputs.length === 0)) {
    const message =
      'This file holds no network: it is no ONNX model, or an empty one. Export the model again.';
    throw new UserError('onnx.noGraph', message);
  }
  return {
    irVersion,
    producer: `${producer} ${producerVersion}`.trim(),
    operatorSets,
    metadata,
    graph: withFunctions(graph, functions),
    functions: functions.length,
    bytes: source.size,
  };
}

/** Files that are often found under an ONNX name, and say plainly what they are. */
function refuseOtherKinds(source: ByteSource): void {
  const start = new TextDecoder('latin1').decode(source.read(0, Math.min(source.size, 200)));
  if (start.startsWith('version https://git-lfs')) {
    const message =
      'This file only points to a model that Git LFS stores elsewhere. Fetch it with `git lfs pull`.';
    throw new UserError('onnx.pointer', message);
  }
  const others: readonly (readonly [RegExp, string])[] = [
    [/^\s*<(!doctype|html)/i, 'a web page'],
    [/^PK\p{Cc}{2}/u, 'a ZIP archive, perhaps a PyTorch checkpoint'],
    [/^....TFL3/s, 'a TensorFlow Lite model'],
    [/^....ORTM/s, "a model in ONNX Runtime's own format"],
  ];
  const other = others.find(([pattern]) => pattern.test(start));
  if (other) {
    const message = `This file is ${other[1]}, not an ONNX model. Export the model to ONNX, or download it again.`;
    throw new UserError('onnx.damaged', message);
  }
}

function readGraph(graph: MessageReader): FileGraph {
  const nodes: FileNode[] = [];
  const tensors: FileTensor[] = [];
  const [inputs, outputs, values]: [FileValue[], FileValue[], FileValue[]] = [[], [], []];
  let name = '';
  while (graph.next()) {
    if (graph.field === 1) nodes.push(readNode(graph.message()));
    else if (graph.field === 2) name = graph.text();
    else if (graph.field === 5) tensors.push(readTensor(graph));
    else if (graph.field === 11) inputs.push(readValue(graph.message()));
    else if (graph.field === 12) outputs.push(readValue(graph.message()));
    else if (graph.field === 13) values.push(readValue(graph.message()));
    refuseTooMany(nodes.length);
    if (tensors.length + inputs.length + outputs.length + values.length > MOST_OTHERS)
      throw tooMany(`${MOST_OTHERS.toLocaleString('en-US')} values`);
  }
  return { name, nodes, circular: 0, tensors, inputs, outputs, values };
}

/** With what its operators call in their places, and in order. */
function withFunctions(graph: FileGraph, functions: readonly FileFunction[]): FileGraph {
  const nodes = inlineFunctions(graph.nodes, functions, refuseTooMany);
  return { ...graph, ...inOrder(nodes) };
}

function refuseTooMany(nodes: number): void {
  if (nodes > MOST_NODES) throw tooMany(`${MOST_NODES.toLocaleString('en-US')} operators`);
}

function readFunction(message: MessageReader): FileFunction {
  const [inputs, outputs, nodes]: [string[], string[], FileNode[]] = [[], [], []];
  const defaults = new Map<string, FileAttribute>();
  let [name, domain] = ['', ''];
  while (message.next()) {
    if (message.field === 1) name = message.text();
    else if (message.field === 4) inputs.push(message.text());
    else if (message.field === 5) outputs.push(message.text());
    else if (message.field === 7) nodes.push(readNode(message.message()));
    else if (message.field === 10) domain = message.text();
    else if (message.field === 11) defaults.set(...readAttribute(message.message()));
    refuseTooMany(nodes.length);
    if (inputs.length + outputs.length > MOST_NAMES)
      throw damaged(`a function has more than ${MOST_NAMES} inputs and outputs`, message.offset);
  }
  return { name, domain: domain === 'ai.onnx' ? '' : domain, inputs, outputs, defaults, nodes };
}

function tooMany(what: string): UserError {
  const message = `This model has more than ${what}, too many to draw. Open a part of it, as one that a tool cut out.`;
  return new UserError('onnx.tooManyNodes', message);
}

function readNode(node: MessageReader): FileNode {
  const [inputs, outputs]: [string[], string[]] = [[], []];
  const attributes = new Map<string, FileAttribute>();
  const metadata = new Map<string, string>();
  let [name, operator, domain] = ['', '', ''];
  while (node.next()) {
    if (node.field === 1) inputs.push(node.text());
    else if (node.field === 2) outputs.push(node.text());
    else if (node.field === 3) name = node.text();
    else if (node.field === 4) operator = node.text();
    else if (node.field === 5) attributes.set(...readAttribute(node.message()));
    else if (node.field === 7) domain = node.text();
    else if (node.field === 9) readEntry(node.message(), metadata);
    if (inputs.length + outputs.length > MOST_NAMES)
      throw damaged(`an operator has more than ${MOST_NAMES} inputs and outputs`, node.offset);
  }
  return {
    name,
    operator,
    domain: domain === 'ai.onnx' ? '' : domain,
    inputs,
    outputs,
    attributes,
    metadata,
  };
}

function readOperatorSet(message: MessageReader, into: Map<string, number>): void {
  let [domain, version] = ['', 0];
  while (message.next()) {
    if (message.field === 1) domain = message.text();
    else if (message.field === 2) version = message.integer();
  }
  into.set(domain === 'ai.onnx' ? '' : domain, version);
}
