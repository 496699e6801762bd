// The table's columns: what each shows of a layer, and what it is sorted by.

import { formatBytes, formatMs } from '../components/quantity.ts';
import type { ProfileSort, ShownLayer, ShownProfile } from '../protocol/profile.ts';
import { formatRate, formatShare } from './quantity.ts';

export interface ProfileColumn {
  readonly id: string;
  readonly title: string;
  /** What the column tells, on hover. */
  readonly meaning: string;
  readonly text: (layer: ShownLayer, profile: ShownProfile) => string;
  /** What rows are sorted by: numbers with the largest first, texts from A to Z. */
  readonly key: (layer: ShownLayer) => number | string;
}

export function timeOf({ forwardMs, backwardMs, updateMs }: ShownLayer): number {
  return forwardMs + backwardMs + updateMs;
}

/** In the order of the network, from which the page starts. */
export const networkOrder: ProfileSort = { column: 'layer', descending: false };

const milliseconds = (time: number) => (time === 0 ? '' : formatMs(time));

const forward: ProfileColumn = {
  id: 'forward',
  title: 'Forward',
  meaning: 'Milliseconds of the forward pass. “fused”: the kernel of the layer before does it too.',
  text: ({ forwardMs, flops }) => (forwardMs === 0 && flops > 0 ? 'fused' : milliseconds(forwardMs)),
  key: ({ forwardMs }) => forwardMs,
};

const trainingColumns: readonly ProfileColumn[] = [
  {
    id: 'backward',
    title: 'Backward',
    meaning: 'Milliseconds of the backward pass.',
    text: ({ backwardMs }) => milliseconds(backwardMs),
    key: ({ backwardMs }) => backwardMs,
  },
  {
    id: 'update',
    title: 'Update',
    meaning: "Milliseconds of the optimizer's update.",
    text: ({ updateMs }) => milliseconds(updateMs),
    key: ({ updateMs }) => updateMs,
  },
];

const figures: readonly ProfileColumn[] = [
  {
    id: 'rate',
    title: 'GFLOP/s',
    meaning: '1e9 floating-point operations a second, over all of its time.',
    text: ({ gflops }) => formatRate(gflops),
    key: ({ gflops }) => gflops,
  },
  {
    id: 'peak',
    title: 'Of peak',
    meaning: "Share of the machine's peak in a matrix product.",
    text: ({ gflops }, { peak }) => (gflops === 0 ? '' : formatShare(gflops / peak.gflops)),
    key: ({ gflops }) => gflops,
  },
  {
    id: 'moved',
    title: 'Moved',
    meaning: 'Bytes that its kernels read and write.',
    text: ({ bytes }) => (bytes === 0 ? '' : formatBytes(bytes)),
    key: ({ bytes }) => bytes,
  },
  {
    id: 'least',
    title: 'Least',
    meaning: "Milliseconds that the work takes at the machine's peak (roofline).",
    text: ({ estimateMs }) => milliseconds(estimateMs),
    key: ({ estimateMs }) => estimateMs,
  },
];

/** Of the share, the bar is drawn beside. */
export const shareColumn: ProfileColumn = {
  id: 'share',
  title: 'Share',
  meaning: "Share of the time of all layers' kernels.",
  text: (layer, { accountedMs }) => formatShare(accountedMs === 0 ? 0 : timeOf(layer) / accountedMs),
  key: timeOf,
};

export function columnsFor({ mode }: ShownProfile): readonly ProfileColumn[] {
  return [forward, ...(mode === 'training' ? trainingColumns : []), shareColumn, ...figures];
}

/** The rows in the order that was asked for; equal ones stay in the network's. */
export function sortedLayers(
  profile: ShownProfile,
  { column, descending }: ProfileSort,
): readonly ShownLayer[] {
  const chosen = columnsFor(profile).find(({ id }) => id === column);
  if (chosen === undefined) return descending ? profile.layers.toReversed() : profile.layers;
  const sign = descending ? -1 : 1;
  return profile.layers.toSorted((a, b) => {
    const [left, right] = [chosen.key(a), chosen.key(b)];
    return left === right ? 0 : left < right ? -sign : sign;
  });
}

/** What a click on a column's title makes of the order: numbers begin with the largest. */
export function nextSort(sort: ProfileSort, column: string): ProfileSort {
  if (sort.column === column) return { column, descending: !sort.descending };
  return { column, descending: column !== networkOrder.column };
}
