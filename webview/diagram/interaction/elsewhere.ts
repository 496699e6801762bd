// The strip that tells of errors of the text that nothing drawn shows: the first, which leads to its place, and how many more.

import { html, nothing, render } from 'lit-html';
import { withCode } from '../../components/wordsWithCode.ts';
import type { ElsewhereProblem } from '../../protocol/diagram.ts';

export function renderElsewhere(
  root: HTMLElement,
  problems: readonly ElsewhereProblem[],
  go: (problem: ElsewhereProblem) => void,
): void {
  const [first, ...others] = problems;
  root.hidden = first === undefined;
  render(
    first === undefined
      ? nothing
      : html`
          <button class="elsewhere-first" title="Go to line ${first.line + 1}" @click=${() => go(first)}>
            <span class="elsewhere-line">Line ${first.line + 1}</span>
            <span>${withCode(first.message)}</span>
          </button>
          ${others.length === 0 ? nothing : html`<span class="elsewhere-more">and ${moreOf(others.length)}</span>`}
        `,
    root,
  );
}

function moreOf(count: number): string {
  return count === 1 ? '1 more error' : `${count} more errors`;
}
