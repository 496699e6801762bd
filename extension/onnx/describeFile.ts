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

export function describeFile(
  file: OnnxFile,
  graph: DiagramGraph,
  shapes: ReadonlyMap<string, Shape>,
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
    notes: notesOn(file),
  };
}

export function describeValue(
  { name, elementType, shape }: FileValue,
  shapes: ReadonlyMap<string, Shape>,
): OnnxValue {
  const type = elementType === undefined ? '' : elementTypeName(elementType);
  return { name: name.slice(0, LONGEST_TEXT), type, shape: fullShapeWords(shapes.get(name) ?? shape) };
}

function notesOn({ bytes, graph, functions }: OnnxFile): readonly string[] {
  const outside = graph.tensors.filter(({ data }) => data.kind === 'external');
  const places = [...new Set(outside.map(locationOf))];
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
    ...(outside.length > 0
      ? [
          `${counted(outside.length, 'weight')} in ${places.slice(0, 3).join(', ')}${places.length > 3 ? ', …' : ''}.`,
        ]
      : []),
    ...(bodies.length > 0
      ? [`${counted(bodies.length, 'operator')} with graphs of their own inside, drawn as one box each.`]
      : []),
    ...(functions > 0
      ? [`${counted(functions, 'function')} defined in the file, drawn as a group where used.`]
      : []),
  ];
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
