// What goes on inside one layer of two runs: the same charts of both, side by side, each pair on one scale.

import { html, nothing, type TemplateResult } from 'lit-html';
import type { ChartSpec } from '../chart/chartSpec.ts';
import { valueRange, visibleMarks } from '../chart/visibleMarks.ts';
import { layerCharts } from '../dashboard/layerCharts.ts';
import type { Pair } from '../protocol/runs.ts';
import type { RunCurves } from './comparisonCharts.ts';

/** The layers that both runs looked into, in the order of the first. */
export function comparableLayers([one, other]: Pair<RunCurves>): readonly string[] {
  const pathsOf = ({ series }: RunCurves) => (series.looks.at(-1)?.layers ?? []).map(({ path }) => path);
  const known = new Set(pathsOf(other));
  return pathsOf(one).filter((path) => known.has(path));
}

/** First the one run's chart, then the other's, then the next two. */
export function layerComparison(
  curves: Pair<RunCurves>,
  path: string,
  x: ChartSpec['x'],
): readonly ChartSpec[] {
  const [one, other] = curves.map(({ run, series }, place) =>
    layerCharts(series.looks, path, x).map((spec) => ({
      kind: spec.id,
      spec: { ...spec, id: `${spec.id}-${place + 1}`, title: `${spec.title}, ${run.name}` },
    })),
  );
  return one!.flatMap(({ kind, spec }) => {
    const match = other!.find((candidate) => candidate.kind === kind);
    return match ? onOneScale([spec, match.spec]) : [];
  });
}

/** As wide as any chart is drawn: what is left out between two pixels does not change the range. */
const widest = 1000;

function onOneScale(pair: Pair<ChartSpec>): readonly ChartSpec[] {
  const ranges = pair.flatMap((spec) => {
    const range = valueRange(visibleMarks(spec, widest), spec.y.scale);
    return range ? [range] : [];
  });
  if (ranges.length === 0) return pair;
  const range = [
    Math.min(...ranges.map(([low]) => low)),
    Math.max(...ranges.map(([, high]) => high)),
  ] as const;
  return pair.map((spec) => ({ ...spec, y: { ...spec.y, range } }));
}

export function layerChooser(
  curves: Pair<RunCurves>,
  chosen: string | undefined,
  choose: (layer: string | undefined) => void,
): TemplateResult {
  const layers = comparableLayers(curves);
  if (layers.length === 0) return html`<p class="muted">${whyNone(curves)}</p>`;
  const take = (event: Event) => choose((event.currentTarget as HTMLSelectElement).value || undefined);
  return html`
    <div class="view-controls">
      <label>Layer
        <select @change=${take}>
          <option value="" ?selected=${chosen === undefined}>None</option>
          ${layers.map((path) => html`<option value=${path} ?selected=${path === chosen}>${path}</option>`)}
        </select>
      </label>
    </div>
    ${
      chosen === undefined
        ? html`<p class="muted">Choose a layer to see what it takes and gives in both runs: the 15th, 50th and 85th percentile.</p>`
        : nothing
    }
  `;
}

function whyNone(curves: Pair<RunCurves>): string {
  const unwatched = curves.filter(({ series }) => series.looks.length === 0).map(({ run }) => run.name);
  if (unwatched.length === 0) return 'The networks have no layer of the same name in common.';
  const who = unwatched.length === 2 ? 'Neither run was' : `${unwatched[0]} was not`;
  return `${who} watched while it trained. Choose Watch layers in the training view, or set netwright.training.internals, and train again.`;
}
