// What a run warned of, the newest first: each kind once for a layer, which it leads to.

import { html, nothing, type TemplateResult } from 'lit-html';
import { codeWords } from '../components/codeWords.ts';
import type { WarningPoint } from '../protocol/internals.ts';

/** More of them would push the curves out of sight. */
const mostShown = 3;

/** The newest of its kind, and how often it came. */
export interface WarningKind {
  readonly newest: WarningPoint;
  readonly count: number;
}

/** The newest first. */
export function warningKinds(warnings: readonly WarningPoint[]): readonly WarningKind[] {
  const kinds = new Map<string, WarningKind>();
  for (const newest of warnings) {
    const key = `${newest.code} ${newest.layer ?? ''}`;
    const count = (kinds.get(key)?.count ?? 0) + 1;
    kinds.delete(key);
    kinds.set(key, { newest, count });
  }
  return [...kinds.values()].toReversed();
}

export function warningList(
  warnings: readonly WarningPoint[],
  show: (layer: string) => void,
): TemplateResult | typeof nothing {
  if (warnings.length === 0) return nothing;
  const kinds = warningKinds(warnings);
  const items = kinds.map((kind) => warningItem(kind, show));
  const more = items.slice(mostShown);
  return html`
    <ul class="warnings" aria-label="Warnings">${items.slice(0, mostShown)}</ul>
    ${
      more.length === 0
        ? nothing
        : html`<details class="more"><summary>${more.length} more ${more.length === 1 ? 'warning' : 'warnings'}</summary>
          <ul class="warnings">${more}</ul></details>`
    }
  `;
}

function warningItem({ newest, count }: WarningKind, show: (layer: string) => void): TemplateResult {
  const { step, message, layer } = newest;
  const when = `step ${step.toLocaleString('en-US')}`;
  return html`
    <li>
      <span>${codeWords(message)}</span>
      <span class="muted">${count === 1 ? when : `${when}, ${count} times in all`}</span>
      ${layer === undefined ? nothing : html`<button class="link" @click=${() => show(layer)}>Show the layer</button>`}
    </li>
  `;
}
