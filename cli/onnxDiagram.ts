// An ONNX file's network as the graph that pictures are drawn of.

import { basename } from 'node:path';
import { openFileBytes } from '../engine/onnx/disk/fileBytes.ts';
import { readOnnx } from '../engine/onnx/reading/readOnnx.ts';
import { UserError } from '../engine/userError.ts';
import { onnxToDiagram } from '../extension/diagram/onnx/onnxToDiagram.ts';
import type { DiagramGraph } from '../webview/protocol/diagram.ts';

export function isOnnxFile(file: string): boolean {
  return file.toLowerCase().endsWith('.onnx');
}

/** @throws UserError with the file's name where it cannot be read */
export function onnxDiagram(file: string): DiagramGraph {
  try {
    const source = openFileBytes(file);
    try {
      return onnxToDiagram(source, readOnnx(source), basename(file).replace(/\.onnx$/i, '')).graph;
    } finally {
      source.close();
    }
  } catch (failure) {
    if (!(failure instanceof UserError) || failure.file !== undefined) throw failure;
    throw new UserError(failure.code, failure.message, { file, cause: failure });
  }
}
