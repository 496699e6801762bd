// Reads an operator's attribute.

import type { MessageReader } from './messageReader.ts';
import type { FileAttribute, FileValue } from './onnxFile.ts';
import { readTensor } from './readTensor.ts';
import { readValue } from './readValue.ts';

/** Longer lists are weights that a tool put into an attribute. */
const MOST_NUMBERS = 1_000_000;
/** Of a graph in an attribute. */
const MOST_OUTPUTS = 1000;

/** Its name and what it holds; older files lack its type, so what is there tells it. */
export function readAttribute(message: MessageReader): [string, FileAttribute] {
  const [integers, floats]: [number[], number[]] = [[], []];
  const texts: string[] = [];
  let name = '';
  let type: number | undefined;
  let [single, other]: [boolean, FileAttribute | undefined] = [false, undefined];
  while (message.next()) {
    const { field } = message;
    if (field === 2 || field === 3 || field === 4) single = true;
    if (field === 1) name = message.text();
    else if (field === 2) floats.push(message.float());
    else if (field === 3 || field === 8) message.integers(integers, MOST_NUMBERS);
    else if (field === 4 || field === 9) texts.push(message.text());
    else if (field === 5) other = { kind: 'tensor', tensor: readTensor(message) };
    else if (field === 6) other = readBody(message.message());
    else if (field === 7) message.floats(floats, MOST_NUMBERS);
    else if (field === 10 || field === 11 || field === 14) other = { kind: 'other' };
    else if (field === 20) type = message.integer();
    else if (field === 21) other = { kind: 'reference', name: message.text() };
  }
  if (other) return [name, other];
  if (floats.length > 0 || type === 1 || type === 6)
    return [name, { kind: 'floats', values: floats, single }];
  if (texts.length > 0 || type === 3 || type === 8) return [name, { kind: 'texts', values: texts, single }];
  // A zero that was not written, as some writers leave it out.
  const values = type === 2 && integers.length === 0 ? [0] : integers;
  return [name, { kind: 'integers', values, single: single || type === 2 }];
}

function readBody(graph: MessageReader): FileAttribute {
  let nodes = 0;
  const outputs: FileValue[] = [];
  while (graph.next()) {
    if (graph.field === 1) nodes += 1;
    else if (graph.field === 12 && outputs.length < MOST_OUTPUTS) outputs.push(readValue(graph.message()));
  }
  return { kind: 'graph', nodes, outputs };
}
