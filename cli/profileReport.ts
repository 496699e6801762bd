// A profile as a table for people.

import type { LayerProfile, Profile } from '../engine/protocol/profile.ts';
import { formatBytes, grouped } from './terminal/quantity.ts';
import type { Style } from './terminal/style.ts';
import { type Column, formatTable, shareBar } from './terminal/table.ts';
import { wrap } from './terminal/wrap.ts';

export type ProfileOrder = 'network' | 'time';

/** Without a line break at the end. `trace` is the file that was written. */
export function profileReport(
  profile: Profile,
  { order, trace }: { readonly order: ProfileOrder; readonly trace: string | undefined },
  style: Style,
): string {
  const { model, mode, batch, device, threads } = profile;
  const images = batch === 1 ? '1 image' : `${batch} images`;
  const where = device === 'cpu' ? `cpu, ${threads} ${threads === 1 ? 'thread' : 'threads'}` : device;
  return [
    `${style.bold(model)}  ${mode}, ${images}, ${where}`,
    '',
    layerTable(profile, order, style),
    '',
    ...facts(profile, trace).map(
      ([name, value]) => `${style.muted(name.padEnd(9))}${wrap(value, 9, style.width)}`,
    ),
  ].join('\n');
}

interface ShownColumn extends Column {
  readonly cell: (layer: LayerProfile, profile: Profile) => string;
  readonly total: (profile: Profile) => string;
}

function layerTable(profile: Profile, order: ProfileOrder, style: Style): string {
  const columns = shownColumns(profile, style);
  const layers =
    order === 'network' ? profile.layers : [...profile.layers].sort((a, b) => timeOf(b) - timeOf(a));
  const rows = layers.map((layer) => columns.map(({ cell }) => cell(layer, profile)));
  const totals = columns.map(({ total }) => total(profile));
  return formatTable(columns, rows, totals, style);
}

function shownColumns(profile: Profile, style: Style): readonly ShownColumn[] {
  const longest = Math.max(...profile.layers.map(timeOf), Number.MIN_VALUE);
  const training = profile.mode === 'training';
  return [
    { ...left('layer'), cell: ({ path }) => path, total: () => 'total' },
    { ...left('kind'), optional: true, cell: ({ kind }) => style.muted(kind), total: () => '' },
    timeColumn(training ? 'forward ms' : 'ms', 'forwardMs', style),
    ...(training
      ? [timeColumn('backward ms', 'backwardMs', style), timeColumn('update ms', 'updateMs', style)]
      : []),
    {
      ...right('share'),
      cell: (layer) => shareText(timeOf(layer) / profile.accountedMs),
      total: () => shareText(1),
    },
    {
      ...left(''),
      cell: (layer) => style.blue(shareBar(timeOf(layer) / longest, 12).padEnd(12)),
      total: () => '',
    },
    { ...right('GFLOP/s'), cell: rateText, total: (all) => rateText(sumOf(all)) },
    {
      ...right('of peak'),
      optional: true,
      cell: ({ gflops }, { peak }) => (gflops === 0 ? '' : shareText(gflops / peak.gflops)),
      total: (all) => shareText(sumOf(all).gflops / all.peak.gflops),
    },
    {
      ...right('moved'),
      optional: true,
      cell: ({ bytes }) => (bytes === 0 ? '' : formatBytes(bytes)),
      total: (all) => formatBytes(sumOf(all).bytes),
    },
    {
      ...right('least ms'),
      optional: true,
      cell: ({ estimateMs }) => (estimateMs === 0 ? '' : formatMs(estimateMs)),
      total: (all) => formatMs(sumOf(all).estimateMs),
    },
  ];
}

const left = (title: string): Column => ({ title, align: 'left' });
const right = (title: string): Column => ({ title, align: 'right' });

function timeColumn(title: string, part: 'forwardMs' | 'backwardMs' | 'updateMs', style: Style): ShownColumn {
  // Work without a kernel of its own is done by the kernel of the layer before.
  const nothing = (layer: LayerProfile) =>
    part === 'forwardMs' && layer.flops > 0 ? style.muted('fused') : '';
  return {
    ...right(title),
    cell: (layer) => (layer[part] === 0 ? nothing(layer) : formatMs(layer[part])),
    total: ({ layers }) => formatMs(layers.reduce((sum, layer) => sum + layer[part], 0)),
  };
}

function timeOf({ forwardMs, backwardMs, updateMs }: LayerProfile): number {
  return forwardMs + backwardMs + updateMs;
}

/** All layers as one. */
function sumOf({ layers, accountedMs }: Profile) {
  const add = (part: 'flops' | 'bytes' | 'estimateMs') => layers.reduce((sum, layer) => sum + layer[part], 0);
  return {
    gflops: accountedMs === 0 ? 0 : add('flops') / accountedMs / 1e6,
    bytes: add('bytes'),
    estimateMs: add('estimateMs'),
  };
}

function rateText({ gflops }: { readonly gflops: number }): string {
  if (gflops === 0) return '';
  return gflops >= 100 ? gflops.toFixed(0) : gflops.toFixed(1);
}

/** Milliseconds with three digits that tell, as far as microseconds go: `312`, `31.2`, `3.12`, `0.312`. */
export function formatMs(milliseconds: number): string {
  if (milliseconds >= 99.95) return grouped(milliseconds);
  if (milliseconds >= 9.995) return milliseconds.toFixed(1);
  return milliseconds.toFixed(milliseconds >= 0.9995 ? 2 : 3);
}

function shareText(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function facts(profile: Profile, trace: string | undefined): readonly (readonly [string, string])[] {
  const { wallMs, batch, steps, peak, estimateMs } = { ...profile, ...sumOf(profile) };
  const cached = Math.max(...peak.bandwidths.map(({ gbs }) => gbs));
  return [
    [
      'step',
      `${formatMs(wallMs)} ms of wall-clock time, ${grouped((batch * 1000) / wallMs)} images/s; ` +
        `median of ${steps} steps`,
    ],
    ['timed', timedText(profile)],
    ...(profile.mode === 'training' ? [['parts', partsText(profile)] as const] : []),
    [
      'machine',
      `${peak.gflops.toFixed(1)} GFLOP/s in a matrix product, ${peak.gbs.toFixed(1)} GB/s in passes over memory ` +
        `(${cached.toFixed(0)} in the caches), measured meanwhile`,
    ],
    [
      'least',
      `${formatMs(estimateMs)} ms at that pace, each layer on its own; the step takes ` +
        `${(wallMs / estimateMs).toFixed(1)} times as long`,
    ],
    ...(trace === undefined ? [] : [['trace', `${trace}; open it at ui.perfetto.dev`] as const]),
  ];
}

/** The step with every kernel timed: what the layers' kernels take, and the rest. */
function timedText({ accountedMs, unattributedMs, measuredMs, runtimeMs, wallMs }: Profile): string {
  const change = Math.round((measuredMs / wallMs - 1) * 100);
  const more = change === 0 ? '' : ` (${Math.abs(change)} % ${change > 0 ? 'more' : 'less'})`;
  const between = Math.max(0, runtimeMs - accountedMs - unattributedMs);
  const outside = Math.max(0, measuredMs - runtimeMs);
  const parts = [
    `${formatMs(accountedMs)} in the layers' kernels (${shareText(accountedMs / measuredMs)})`,
    ...(unattributedMs === 0 ? [] : [`${formatMs(unattributedMs)} in kernels of no layer`]),
    `${formatMs(between)} in the runtime between kernels`,
    `${formatMs(outside)} outside of it`,
  ];
  return `${formatMs(measuredMs)} ms with every kernel timed${more}: ${parts.join(', ')}`;
}

function partsText({ layers }: Profile): string {
  const part = (name: 'forwardMs' | 'backwardMs' | 'updateMs') =>
    formatMs(layers.reduce((sum, layer) => sum + layer[name], 0));
  return `forward ${part('forwardMs')} ms, backward ${part('backwardMs')} ms, update ${part('updateMs')} ms`;
}
