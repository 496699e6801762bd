// The diagram's channel to the editor, which says when another text is asked for.

import { connectHost, type Host } from '../host/host.ts';
import type { FromDiagram, ToDiagram } from '../protocol/diagram.ts';
import type { FromPicturePage } from '../protocol/picture.ts';
import type { KeptState } from './interaction/keptState.ts';

type Sent = FromDiagram | FromPicturePage;

const CHANGES: ReadonlySet<string> = new Set<FromDiagram['kind']>(['change', 'insertLayer', 'history']);

/** `changeAsked` is called before the editor hears that the text should change. May be called once in the page's life. */
export function connectEditor(changeAsked: () => void): Host<ToDiagram, Sent, KeptState> {
  const host = connectHost<ToDiagram, Sent, KeptState>();
  return {
    ...host,
    send(message) {
      if (CHANGES.has(message.kind)) changeAsked();
      host.send(message);
    },
  };
}
