// Two networks in one diagram: a text as it is now, and what it is compared with; it follows the text as it changes.

import * as vscode from 'vscode';
import { compareNetworks } from '../../engine/analysis/comparison/compareNetworks.ts';
import type { Network } from '../../engine/network/network.ts';
import type { FromDiagram, ToDiagram } from '../../webview/protocol/diagram.ts';
import { comparisonStrip } from '../diagram/comparisonFigures.ts';
import { comparisonToDiagram } from '../diagram/comparisonToDiagram.ts';
import type { LanguageService } from '../language-client/languageClient.ts';
import { diagramHtml } from './diagramHtml.ts';
import { FollowChanges } from './followChanges.ts';
import { PageChannel } from './pageChannel.ts';
import { revealOrigin } from './revealOrigin.ts';
import { tabIcon, webviewOptions } from './webviewFiles.ts';

export const comparisonViewType = 'netwright.comparison';

/** The other network: asked for anew whenever the text changes. */
export interface ComparedWith {
  /** `HEAD`, `other.cnn`: completes "Compared with …". */
  readonly title: string;
  /** @throws Error with what the page is to say where there is none, or none any more */
  network(): Promise<ComparedNetwork>;
}

export interface ComparedNetwork {
  readonly network: Network;
  /** Its text has errors, so that something may be missing in it. */
  readonly hasErrors: boolean;
}

/** @throws Error with what the page is to say where the text has none */
export async function networkOfText(
  language: LanguageService,
  document: vscode.Uri,
  model: string | undefined,
): Promise<ComparedNetwork> {
  const { network, message, problems } = await language.diagram(document.toString(), model);
  if (!network) throw new Error(message ?? 'This file declares no model yet.');
  return { network, hasErrors: problems.some(({ severity }) => severity === 'error') };
}

export class ComparisonPanel implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private subject: { readonly one: ComparedWith; readonly other: ComparedWith } | undefined;
  private shown: { readonly before: Network; readonly after: Network } | undefined;
  private channel: PageChannel<FromDiagram, ToDiagram> | undefined;
  private readonly following = new FollowChanges(
    () => this.channel?.isSeen ?? false,
    () => this.refresh(),
  );
  private readonly subscription: vscode.Disposable;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly language: LanguageService,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscription = language.onDidCompile(() => this.following.changed());
  }

  /** Shows what differs from `other`, beside the text and without taking the focus. */
  open(document: vscode.Uri, model: string | undefined, other: ComparedWith): void {
    const name = document.path.split('/').pop() ?? '';
    this.openPair({ title: name, network: () => networkOfText(this.language, document, model) }, other);
  }

  /** Shows what `one` has that `other` had not, and the other way round. */
  openPair(one: ComparedWith, other: ComparedWith): void {
    this.subject = { one, other };
    if (!this.panel) this.create();
    else this.following.changed();
    this.panel!.title = `${one.title}: compared with ${other.title}`;
    this.panel!.reveal(undefined, true);
  }

  dispose(): void {
    this.subscription.dispose();
    this.panel?.dispose();
  }

  private create(): void {
    const { extensionUri } = this.context;
    const panel = vscode.window.createWebviewPanel(
      comparisonViewType,
      'Comparison',
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
      webviewOptions(extensionUri),
    );
    this.panel = panel;
    panel.iconPath = tabIcon(extensionUri, 'diagram');
    panel.onDidDispose(() => {
      this.panel = this.channel = undefined;
      this.shown = undefined;
    });
    this.channel = new PageChannel(panel, {
      html: () => diagramHtml(panel.webview, extensionUri, ''),
      show: () => this.following.changed(),
      receive: (message) => this.receive(message),
      seen: () => this.following.seen(),
      log: (message) => this.log.error(message),
    });
  }

  private receive(message: FromDiagram): void {
    switch (message.kind) {
      case 'reveal':
        void revealOrigin(this.layer(message.node)?.origin, { preserveFocus: message.keyboard !== true });
        break;
      case 'revealGroup':
        void revealOrigin(this.shown?.after.groups.find(({ id }) => id === message.group)?.origin, {
          preserveFocus: message.keyboard !== true,
        });
        break;
      default:
        break;
    }
  }

  /** Of what is gone there is no line to go to. */
  private layer(path: string) {
    return this.shown?.after.layers.find((layer) => layer.path === path);
  }

  private async refresh(): Promise<void> {
    const { subject } = this;
    if (!subject) return;
    const { one, other } = subject;
    const found = await Promise.all([other.network(), one.network()]).catch(
      (failure: Error) => failure.message,
    );
    // Another pair was chosen meanwhile, which is asked for next.
    if (subject !== this.subject) return;
    if (typeof found === 'string') {
      this.shown = undefined;
      this.send({ kind: 'empty', message: found });
      return;
    }
    const [before, after] = [found[0].network, found[1].network];
    this.shown = { before, after };
    const comparison = compareNetworks(before, after, { batch: 1 });
    this.send({
      kind: 'graph',
      graph: comparisonToDiagram(comparison, this.shown),
      models: [after.name],
      file: `compared ${one.title} with ${other.title}`,
      comparison: comparisonStrip(comparison, {
        before: sideTitle(other.title, found[0], after),
        after: sideTitle(one.title, found[1], before),
      }),
    });
  }

  private send(message: ToDiagram): void {
    this.channel?.send(message);
  }
}

/** `HEAD`; with the model's name where the two differ in it, and a word where the text is wrong. */
function sideTitle(title: string, { network, hasErrors }: ComparedNetwork, opposite: Network): string {
  const named =
    network.name === opposite.name || network.name === title ? title : `${network.name} in ${title}`;
  return hasErrors ? `${named}, with errors` : named;
}
