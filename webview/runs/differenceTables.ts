// What two runs do not have in common, as tables: recipe, network, layers.

import { html, type TemplateResult } from 'lit-html';
import type { ComparisonStrip } from '../protocol/diagram.ts';
import type { ComparedLayerRow, ComparedRun, Pair, RunDifference } from '../protocol/runs.ts';
import { runColors } from './comparisonCharts.ts';

export function factsTable(runs: Pair<ComparedRun>): TemplateResult {
  const [one, other] = runs;
  const names = [...new Set([...one.facts, ...other.facts].map(([name]) => name))];
  const value = ({ facts }: ComparedRun, wanted: string) =>
    facts.find(([name]) => name === wanted)?.[1] ?? '';
  return html`
    <table>
      <thead>
        <tr><td></td>${runs.map((run, place) => html`<th scope="col">${swatch(place)}${run.name}</th>`)}</tr>
      </thead>
      <tbody>
        ${names.map(
          (name) =>
            html`<tr><th scope="row">${name}</th>${runs.map((run) => html`<td>${value(run, name)}</td>`)}</tr>`,
        )}
      </tbody>
    </table>
  `;
}

export function swatch(place: number): TemplateResult {
  return html`<i class="swatch" style=${`background:${runColors[place]}`} aria-hidden="true"></i>`;
}

export function recipeTable(differences: readonly RunDifference[]): TemplateResult {
  if (differences.length === 0) return html`<p class="muted">The recipes are the same.</p>`;
  return html`
    <table>
      <tbody>
        ${differences.map(
          ({ name, values }) =>
            html`<tr><th scope="row">${name}</th>${values.map((value) => html`<td><code>${value}</code></td>`)}</tr>`,
        )}
      </tbody>
    </table>
  `;
}

export function networkTable({ figures }: ComparisonStrip): TemplateResult {
  return html`
    <table>
      <tbody>
        ${figures.map(
          ({ name, before, after, difference }) =>
            html`<tr><th scope="row">${name}</th><td>${before}</td><td>${after} <span class="muted">${difference}</span></td></tr>`,
        )}
      </tbody>
    </table>
  `;
}

/** More rows than that are in the diagram. */
const mostLayers = 40;
const signs = { added: '+', removed: '−', changed: '~', affected: '≈' } as const;

export function layerTable(layers: readonly ComparedLayerRow[]): TemplateResult {
  const told = layers.filter(({ status }) => status !== 'affected');
  if (told.length === 0) return html`<p class="muted">The networks are the same, layer by layer.</p>`;
  const more = told.length - mostLayers;
  return html`
    <table class="layers">
      <tbody>
        ${told.slice(0, mostLayers).map(
          ({ status, path, labels }) => html`
            <tr class=${status}>
              <th scope="row"><span class="sign" title=${status}>${signs[status]}</span><code>${path}</code></th>
              ${labels.map((label) => html`<td><code>${label}</code></td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
    ${more > 0 ? html`<p class="muted">${more.toLocaleString('en-US')} more in the diagram of both.</p>` : ''}
  `;
}
