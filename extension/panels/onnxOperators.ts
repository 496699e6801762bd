// Reads the operators of an ONNX file, to compare them, in a thread.

import * as vscode from 'vscode';
import type { OperatorGraph } from '../comparison/operators.ts';
import { startOnnxReader } from '../onnx/onnxReader.ts';
import type { FromReader } from '../onnx/readerMessages.ts';

export function isOnnxFile(uri: vscode.Uri): boolean {
  return uri.path.toLowerCase().endsWith('.onnx');
}

/**
 * `script` is the reader's bundle.
 *
 * @throws Error with what the page is to say where the file cannot be read
 */
export async function onnxOperators(uri: vscode.Uri, script: string): Promise<OperatorGraph> {
  const name = uri.path.split('/').pop() ?? '';
  const local = uri.scheme === 'file';
  const bytes = local ? undefined : await bytesOf(uri, name);
  const start = {
    name: name.replace(/\.onnx$/i, ''),
    path: local ? uri.fsPath : undefined,
    bytes,
    compared: true,
  };
  const answer = await new Promise<FromReader>((resolve) => {
    const reader = startOnnxReader(script, start, (message) => {
      reader.dispose();
      resolve(message);
    });
  });
  if (answer.kind === 'operators') return answer.operators;
  throw new Error(`\`${name}\`: ${answer.kind === 'failed' ? answer.message : 'it holds no operators.'}`);
}

async function bytesOf(uri: vscode.Uri, name: string): Promise<Uint8Array> {
  try {
    return await vscode.workspace.fs.readFile(uri);
  } catch (failure) {
    throw new Error(`\`${name}\` cannot be read: ${String(failure)}`);
  }
}
