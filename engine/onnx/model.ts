// An ONNX model as plain data, and its bytes.

import { UserError } from '../userError.ts';
import { MessageWriter } from './protobuf.ts';

/** Whole numbers become INT and INTS; the others say what they are. */
export type OnnxAttribute =
  | number
  | readonly number[]
  | string
  | { readonly float: number }
  | { readonly floats: readonly number[] }
  | { readonly strings: readonly string[] };

export interface OnnxNode {
  readonly name: string;
  readonly operator: string;
  /** Empty for the standard operators. */
  readonly domain: string;
  /** The version of its domain's operators that it needs, where that is not the usual one. */
  readonly operatorSet?: number;
  /** An empty name leaves an optional input out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
  /** Which replica computes it, where there are several; not part of the file. */
  readonly replica?: number;
}

export interface OnnxTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array | BigInt64Array | Uint8Array;
}

export interface OnnxValueInfo {
  readonly name: string;
  readonly type: 'float' | 'int64' | 'bool';
  /** A text is a symbolic extent. */
  readonly shape: readonly (number | string)[];
}

export interface OnnxModel {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValueInfo[];
  readonly outputs: readonly OnnxValueInfo[];
  /** Shapes between nodes that a reader could not find out, or should check. */
  readonly values?: readonly OnnxValueInfo[];
  readonly metadata: ReadonlyMap<string, string>;
}

/** The newest version that Debian 12's and Ubuntu 22.04's ONNX tools check; ONNX Runtime takes it since 1.13. */
export const operatorSetVersion = 17;
/** The file format's version that belongs to an operator set. */
function irVersionOf(operatorSet: number): number {
  if (operatorSet <= 18) return 8;
  if (operatorSet <= 20) return 9;
  return operatorSet <= 22 ? 10 : 11;
}

/** Domains with the version of their operators: the highest that a node needs. */
function operatorSets({ nodes }: OnnxModel): ReadonlyMap<string, number> {
  const versions = new Map([['', operatorSetVersion]]);
  for (const { domain, operatorSet = 1 } of nodes)
    versions.set(domain, Math.max(versions.get(domain) ?? 1, operatorSet));
  return versions;
}

const elementTypes = { float: 1, int64: 7, bool: 9 } as const;
/** Protocol buffers cannot be larger. */
const largestModelBytes = 2 ** 31 - 1;

/**
 * The model file's bytes.
 *
 * @throws UserError `onnx.tooLarge` above 2 GiB, which the file format cannot hold
 */
export function serializeModel(model: OnnxModel): Uint8Array {
  const writer = new MessageWriter();
  const versions = operatorSets(model);
  writer.integer(1, irVersionOf(versions.get('')!));
  writer.text(2, 'Netwright');
  writer.message(7, (graph) => writeGraph(graph, model));
  for (const [domain, version] of versions) {
    writer.message(8, (operatorSet) => {
      operatorSet.text(1, domain);
      operatorSet.integer(2, version);
    });
  }
  for (const [key, value] of model.metadata) {
    writer.message(14, (entry) => {
      entry.text(1, key);
      entry.text(2, value);
    });
  }
  if (writer.length > largestModelBytes) {
    throw new UserError(
      'onnx.tooLarge',
      `The model takes ${(writer.length / 2 ** 30).toFixed(1)} GiB, more than the 2 GiB that an ONNX file can hold. ` +
        'Make the network smaller.',
    );
  }
  return writer.finish();
}

function writeGraph(writer: MessageWriter, model: OnnxModel): void {
  for (const node of model.nodes) writer.message(1, (message) => writeNode(message, node));
  writer.text(2, model.name);
  for (const tensor of model.initializers) writer.message(5, (message) => writeTensor(message, tensor));
  for (const info of model.inputs) writer.message(11, (message) => writeValueInfo(message, info));
  for (const info of model.outputs) writer.message(12, (message) => writeValueInfo(message, info));
  for (const info of model.values ?? []) writer.message(13, (message) => writeValueInfo(message, info));
}

function writeNode(writer: MessageWriter, node: OnnxNode): void {
  for (const input of node.inputs) writer.text(1, input);
  for (const output of node.outputs) writer.text(2, output);
  writer.text(3, node.name);
  writer.text(4, node.operator);
  for (const [name, value] of Object.entries(node.attributes)) {
    writer.message(5, (message) => writeAttribute(message, name, value));
  }
  if (node.domain !== '') writer.text(7, node.domain);
}

function writeAttribute(writer: MessageWriter, name: string, value: OnnxAttribute): void {
  const typeField = 20;
  writer.text(1, name);
  if (typeof value === 'number') {
    writer.integer(3, value);
    writer.integer(typeField, 2);
  } else if (typeof value === 'string') {
    writer.text(4, value);
    writer.integer(typeField, 3);
  } else if ('float' in value) {
    writer.float(2, value.float);
    writer.integer(typeField, 1);
  } else if ('floats' in value) {
    for (const item of value.floats) writer.float(7, item);
    writer.integer(typeField, 6);
  } else if ('strings' in value) {
    for (const item of value.strings) writer.text(9, item);
    writer.integer(typeField, 8);
  } else {
    for (const item of value) writer.integer(8, item);
    writer.integer(typeField, 7);
  }
}

function writeTensor(writer: MessageWriter, tensor: OnnxTensor): void {
  for (const extent of tensor.shape) writer.integer(1, extent);
  const type =
    tensor.data instanceof Float32Array ? 'float' : tensor.data instanceof BigInt64Array ? 'int64' : 'bool';
  writer.integer(2, elementTypes[type]);
  writer.text(8, tensor.name);
  const { buffer, byteOffset, byteLength } = tensor.data;
  // Little-endian, as are all machines that ONNX Runtime has binaries for.
  writer.bytes(9, new Uint8Array(buffer, byteOffset, byteLength));
}

function writeValueInfo(writer: MessageWriter, info: OnnxValueInfo): void {
  writer.text(1, info.name);
  writer.message(2, (type) => {
    type.message(1, (tensor) => {
      tensor.integer(1, elementTypes[info.type]);
      tensor.message(2, (shape) => {
        for (const extent of info.shape) {
          shape.message(1, (dimension) => {
            if (typeof extent === 'number') dimension.integer(1, extent);
            else dimension.text(2, extent);
          });
        }
      });
    });
  });
}
