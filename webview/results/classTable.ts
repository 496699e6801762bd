// How the network does on each class, sorted by any column.

import { html, type TemplateResult } from 'lit-html';
import type { ShownClass } from '../protocol/results.ts';

export interface ClassOrder {
  readonly column: keyof ShownClass;
  readonly descending: boolean;
}

/** The order of the data. */
export const givenOrder: ClassOrder | undefined = undefined;

const columns = [
  ['name', 'Class', 'Name of the class'],
  ['count', 'Images', 'Validation images of the class'],
  ['precision', 'Precision', 'Share of the images said to be of the class that are'],
  ['recall', 'Recall', 'Share of the images of the class that are said to be'],
  ['f1', 'F1', 'Harmonic mean of precision and recall'],
] as const;

export function classTable(
  classes: readonly ShownClass[],
  order: ClassOrder | undefined,
  sortBy: (order: ClassOrder) => void,
): TemplateResult {
  return html`
    <section aria-label="Classes">
      <h2>Classes</h2>
      <div class="table-frame">
        <table class="classes">
          <thead><tr>${columns.map(([column, title, meaning]) => header(column, title, meaning, order, sortBy))}</tr></thead>
          <tbody>
            ${sorted(classes, order).map(
              ({ name, count, precision, recall, f1 }) => html`
                <tr>
                  <th scope="row">${name}</th><td>${count.toLocaleString('en-US')}</td>
                  ${[precision, recall, f1].map(
                    (share) =>
                      html`<td class="share" style=${`--share:${(share * 100).toFixed(1)}%`}>${(share * 100).toFixed(1)} %</td>`,
                  )}
                </tr>
              `,
            )}
          </tbody>
        </table>
      </div>
    </section>
  `;
}

function header(
  column: keyof ShownClass,
  title: string,
  meaning: string,
  order: ClassOrder | undefined,
  sortBy: (order: ClassOrder) => void,
): TemplateResult {
  const own = order?.column === column ? order : undefined;
  const sort = own ? (own.descending ? 'descending' : 'ascending') : 'none';
  const next = { column, descending: own ? !own.descending : false };
  return html`
    <th scope="col" aria-sort=${sort}>
      <button title=${meaning} @click=${() => sortBy(next)}>${title}${own ? (own.descending ? ' ↓' : ' ↑') : ''}</button>
    </th>
  `;
}

/** The worst first where a share is sorted by at the first click. */
export function sorted(classes: readonly ShownClass[], order: ClassOrder | undefined): readonly ShownClass[] {
  if (order === undefined) return classes;
  const { column, descending } = order;
  const direction = descending ? -1 : 1;
  return classes.toSorted((a, b) => {
    const [one, other] = [a[column], b[column]];
    const difference =
      typeof one === 'string' || typeof other === 'string'
        ? String(one).localeCompare(String(other), 'en', { numeric: true })
        : one - other;
    return direction * difference;
  });
}
