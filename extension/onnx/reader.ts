// The thread that reads one ONNX file: its network at once, its weights when they are asked for.

import { dirname } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { type FileBytes, openFileBytes } from '../../engine/onnx/disk/fileBytes.ts';
import { weightsFilesIn } from '../../engine/onnx/disk/weightsFiles.ts';
import { type ByteSource, bytesInMemory } from '../../engine/onnx/reading/byteSource.ts';
import { readOnnx } from '../../engine/onnx/reading/readOnnx.ts';
import { type OpenExternal, tensorNumbers } from '../../engine/onnx/reading/tensorNumbers.ts';
import { tensorStatistics } from '../../engine/onnx/reading/tensorStatistics.ts';
import { UserError } from '../../engine/userError.ts';
import type { OnnxAbout } from '../../webview/protocol/onnx.ts';
import { operatorGraph } from '../comparison/operators.ts';
import { type OnnxDiagram, onnxToDiagram } from '../diagram/onnx/onnxToDiagram.ts';
import { describeFile } from './describeFile.ts';
import { describeGroup, describeInput, describeOperator } from './describeOperator.ts';
import type { FromReader, ReaderStart, ToReader } from './readerMessages.ts';

const { name, path, bytes, compared } = workerData as ReaderStart;

function send(message: FromReader): void {
  parentPort?.postMessage(message);
}

/** Counts what was chosen, so that an older choice's weights are not read to the end. */
let chosen = 0;

function open(): void {
  const source: ByteSource | FileBytes =
    path === undefined ? bytesInMemory(bytes ?? new Uint8Array(0)) : openFileBytes(path);
  const file = readOnnx(source);
  const model = onnxToDiagram(source, file, name);
  if (compared) {
    send({ kind: 'operators', operators: operatorGraph(source, file, model, path ?? name) });
    return;
  }
  const external = path === undefined ? withoutFolder : weightsFilesIn(dirname(path)).open;
  const about = describeFile(file, model.graph, model.shapes, (location) => isReadable(location, external));
  parentPort?.on('message', ({ id }: ToReader) => void describe(id, { ...model, about }, source, external));
  send({ kind: 'opened', graph: model.graph, about });
}

function isReadable(location: string, external: OpenExternal): boolean {
  try {
    external(location);
    return true;
  } catch {
    return false;
  }
}

function withoutFolder(location: string): never {
  throw new UserError(
    'onnx.external',
    `The weights are in \`${location.slice(0, 120)}\`, which cannot be read from here.`,
  );
}

async function describe(
  id: string,
  model: OnnxDiagram & { readonly about: OnnxAbout },
  source: ByteSource,
  external: OpenExternal,
): Promise<void> {
  const request = ++chosen;
  const node = model.operators.get(id);
  const details = node
    ? describeOperator(id, node, model)
    : (describeInput(id, model.about.inputs) ?? describeGroup(id, model));
  if (!details) return;
  send({ kind: 'page', message: { kind: 'operator', details } });
  for (const { name: weight } of details.weights) {
    // A choice that was made meanwhile comes first.
    await setImmediate();
    if (request !== chosen) return;
    send({ kind: 'page', message: { kind: 'statistics', node: id, weight, ...figuresOf(weight) } });
  }

  function figuresOf(weight: string) {
    try {
      const tensor = model.tensors.get(weight)!;
      return {
        statistics: tensorStatistics(() => tensorNumbers(source, tensor, external)),
        problem: undefined,
      };
    } catch (problem) {
      return { statistics: undefined, problem: sentenceOf(problem) };
    }
  }
}

/** Anything but a sentence of ours is a mistake of ours, which the file brought out. */
function sentenceOf(problem: unknown): string {
  if (problem instanceof UserError) return problem.message;
  return `The file cannot be shown: ${problem instanceof Error ? problem.message : String(problem)}`;
}

try {
  open();
} catch (problem) {
  send({ kind: 'failed', message: sentenceOf(problem) });
}
