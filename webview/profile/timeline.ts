// The time line of one step: a lane for each part of it, in which every layer's kernels stand where they ran.

import { html, nothing, type TemplateResult } from 'lit-html';
import { linearScale } from '../chart/scale.ts';
import { formatMs } from '../components/quantity.ts';
import type { ShownProfile, ShownSlice, ShownTimeline } from '../protocol/profile.ts';

const lanes = [
  { phase: 'forward', training: 'Forward', inference: 'Layers' },
  { phase: 'backward', training: 'Backward', inference: 'Backward' },
  { phase: 'update', training: 'Update', inference: 'Update' },
  { phase: 'other', training: 'Other kernels', inference: 'Other kernels' },
] as const;

/** What is shorter than this share of the step would not be seen. */
const leastShare = 1 / 4000;

export function stepTimeline(
  { durationMs, slices }: ShownTimeline,
  mode: ShownProfile['mode'],
  reveal: (path: string) => void,
): TemplateResult {
  const used = lanes.filter(({ phase }) => slices.some((slice) => slice.phase === phase));
  const scale = linearScale(0, durationMs, { start: 0, end: 100 });
  return html`
    <section class="timeline" role="img" aria-label=${described(durationMs, slices)}>
      <h2>One step</h2>
      ${used.map(
        (lane) => html`
          <span class="lane-name">${lane[mode]}</span>
          <div class="lane">
            ${slices
              .filter(
                ({ phase, startMs, endMs }) =>
                  phase === lane.phase && endMs - startMs >= leastShare * durationMs,
              )
              .map((slice) => bar(slice, scale.toPixel, reveal))}
          </div>
        `,
      )}
      <span class="lane-name"></span>
      <div class="ticks">
        ${scale
          .ticks(6)
          .map(
            ({ value, label }) =>
              html`<span style=${`left:${percent(scale.toPixel(value))}`}>${label}</span>`,
          )}
        <span class="unit">ms</span>
      </div>
    </section>
  `;
}

function bar(
  { path, phase, startMs, endMs, kernels }: ShownSlice,
  toPercent: (ms: number) => number,
  reveal: (path: string) => void,
): TemplateResult {
  const [left, right] = [toPercent(startMs), toPercent(endMs)];
  const words =
    `${path === '' ? 'No layer' : path}, ${phase}: ${formatMs(endMs - startMs)} ms from ${formatMs(startMs)} ms on, ` +
    `${kernels} ${kernels === 1 ? 'kernel' : 'kernels'}`;
  return html`<i class=${phase} title=${words} style=${`left:${percent(left)};width:${percent(right - left)}`}
    @click=${path === '' ? nothing : () => reveal(path)}></i>`;
}

function percent(share: number): string {
  return `${share.toFixed(3)}%`;
}

/** Names the longest slices for those who do not see them. */
function described(durationMs: number, slices: readonly ShownSlice[]): string {
  const longest = slices
    .toSorted((one, other) => other.endMs - other.startMs - (one.endMs - one.startMs))
    .slice(0, 3)
    .map(({ path, phase, startMs, endMs }) => `${path} ${phase} ${formatMs(endMs - startMs)} ms`);
  return `Time line of a step of ${formatMs(durationMs)} ms; longest: ${longest.join(', ')}`;
}
