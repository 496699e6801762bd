// Reads what a file says of a value: its name, type and shape.

import type { MessageReader } from './messageReader.ts';
import type { Extent, FileValue } from './onnxFile.ts';

const MOST_AXES = 64;

export function readValue(message: MessageReader): FileValue {
  let name = '';
  let type: Omit<FileValue, 'name'> = { elementType: undefined, shape: undefined };
  while (message.next()) {
    if (message.field === 1) name = message.text();
    else if (message.field === 2) type = readType(message.message());
  }
  return { name, ...type };
}

/** Sequences, maps and optional values have no shape that is drawn. */
function readType(message: MessageReader): Omit<FileValue, 'name'> {
  let type: Omit<FileValue, 'name'> = { elementType: undefined, shape: undefined };
  while (message.next()) if (message.field === 1) type = readTensorType(message.message());
  return type;
}

function readTensorType(message: MessageReader): Omit<FileValue, 'name'> {
  let elementType: number | undefined;
  let shape: readonly Extent[] | undefined;
  while (message.next()) {
    if (message.field === 1) elementType = message.integer();
    else if (message.field === 2) shape = readShape(message.message());
  }
  return { elementType, shape };
}

function readShape(message: MessageReader): readonly Extent[] | undefined {
  const shape: Extent[] = [];
  while (message.next()) {
    if (message.field === 1) shape.push(readDimension(message.message()));
    if (shape.length > MOST_AXES) return undefined;
  }
  return shape;
}

function readDimension(message: MessageReader): Extent {
  let extent: Extent;
  while (message.next()) {
    if (message.field === 1) extent = message.integer();
    else if (message.field === 2) extent = message.text();
  }
  // Some writers say -1, or an empty symbol, for what is open.
  return extent === '' || (typeof extent === 'number' && extent < 0) ? undefined : extent;
}
