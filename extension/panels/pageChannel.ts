// The host's end of a page: loads it, hears when it is there, and loads it again where it never says so.

import type * as vscode from 'vscode';
import type { DatedState } from '../../webview/protocol/keptState.ts';

/** What every page says beside its own messages. */
export type PageNotice =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly message: string }
  | ({ readonly kind: 'kept' } & DatedState<unknown>);

export interface PageHandlers<Received> {
  /** The page's HTML, with a nonce of its own at each call: VS Code loads no page that it has already. */
  html(): string;
  /** The page is there and shows nothing yet: at first, and whenever VS Code or we loaded it again. */
  show(): void;
  receive(message: Received): void;
  /** The page, which is there, came into sight. */
  seen?(): void;
  /** A copy of what the page keeps for itself, from a page that is asked for it. */
  kept?(state: DatedState<unknown>): void;
  /** Something to know for whoever reads the log. */
  log(message: string): void;
}

/**
 * How long a visible page may take to say that it is there, at the first attempt; each further one may take twice as long.
 *
 * A page is usually there within a second. But where webviews share an origin, as in a browser, each has the service worker of
 * all replaced by its own: the answer to a page's request for its script that comes right then reaches the new worker, which did
 * not ask, and the page stays without script, and blank.
 */
const firstPatienceMs = 6_000;
const mostAttempts = 4;

export class PageChannel<Received, Sent> implements vscode.Disposable {
  private ready = false;
  private attempts = 0;
  private timer: NodeJS.Timeout | undefined;
  private readonly subscriptions: vscode.Disposable[];

  /** Loads the page. Whoever makes the panel disposes of it; the channel ends with it. */
  constructor(
    private readonly panel: vscode.WebviewPanel,
    private readonly handlers: PageHandlers<Received>,
  ) {
    // Before the page is loaded, which may be faster than the next line.
    this.subscriptions = [
      panel.webview.onDidReceiveMessage((message: Received | PageNotice) => this.take(message)),
      panel.onDidChangeViewState(() => {
        this.watch();
        if (this.isSeen) this.handlers.seen?.();
      }),
      panel.onDidDispose(() => this.dispose()),
    ];
    this.load();
  }

  /** Whether the page can be told something; where it cannot yet, `show` will tell it everything. */
  get isReady(): boolean {
    return this.ready;
  }

  /** The page is there, and in sight. */
  get isSeen(): boolean {
    return this.ready && this.panel.visible;
  }

  send(message: Sent): void {
    if (this.ready) void this.panel.webview.postMessage(message);
  }

  dispose(): void {
    this.ready = false;
    clearTimeout(this.timer);
    this.timer = undefined;
    for (const subscription of this.subscriptions.splice(0)) subscription.dispose();
  }

  private load(): void {
    this.attempts += 1;
    this.panel.webview.html = this.handlers.html();
    this.watch();
  }

  /** A page that is not visible is not loaded either. */
  private watch(): void {
    if (this.ready || !this.panel.visible) {
      clearTimeout(this.timer);
      this.timer = undefined;
      return;
    }
    this.timer ??= setTimeout(
      () => {
        this.timer = undefined;
        this.missed();
      },
      firstPatienceMs * 2 ** (this.attempts - 1),
    );
  }

  private missed(): void {
    const { title } = this.panel;
    if (this.attempts >= mostAttempts) {
      this.handlers.log(`The page of ${title} did not load: close the view and open it again.`);
      return;
    }
    this.handlers.log(`The page of ${title} did not load; it is loaded again.`);
    this.load();
  }

  private take(message: Received | PageNotice): void {
    const { kind, message: text } = message as Partial<Record<'kind' | 'message', string>>;
    if (kind === 'ready') {
      this.ready = true;
      this.attempts = 1;
      this.watch();
      this.handlers.show();
    } else if (kind === 'kept') {
      const { at, state } = message as DatedState<unknown>;
      this.handlers.kept?.({ at, state });
    } else if (kind === 'failed') this.handlers.log(`The page of ${this.panel.title}: ${text}`);
    else this.handlers.receive(message as Received);
  }
}
