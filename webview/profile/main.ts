// The profile's page: shows the profile that the panel tells of, and leads from its rows to the text.

import { html, nothing, render, type TemplateResult } from 'lit-html';
import { registerToolkit } from '../components/toolkit.ts';
import { connectHost } from '../host/host.ts';
import type { FromProfilePage, KeptProfile, ToProfilePage } from '../protocol/profile.ts';
import { networkOrder, nextSort } from './columns.ts';
import { profileHeader } from './header.ts';
import './profile.css';
import { layerTable } from './table.ts';
import { stepTimeline } from './timeline.ts';

registerToolkit();
const host = connectHost<ToProfilePage, FromProfilePage, KeptProfile>();
const root = document.getElementById('profile') as HTMLElement;

let shown: ToProfilePage = { kind: 'empty' };
let kept: KeptProfile = host.kept() ?? { sort: networkOrder };

function keep(changes: Partial<KeptProfile>): void {
  kept = { ...kept, ...changes };
  host.keep(kept);
}

host.onMessage((message) => {
  shown = message;
  if (message.kind === 'profile') keep({ record: message.record });
  draw();
});

const headerActions = {
  profile: (mode: 'inference' | 'training', batch: number) =>
    host.send({ kind: 'profile', choice: { mode, batch } }),
  saveTrace: () => host.send({ kind: 'saveTrace' }),
};

const tableActions = {
  sortBy(column: string) {
    keep({ sort: nextSort(kept.sort, column) });
    draw();
  },
  reveal: (path: string) => host.send({ kind: 'reveal', path }),
};

function draw(): void {
  render(view(), root);
}

function view(): TemplateResult {
  switch (shown.kind) {
    case 'empty':
      return notice(
        'No profile yet',
        html`Open a <code>.cnn</code> file and profile it: the time of each layer is measured on this machine.`,
        html`<tk-button @click=${() => host.send({ kind: 'profile' })}>Profile</tk-button>`,
      );
    case 'measuring':
      return notice(
        `Profiling ${shown.model}`,
        shown.mode === 'training'
          ? 'Training steps run on random images, then again with every kernel timed.'
          : 'The network runs on random images, then again with every kernel timed.',
        html`<tk-progress-ring></tk-progress-ring>
          <tk-button appearance="secondary" @click=${() => host.send({ kind: 'stop' })}>Stop</tk-button>`,
      );
    case 'failed':
      return notice(
        'The profile failed',
        html`<span role="alert">${shown.message}</span>`,
        html`<tk-button @click=${() => host.send({ kind: 'profile' })}>Profile</tk-button>`,
      );
    case 'profile':
      return html`
        ${profileHeader(shown.record, shown, headerActions)}
        ${
          shown.timeline === undefined
            ? nothing
            : stepTimeline(shown.timeline, shown.record.profile.mode, tableActions.reveal)
        }
        ${layerTable(shown.record.profile, kept.sort, tableActions)}
      `;
  }
}

function notice(title: string, text: TemplateResult | string, actions: TemplateResult): TemplateResult {
  return html`
    <section class="empty">
      <h1>${title}</h1>
      <p>${text}</p>
      <div class="actions">${actions}</div>
    </section>
  `;
}

window.addEventListener('error', (event) => host.send({ kind: 'failed', message: event.message }));
draw();
host.send({ kind: 'ready' });
