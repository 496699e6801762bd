// What the page says of an ONNX file as a whole.

import {
  elementTypeName,
  type FileTensor,
  type FileValue,
  type OnnxFile,
} from '../../engine/onnx/reading/onnxFile.ts';
import type { Shape } from '../../engine/onnx/reading/shapes/shapeRule.ts';
import type { DiagramGraph } from '../../webview/protocol/diagram.ts';
import type { OnnxAbout, OnnxFact, OnnxValue } from '../../webview/protocol/onnx.ts';
import { fullShapeWords } from '../diagram/onnx/shapeWords.ts';

const LARGEST_MESSAGE = 2 ** 31 - 1;
const LONGEST_TEXT = 500;

/** `isThere`: whether a file beside the model, in which it keeps weights, can be read. */
export function describeFile(
  file: OnnxFile,
  graph: DiagramGraph,
  shapes: ReadonlyMap<string, Shape>,
  isThere: (location: string) => boolean = () => true,
): OnnxAbout {
  const weights = new Set(file.graph.tensors.map(({ name }) => name));
  const value = (told: FileValue) => describeValue(told, shapes);
  const sets = [...file.operatorSets].map(
    ([domain, version]) => `${domain === '' ? 'ONNX' : domain} ${version}`,
  );
  const facts: OnnxFact[] = [
    ['Operators', file.graph.nodes.length.toLocaleString('en-US')],
    ['Parameters', graph.parameters.toLocaleString('en-US')],
    ['Size', fileSize(file.bytes)],
    ['Producer', file.producer.slice(0, LONGEST_TEXT) || 'not told'],
    ['Operator set', sets.join(', ').slice(0, LONGEST_TEXT) || 'not told'],
    ['Format version', String(file.irVersion)],
  ];
  return {
    title: graph.model.slice(0, LONGEST_TEXT),
    facts,
    inputs: file.graph.inputs.filter(({ name }) => !weights.has(name)).map(value),
    outputs: file.graph.outputs.map(value),
    metadata: [...file.metadata]
      .slice(0, 50)
      .map(([name, text]) => [name.slice(0, LONGEST_TEXT), text.slice(0, LONGEST_TEXT)]),
    notes: notesOn(file, isThere),
  };
}

export function describeValue(
  { name, elementType, shape }: FileValue,
  shapes: ReadonlyMap<string, Shape>,
): OnnxValue {
  const type = elementType === undefined ? '' : elementTypeName(elementType);
  return { name: name.slice(0, LONGEST_TEXT), type, shape: fullShapeWords(shapes.get(name) ?? shape) };
}

function notesOn(
  { bytes, graph, functions }: OnnxFile,
  isThere: (location: string) => boolean,
): readonly string[] {
  const outside = graph.tensors.filter(({ data }) => data.kind === 'external');
  const bodies = graph.nodes.filter(({ attributes }) =>
    [...attributes.values()].some(({ kind }) => kind === 'graph'),
  );
  return [
    ...(graph.circular > 0
      ? [
          `The operators run in a circle, which no runtime accepts: ${counted(graph.circular, 'line')} that ${graph.circular === 1 ? 'leads' : 'lead'} back ${graph.circular === 1 ? 'is' : 'are'} not drawn.`,
        ]
      : []),
    ...(bytes > LARGEST_MESSAGE
      ? ['The file is larger than 2 GiB, which most tools refuse: keep its weights in a file of their own.']
      : []),
    ...weightsOutside(outside, isThere),
    ...(bodies.length > 0
      ? [`${counted(bodies.length, 'operator')} with graphs of their own inside, drawn as one box each.`]
      : []),
    ...(functions > 0
      ? [`${counted(functions, 'function')} defined in the file, drawn as a group where used.`]
      : []),
  ];
}

function weightsOutside(
  outside: readonly FileTensor[],
  isThere: (location: string) => boolean,
): readonly string[] {
  if (outside.length === 0) return [];
  const places = [...new Set(outside.map(locationOf))];
  const missing = places.filter((place) => !isThere(place));
  const said = `${counted(outside.length, 'weight')} ${outside.length === 1 ? 'is' : 'are'} in ${namesOf(places)}`;
  if (missing.length === 0) return [`${said}.`];
  const which = missing.length === places.length ? ', which' : `; ${namesOf(missing)}`;
  const [is, it] = missing.length === 1 ? ['is', 'it'] : ['are', 'them'];
  return [`${said}${which} ${is} not beside the model: put ${it} there to see the weights' figures.`];
}

function namesOf(places: readonly string[]): string {
  return `${places.slice(0, 3).join(', ')}${places.length > 3 ? ', …' : ''}`;
}

function locationOf({ data }: FileTensor): string {
  return data.kind === 'external' ? data.location.slice(0, 120) : '';
}

function counted(count: number, word: string): string {
  return `${count.toLocaleString('en-US')} ${word}${count === 1 ? '' : 's'}`;
}

export function fileSize(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB'];
  let [value, unit] = [bytes, 0];
  while (value >= 1000 && unit < units.length - 1) [value, unit] = [value / 1024, unit + 1];
  return `${unit === 0 ? value : value.toPrecision(3)} ${units[unit]}`;
}
