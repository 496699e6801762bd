// What a run warned of, the newest first, each leading to the layer that it is about.

import { html, nothing, type TemplateResult } from 'lit-html';
import { codeWords } from '../components/codeWords.ts';
import type { WarningPoint } from '../protocol/internals.ts';

const mostShown = 5;

export function warningList(
  warnings: readonly WarningPoint[],
  show: (layer: string) => void,
): TemplateResult | typeof nothing {
  if (warnings.length === 0) return nothing;
  return html`
    <ul class="warnings" aria-label="Warnings">
      ${warnings
        .slice(-mostShown)
        .toReversed()
        .map(
          ({ step, message, layer }) => html`
            <li>
              <span>${codeWords(message)}</span>
              <span class="muted">step ${step.toLocaleString('en-US')}</span>
              ${layer === undefined ? nothing : html`<button class="link" @click=${() => show(layer)}>Show the layer</button>`}
            </li>
          `,
        )}
    </ul>
  `;
}
