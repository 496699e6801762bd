// An ONNX file's network as the graph that pictures are drawn of, and as what is compared.

import { basename } from 'node:path';
import { openFileBytes } from '../engine/onnx/disk/fileBytes.ts';
import type { ByteSource } from '../engine/onnx/reading/byteSource.ts';
import type { OnnxFile } from '../engine/onnx/reading/onnxFile.ts';
import { readOnnx } from '../engine/onnx/reading/readOnnx.ts';
import { UserError } from '../engine/userError.ts';
import { type OperatorGraph, operatorGraph } from '../extension/comparison/operators.ts';
import { type OnnxDiagram, onnxToDiagram } from '../extension/diagram/onnx/onnxToDiagram.ts';
import type { DiagramGraph } from '../webview/protocol/diagram.ts';

export function isOnnxFile(file: string): boolean {
  return file.toLowerCase().endsWith('.onnx');
}

/** @throws UserError with the file's name where it cannot be read */
export function onnxDiagram(file: string): DiagramGraph {
  return readFile(file, (model) => model.graph);
}

/** @throws UserError with the file's name where it cannot be read */
export function onnxOperators(file: string): OperatorGraph {
  return readFile(file, (model, source, read) => operatorGraph(source, read, model, file));
}

function readFile<T>(file: string, take: (model: OnnxDiagram, source: ByteSource, read: OnnxFile) => T): T {
  try {
    const source = openFileBytes(file);
    try {
      const read = readOnnx(source);
      return take(onnxToDiagram(source, read, basename(file).replace(/\.onnx$/i, '')), source, read);
    } finally {
      source.close();
    }
  } catch (failure) {
    if (!(failure instanceof UserError) || failure.file !== undefined) throw failure;
    throw new UserError(failure.code, failure.message, { file, cause: failure });
  }
}
