// The function of an activation layer, over the histogram of what flows through it.

import type { BandMark, ChartSpec } from '../chart/chartSpec.ts';
import type { ShownInsight } from '../protocol/inside.ts';

type Activation = NonNullable<ShownInsight['layer']['activation']>;

export function activationChart({ x, y, inputs }: Activation, path: string, kind: string): ChartSpec {
  const [lowest, highest] = [Math.min(...y, 0), Math.max(...y, 0)];
  const points = { x: Float64Array.from(x), y: Float64Array.from(y) };
  const format = (value: number) => String(Number(value.toPrecision(3)));
  return {
    id: `activation-${path}`,
    title: `${kind}: what flows into ${path}`,
    marks: [
      histogram(inputs, lowest, highest),
      { kind: 'line', label: kind, color: 'var(--vscode-charts-green)', tone: 'strong', points },
    ],
    x: { from: x[0] ?? -1, to: x.at(-1) ?? 1, per: 1, unit: 'input' },
    y: { scale: 'linear', format },
    height: 180,
  };
}

/** As steps from the bottom of the chart: the fullest bin reaches its top. */
function histogram({ low, high, counts }: Activation['inputs'], lowest: number, highest: number): BandMark {
  const most = Math.max(...counts, 1);
  const width = (high - low) / counts.length;
  const edges = counts.flatMap((_, bin) => [low + bin * width, low + (bin + 1) * width]);
  const heights = counts.flatMap((count) => {
    const top = lowest + (count / most) * (highest - lowest);
    return [top, top];
  });
  return {
    kind: 'band',
    color: 'var(--vscode-charts-blue)',
    opacity: 0.35,
    x: Float64Array.from(edges),
    low: new Float64Array(edges.length).fill(lowest),
    high: Float64Array.from(heights),
  };
}
