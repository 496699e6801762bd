// The figures of a comparison as rows of texts, for the strip above its diagram.

import {
  type Change,
  fieldDifference,
  type NetworkComparison,
} from '../../engine/analysis/comparison/compareNetworks.ts';
import { formatShape } from '../../engine/network/shape.ts';
import type { ComparisonFigure, ComparisonStrip } from '../../webview/protocol/diagram.ts';

/** `titles` name the two sides. */
export function comparisonStrip(
  { layers, figures, after, notes }: NetworkComparison,
  titles: { readonly before: string; readonly after: string },
): ComparisonStrip {
  const images = after.memory.batch === 1 ? '1 image' : `${after.memory.batch} images`;
  const [oldField, newField] = figures.receptiveField.map((field) => (field ? formatShape(field.size) : '?'));
  const count = (status: string) => layers.filter((layer) => layer.status === status).length;
  return {
    ...titles,
    counts: {
      added: count('added'),
      removed: count('removed'),
      changed: count('changed'),
      affected: count('affected'),
      equivalent: count('equivalent'),
    },
    notes,
    figures: [
      row('Parameters', figures.parameters, (value) => decimal(value, '')),
      row('Multiply-adds', figures.macs, (value) => decimal(value, 'MAC')),
      row(`Memory to infer, ${images}`, figures.inferenceBytes, binary),
      row(`Memory to train, ${images}`, figures.trainingBytes, binary),
      row('Depth', figures.depth, (value) => String(value)),
      {
        name: 'Receptive field',
        before: oldField!,
        after: newField!,
        difference: fieldDifference(figures.receptiveField, '−'),
      },
    ],
  };
}

function row(
  name: string,
  [before, after]: Change<number>,
  text: (value: number) => string,
): ComparisonFigure {
  const difference = before === after ? '' : before === 0 ? 'new' : changeText(after / before);
  return { name, before: text(before), after: text(after), difference };
}

/** `+12 %`; beyond ten times as much, `× 129`. */
function changeText(ratio: number): string {
  return ratio < 10
    ? percentText((ratio - 1) * 100)
    : `× ${Number(ratio.toPrecision(3)).toLocaleString('en-US')}`;
}

function percentText(percent: number): string {
  const size = Math.abs(percent);
  return `${percent < 0 ? '−' : '+'}${size < 9.95 ? Number(size.toPrecision(2)) : Math.round(size)} %`;
}

/** Three digits and a prefix; whole below a hundred thousand. */
function decimal(value: number, unit: string): string {
  if (value < 100_000) return `${value.toLocaleString('en-US')}${unit === '' ? '' : ` ${unit}`}`;
  const prefixes = ['', 'k', 'M', 'G', 'T'];
  let [scaled, step] = [value, 0];
  while (scaled >= 999.5 && step < prefixes.length - 1) [scaled, step] = [scaled / 1000, step + 1];
  return `${scaled.toPrecision(3)} ${prefixes[step]}${unit}`;
}

function binary(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let [scaled, step] = [bytes, 0];
  while (scaled >= 1023.5 && step < units.length - 1) [scaled, step] = [scaled / 1024, step + 1];
  return `${step === 0 || scaled >= 99.95 ? Math.round(scaled) : scaled.toFixed(1)} ${units[step]}`;
}
