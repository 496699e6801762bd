// What is trained beside the run that is shown, and what waits: one click shows another job.

import { html, nothing, type TemplateResult } from 'lit-html';
import type { JobLine, WaitingLine } from '../protocol/dashboard.ts';
import { statusWords } from './runHeader.ts';

export interface JobActions {
  showJob(folder: string): void;
  showRuns(): void;
}

export interface JobList {
  readonly jobs: readonly JobLine[];
  readonly waiting: readonly WaitingLine[];
}

/** Nothing where the only job is the one that is shown. */
export function jobStrip({ jobs, waiting }: JobList, actions: JobActions): TemplateResult | typeof nothing {
  if (jobs.length === 0 && waiting.length === 0) return nothing;
  return html`
    <nav class="jobs" aria-label="What is trained">
      ${jobs.map((job) => jobButton(job, actions))}
      ${waiting.length > 0 ? queueButton(waiting, actions) : nothing}
    </nav>
  `;
}

function jobButton({ folder, name, device, status, shown }: JobLine, actions: JobActions): TemplateResult {
  return html`
    <button class="job" data-status=${status} aria-pressed=${shown} title=${folder}
      @click=${() => actions.showJob(folder)}>
      <span class="name">${name}</span>
      <span class="where">${device}, ${statusWords[status].toLowerCase()}</span>
    </button>
  `;
}

function queueButton(waiting: readonly WaitingLine[], actions: JobActions): TemplateResult {
  return html`
    <button class="queue" title="Show the queue in the runs view" @click=${() => actions.showRuns()}>
      ${queueText(waiting)}
    </button>
  `;
}

/** `Next on cpu: wide`, and how many more wait. */
export function queueText(waiting: readonly WaitingLine[]): string {
  const firsts = waiting.filter(
    ({ device }, place) => waiting.findIndex((line) => line.device === device) === place,
  );
  const more = waiting.length - firsts.length;
  const next = firsts.map(({ device, name }) => `Next on ${device}: ${name}`);
  return [...next, ...(more > 0 ? [`${more} more`] : [])].join(', ');
}
