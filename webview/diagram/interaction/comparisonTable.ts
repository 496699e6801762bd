// What stands above the diagram of a comparison: how many layers differ, and the figures of both networks.

import { html, nothing, render, type TemplateResult } from 'lit-html';
import type { ComparisonStrip, NodeChange } from '../../protocol/diagram.ts';

const SIGNS: Readonly<Record<NodeChange['kind'], string>> = {
  added: '+',
  removed: '−',
  changed: '~',
  affected: '·',
  equivalent: '≈',
};

const WORDS: Readonly<Record<NodeChange['kind'], string>> = {
  added: 'added',
  removed: 'removed',
  changed: 'changed',
  affected: 'affected',
  equivalent: 'written otherwise',
};

/** `+3 added  −1 removed`: each in its colour, with its sign. */
export function countsOf({ counts }: ComparisonStrip): TemplateResult {
  const kinds = (['added', 'removed', 'changed', 'affected', 'equivalent'] as const).filter(
    (kind) => counts[kind] > 0,
  );
  if (kinds.length === 0) return html`<span class="counts">no difference</span>`;
  return html`<span class="counts">
    ${kinds.map((kind) => html`<span class="count ${kind}">${SIGNS[kind]} ${counts[kind]} ${WORDS[kind]}</span>`)}
  </span>`;
}

/** Nothing where nothing is compared. */
export function renderComparison(root: HTMLElement, strip: ComparisonStrip | undefined): void {
  root.hidden = strip === undefined;
  render(strip === undefined ? nothing : table(strip), root);
}

function table({ before, after, figures, notes }: ComparisonStrip): TemplateResult {
  return html`
    <table class="figures">
      <thead>
        <tr><th></th><th scope="col">${before}</th><th scope="col">${after}</th><th scope="col">Difference</th></tr>
      </thead>
      <tbody>
        ${figures.map(
          ({ name, before: old, after: now, difference }) => html`
            <tr>
              <th scope="row">${name}</th>
              <td>${old}</td>
              <td>${now}</td>
              <td class="difference">${difference === '' ? '–' : difference}</td>
            </tr>
          `,
        )}
      </tbody>
    </table>
    ${notes.length === 0 ? nothing : html`<ul class="notes">${notes.map((note) => html`<li>${note}</li>`)}</ul>`}
  `;
}
