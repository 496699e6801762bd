// What the card beside the pointer says of a layer or a block: what it is, what is wrong with it, and its figures.

import type { DetailFigure, DetailProblem, LayerDetails } from '../../protocol/details.ts';
import { describeChange } from '../drawing/changeMark.ts';
import { macAmount } from '../drawing/description.ts';
import {
  type Frame,
  type Leaf,
  layersOf,
  macsOf,
  nodesOf,
  type OutlineItem,
  problemIn,
} from '../layout/frame.ts';
import { shortAmount } from '../layout/measure.ts';

export interface HoverContent {
  readonly title: string;
  /** Attributes or arguments. */
  readonly detail: string;
  readonly problems: readonly DetailProblem[];
  /** What differs in a comparison, and the value of an overlay. */
  readonly notes: readonly string[];
  readonly figures: readonly DetailFigure[];
}

/** The language tells more than the diagram knows, such as the receptive field, where `details` are there already. */
export function hoverContent(
  item: OutlineItem,
  details: LayerDetails | undefined,
  overlay: string | undefined,
): HoverContent {
  const problem = problemIn(item);
  const problems = details?.problems.length ? details.problems : problem ? [problem] : [];
  const notes = [...describeChange(item), ...(overlay === undefined ? [] : [overlay])];
  const own = item.kind === 'leaf' ? ofLeaf(item) : ofFrame(item);
  return { ...own, problems, notes, figures: details?.figures ?? own.figures };
}

/** A run of equal blocks that stand one by one in the text, which knows figures of each only. */
export function isRun(item: OutlineItem): boolean {
  const [first] = item.kind === 'frame' ? item.children : [];
  return item.kind === 'frame' && item.count > 1 && first?.kind === 'frame' && first.group === item.group;
}

function ofLeaf(leaf: Leaf): Pick<HoverContent, 'title' | 'detail' | 'figures'> {
  const { node, riders } = leaf;
  const words = riders.map(({ kind, detail }) => (detail === '' ? kind : `${kind} ${detail}`));
  const detail = [node.detail, ...words.map((word) => `then ${word}`)].filter((word) => word !== '');
  const { shape } = nodesOf(leaf).at(-1)!;
  const output = { name: 'Output', value: shape === '?' ? 'unknown' : shape };
  const figures = [output, ...costs(node.parameters, node.macs), { name: 'Path', value: node.id }];
  return { title: node.kind, detail: detail.join(', '), figures };
}

function ofFrame(frame: Frame): Pick<HoverContent, 'title' | 'detail' | 'figures'> {
  const { title, detail, count, parameters } = frame;
  const layers = { name: 'Layers', value: String(layersOf(frame).length) };
  return {
    title: title === '' ? 'block' : title,
    detail: [detail, count > 1 ? `× ${count}` : ''].filter((word) => word !== '').join(' '),
    figures: [layers, ...costs(parameters, macsOf(frame))],
  };
}

function costs(parameters: number, macs: number): readonly DetailFigure[] {
  return [
    ...(parameters > 0 ? [{ name: 'Parameters', value: shortAmount(parameters) }] : []),
    ...(macs > 0 ? [{ name: 'Multiply-adds', value: macAmount(macs) }] : []),
  ];
}
