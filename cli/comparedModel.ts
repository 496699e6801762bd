// What `diff` compares: a text, now or in a revision, or an ONNX file.

import { basename } from 'node:path';
import { UserError } from '../engine/userError.ts';
import type { ComparedModel } from '../extension/comparison/compareModels.ts';
import type { ModelChoice } from './compiledFile.ts';
import { isOnnxFile, onnxOperators } from './onnxDiagram.ts';
import { networkAt, revisionStart } from './revisionFiles.ts';

/** @throws UserError */
export function modelAt(place: string, choice: ModelChoice): ComparedModel {
  const name = basename(place);
  if (isOnnxFile(place)) return { kind: 'onnx', name, graph: onnxOperators(place) };
  refuseRevisionOfOnnx(place);
  return { kind: 'text', name, network: networkAt(place, choice) };
}

function refuseRevisionOfOnnx(place: string): void {
  const at = revisionStart(place);
  const file = at === undefined ? undefined : place.slice(0, at);
  if (file === undefined || !isOnnxFile(file)) return;
  const message =
    `${place} names a revision of an ONNX file, and only those of .cnn texts are read: write the file of that revision ` +
    `to the disk, as with git show, and compare the two files.`;
  throw new UserError('revision.onnx', message, { file });
}
