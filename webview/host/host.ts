// The page's side of the channel to the editor: the only file that touches acquireVsCodeApi.
import { type DatedState, newest } from '../protocol/keptState.ts';

/** What a page needs of the editor; tests give it a twin in memory. */
export interface Host<Received, Sent, State = never> {
  send(message: Sent): void;
  /** Returns what ends the subscription. */
  onMessage(handle: (message: Received) => void): () => void;
  /** What `keep` stored last, also after the page was hidden, moved or reloaded. */
  kept(): State | undefined;
  keep(state: State): void;
}

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/**
 * What the panel knows of the page's last state, in `data-kept` of the page's element: there where the panel wants a copy of
 * every state, and empty where there was none. VS Code writes a page's state down late, and loses what came since with a window
 * that is reloaded before.
 */
function copyOfPanel(): string | undefined {
  return document.querySelector('main')?.dataset['kept'];
}

/** Connects to the editor. May be called once in a page's life: VS Code hands its interface out once. */
export function connectHost<Received, Sent, State = never>(): Host<Received, Sent, State> {
  const editor = acquireVsCodeApi();
  return {
    send: (message) => editor.postMessage(message),
    onMessage(handle) {
      // The editor is the page's only correspondent, and its panels are typed with the same protocol.
      const listen = (event: MessageEvent) => handle(event.data as Received);
      window.addEventListener('message', listen);
      return () => window.removeEventListener('message', listen);
    },
    kept() {
      const copy = copyOfPanel();
      if (copy === undefined) return editor.getState() as State | undefined;
      return newest<State>([
        editor.getState() as DatedState<State> | undefined,
        copy === '' ? undefined : (JSON.parse(copy) as DatedState<State>),
      ])?.state;
    },
    keep(state) {
      if (copyOfPanel() === undefined) return editor.setState(state);
      const dated: DatedState<State> = { at: Date.now(), state };
      editor.setState(dated);
      editor.postMessage({ kind: 'kept', ...dated });
    },
  };
}
