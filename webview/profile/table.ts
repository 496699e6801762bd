// The table of the layers: sortable, with a bar for each one's share, and rows that lead to the text.

import { html, nothing, type TemplateResult } from 'lit-html';
import type { ProfileSort, ShownLayer, ShownProfile } from '../protocol/profile.ts';
import { columnsFor, networkOrder, type ProfileColumn, sortedLayers, timeOf } from './columns.ts';

export interface TableActions {
  sortBy(column: string): void;
  reveal(path: string): void;
}

export function layerTable(profile: ShownProfile, sort: ProfileSort, actions: TableActions): TemplateResult {
  const columns = columnsFor(profile);
  const longest = Math.max(...profile.layers.map(timeOf), Number.MIN_VALUE);
  return html`
    <div class="table-frame">
      <table>
        <thead>
          <tr>
            ${heading({ ...networkOrder, title: 'Layer', meaning: 'In the order of the network.' }, sort, actions)}
            ${columns.map(({ id, title, meaning }) => heading({ column: id, title, meaning }, sort, actions))}
          </tr>
        </thead>
        <tbody>
          ${sortedLayers(profile, sort).map((layer) => row(layer, profile, { columns, longest }, actions))}
        </tbody>
      </table>
    </div>
  `;
}

function heading(
  { column, title, meaning }: { readonly column: string; readonly title: string; readonly meaning: string },
  sort: ProfileSort,
  actions: TableActions,
): TemplateResult {
  const sorted = sort.column === column;
  const order = !sorted ? 'none' : sort.descending ? 'descending' : 'ascending';
  return html`
    <th class=${column} aria-sort=${order} scope="col">
      <button title=${meaning} @click=${() => actions.sortBy(column)}>
        ${title}<span class="order" aria-hidden="true">${sorted ? (sort.descending ? '▾' : '▴') : ''}</span>
      </button>
    </th>
  `;
}

function row(
  layer: ShownLayer,
  profile: ShownProfile,
  { columns, longest }: { readonly columns: readonly ProfileColumn[]; readonly longest: number },
  actions: TableActions,
): TemplateResult {
  // What belongs to no layer, such as the loss, has no line to go to.
  const hasLine = layer.kind !== layer.path;
  const open = () => hasLine && actions.reveal(layer.path);
  return html`
    <tr
      data-path=${layer.path}
      class=${hasLine ? 'line' : 'none'}
      tabindex=${hasLine ? '0' : nothing}
      title=${hasLine ? `Go to the line of ${layer.path}` : nothing}
      @click=${open}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === 'Enter') open();
      }}
    >
      <th scope="row"><span class="path">${layer.path}</span>${hasLine ? html`<span class="kind">${layer.kind}</span>` : nothing}</th>
      ${columns.map((column) => cell(column, layer, profile, longest))}
    </tr>
  `;
}

function cell(
  column: ProfileColumn,
  layer: ShownLayer,
  profile: ShownProfile,
  longest: number,
): TemplateResult {
  const text = column.text(layer, profile);
  const words = text === 'fused' ? html`<span class="muted">fused</span>` : text;
  if (column.id !== 'share') return html`<td class=${column.id}>${words}</td>`;
  return html`<td class="share"><span class="percent">${text}</span><span class="bar">${phaseBar(layer, longest)}</span></td>`;
}

/** Forward, backward and update side by side, as long as the layer's time to the longest one's. */
function phaseBar({ forwardMs, backwardMs, updateMs }: ShownLayer, whole: number): TemplateResult {
  const part = (phase: string, time: number) =>
    time === 0
      ? nothing
      : html`<i class=${phase} style=${`width:${((time / whole) * 100).toFixed(2)}%`}></i>`;
  return html`${part('forward', forwardMs)}${part('backward', backwardMs)}${part('update', updateMs)}`;
}
