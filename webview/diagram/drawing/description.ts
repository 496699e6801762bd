// What the diagram says about a node or frame in words: on hover, and to a screen reader.

import type { DiagramNode } from '../../protocol/diagram.ts';
import { type Frame, type Leaf, layersOf, macsOf } from '../layout/frame.ts';
import { shortAmount } from '../layout/measure.ts';
import { fitText } from '../layout/textMetrics.ts';

/** Long enough for any message that is meant to be read. */
const WIDEST = 4000;

/** One fact a line: the problem first, then what it is, what comes out, and what it costs. */
export function describeLayer(node: DiagramNode): readonly string[] {
  const { problem } = node;
  return [
    ...(problem ? [`${problem.severity === 'error' ? 'Error' : 'Warning'}: ${problem.message}`] : []),
    node.detail === '' ? node.kind : `${node.kind} ${node.detail}`,
    node.shape === '?' ? 'Output shape unknown' : `Output ${node.shape}`,
    ...costOf(node.parameters, node.macs),
    node.id,
  ].map(bounded);
}

/** A layer with what rides on it: the first problem, the layer, then the riders. */
export function describeLeaf({ node, riders }: Leaf): readonly string[] {
  if (riders.length === 0) return describeLayer(node);
  const problem = [node, ...riders].find((layer) => layer.problem)?.problem;
  const names = riders.map((rider) => (rider.detail === '' ? rider.kind : `${rider.kind} ${rider.detail}`));
  const { shape } = riders.at(-1)!;
  const [first, ...rest] = describeLayer({ ...node, shape, problem: undefined });
  const worst = problem ? describeLayer({ ...node, problem }).slice(0, 1) : [];
  return [...worst, bounded(`${first}, then ${names.join(', ')}`), ...rest];
}

export function describeFrame(frame: Frame, folded: boolean): readonly string[] {
  const count = layersOf(frame).length;
  const name = frame.detail === '' ? frame.title : `${frame.title} ${frame.detail}`;
  return [
    frame.count > 1 ? `${name}, ${frame.count} times` : name,
    `${count} ${count === 1 ? 'layer' : 'layers'}, ${folded ? 'folded' : 'open'}`,
    ...costOf(frame.parameters, knownMacs(frame)),
  ].map(bounded);
}

const macsOfFrames = new WeakMap<Frame, number>();

/** Asked for with every drawing of a frame. */
function knownMacs(frame: Frame): number {
  const known = macsOfFrames.get(frame) ?? macsOf(frame);
  macsOfFrames.set(frame, known);
  return known;
}

/** `156 parameters`, `118 kMAC`; nothing for what costs nothing. */
export function costOf(parameters: number, macs: number): readonly string[] {
  const costs = [
    ...(parameters > 0
      ? [`${shortAmount(parameters)} ${parameters === 1 ? 'parameter' : 'parameters'}`]
      : []),
    ...(macs > 0 ? [macAmount(macs)] : []),
  ];
  return costs.length === 0 ? [] : [costs.join(', ')];
}

/** `840 MAC`, `118 kMAC`, `4.09 GMAC` */
export function macAmount(macs: number): string {
  const amount = shortAmount(macs);
  return /\d$/.test(amount) ? `${amount} MAC` : `${amount}MAC`;
}

function bounded(line: string): string {
  return fitText(line, { size: 12 }, WIDEST);
}
