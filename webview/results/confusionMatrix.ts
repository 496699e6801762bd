// The confusion matrix: rows are true classes, columns what the network says; and the pairs that it confuses most.

import { html, type TemplateResult } from 'lit-html';
import { paint } from '../components/pictureCanvas.ts';
import type { ShownResults } from '../protocol/results.ts';

/** More classes than that are drawn as a picture, without numbers. */
const mostCells = 40;
const mostPairs = 8;

export function confusionMatrix(results: ShownResults): TemplateResult {
  const names = results.perClass.map(({ name }) => name);
  return html`
    <section aria-label="Confusion matrix">
      <h2>Confusion</h2>
      <p class="hint">Rows are true classes, columns what the network says; colour is the share of the row.</p>
      ${names.length <= mostCells ? table(results.confusion, names) : picture(results.confusion)}
      ${pairs(results.confusion, names)}
    </section>
  `;
}

function table(confusion: ShownResults['confusion'], names: readonly string[]): TemplateResult {
  return html`
    <div class="table-frame">
      <table class="confusion">
        <thead>
          <tr><td></td>${names.map((name) => html`<th scope="col" title=${name}><span>${name}</span></th>`)}</tr>
        </thead>
        <tbody>
          ${confusion.map(
            (row, truth) => html`
              <tr><th scope="row">${names[truth]}</th>${row.map((count, said) => cell(row, count, truth, said, names))}</tr>
            `,
          )}
        </tbody>
      </table>
    </div>
  `;
}

function cell(
  row: readonly number[],
  count: number,
  truth: number,
  said: number,
  names: readonly string[],
): TemplateResult {
  const share = count / Math.max(sum(row), 1);
  const title = `${names[truth]} taken for ${names[said]}: ${count} (${(share * 100).toFixed(1)} %)`;
  const kind = truth === said ? 'right' : 'wrong';
  return html`<td class=${kind} title=${title} style=${`--share:${(Math.sqrt(share) * 80).toFixed(0)}%`}>${count === 0 ? '' : count}</td>`;
}

/** One pixel for each cell: the more of its row, the brighter. */
function picture(confusion: ShownResults['confusion']): HTMLCanvasElement {
  const size = confusion.length;
  const sums = confusion.map(sum);
  const canvas = paint(size, size, (at) => {
    const [truth, said] = [Math.floor(at / size), at % size];
    const share = (confusion[truth]?.[said] ?? 0) / Math.max(sums[truth]!, 1);
    const byte = Math.round(Math.sqrt(share) * 255);
    return truth === said ? [byte >> 2, byte >> 1, byte, 255] : [byte, byte >> 1, 0, 255];
  });
  canvas.className = 'confusion-picture';
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', `Confusion of ${size} classes`);
  return canvas;
}

function pairs(confusion: ShownResults['confusion'], names: readonly string[]): TemplateResult {
  const found = confusion.flatMap((row, truth) =>
    row.flatMap((count, said) =>
      truth === said || count === 0 ? [] : [{ truth, said, count, of: sum(row) }],
    ),
  );
  const most = found.toSorted((a, b) => b.count - a.count).slice(0, mostPairs);
  if (most.length === 0) return html`<p class="hint">No image was taken for a wrong class.</p>`;
  return html`
    <ul class="pairs" aria-label="Most confused pairs">
      ${most.map(
        ({ truth, said, count, of }) => html`
          <li><b>${names[truth]}</b> taken for <b>${names[said]}</b> <span class="muted">${count} of ${of}</span></li>
        `,
      )}
    </ul>
  `;
}

function sum(row: readonly number[]): number {
  return row.reduce((total, count) => total + count, 0);
}
