// Gives what the editor tells to the part of the page that shows it.

import type { Host } from '../host/host.ts';
import type { FromDiagram, ToDiagram } from '../protocol/diagram.ts';
import type { Details } from './details/details.ts';
import type { DiagramSession } from './diagramSession.ts';
import { renderElsewhere } from './interaction/elsewhere.ts';
import type { KeptState } from './interaction/keptState.ts';
import type { Notice } from './interaction/notice.ts';
import type { Palette } from './palette/palette.ts';

interface Receivers {
  readonly host: Host<ToDiagram, FromDiagram, KeptState>;
  readonly details: Details;
  readonly palette: Palette;
  readonly notice: Notice;
  readonly session: DiagramSession;
  readonly elsewhere: HTMLElement;
}

export function receiveMessages({ host, details, palette, notice, session, elsewhere }: Receivers): void {
  host.onMessage((message) => {
    switch (message.kind) {
      case 'details':
        details.receive(message.details);
        break;
      case 'palette':
        palette.receive(message.entries);
        break;
      case 'elsewhere':
        renderElsewhere(elsewhere, message.problems, ({ line, character }) =>
          host.send({ kind: 'revealPlace', line, character }),
        );
        break;
      case 'refused':
        if (!details.refused(message.change, message.message)) notice.warn(message.message);
        break;
      case 'made':
        notice.made(message.change, message);
        break;
      default:
        session.receive(message);
    }
  });
}
