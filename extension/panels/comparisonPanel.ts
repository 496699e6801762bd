// Two networks in one diagram: a text as it is now, and what it is compared with; it follows the text as it changes.

import * as vscode from 'vscode';
import type { ComparedLayer } from '../../engine/analysis/comparison/compareNetworks.ts';
import type { Network, Origin } from '../../engine/network/network.ts';
import type { FromDiagram, ToDiagram } from '../../webview/protocol/diagram.ts';
import { type ComparedModel, compareModels } from '../comparison/compareModels.ts';
import type { OperatorGraph } from '../comparison/operators.ts';
import { comparisonStrip } from '../diagram/comparisonFigures.ts';
import type { LanguageService } from '../language-client/languageClient.ts';
import { type Compared, compareInThread } from '../onnx/compareInThread.ts';
import { diagramHtml } from './diagramHtml.ts';
import { FollowChanges } from './followChanges.ts';
import { PageChannel } from './pageChannel.ts';
import { revealOrigin } from './revealOrigin.ts';
import { tabIcon, webviewOptions } from './webviewFiles.ts';

export const comparisonViewType = 'netwright.comparison';

/** One of both: asked for anew whenever a text changes. */
export interface ComparedWith {
  /** `HEAD`, `other.cnn`: completes "Compared with …". */
  readonly title: string;
  /** A file that is followed, and asked for again when it is written; texts are followed in any case. */
  readonly file?: vscode.Uri;
  /** The file was written again. */
  forget?(): void;
  /** @throws Error with what the page is to say where there is none, or none any more */
  model(): Promise<FoundModel>;
}

export type FoundModel =
  | {
      readonly network: Network;
      /** Its text has errors, so that something may be missing in it. */
      readonly hasErrors: boolean;
    }
  | { readonly operators: OperatorGraph };

/** @throws Error with what the page is to say where the text has none */
export async function modelOfText(
  language: LanguageService,
  document: vscode.Uri,
  model: string | undefined,
): Promise<FoundModel> {
  const { network, message, problems } = await language.diagram(document.toString(), model);
  if (!network) throw new Error(message ?? 'This file declares no model yet.');
  return { network, hasErrors: problems.some(({ severity }) => severity === 'error') };
}

interface Subject {
  readonly one: ComparedWith;
  readonly other: ComparedWith;
}

interface Shown {
  readonly layers: readonly ComparedLayer[];
  /** Of texts, by their ids: where they are in it. */
  readonly groups: ReadonlyMap<string, Origin>;
}

export class ComparisonPanel implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private subject: Subject | undefined;
  private shown: Shown | undefined;
  private channel: PageChannel<FromDiagram, ToDiagram> | undefined;
  private readonly following = new FollowChanges(
    () => this.channel?.isSeen ?? false,
    () => this.refresh(),
  );
  private readonly subscription: vscode.Disposable;
  private watchers: readonly vscode.Disposable[] = [];

  constructor(
    private readonly context: vscode.ExtensionContext,
    language: LanguageService,
    /** The bundle of the thread that compares with ONNX files. */
    private readonly comparer: string,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscription = language.onDidCompile(() => this.following.changed());
  }

  /** Shows what `one` has that `other` had not, and the other way round, beside the editor and without taking the focus. */
  open(one: ComparedWith, other: ComparedWith): void {
    this.subject = { one, other };
    this.watch([one, other]);
    if (!this.panel) this.create();
    else this.following.changed();
    this.panel!.title = `${one.title}: compared with ${other.title}`;
    this.panel!.reveal(undefined, true);
  }

  dispose(): void {
    this.subscription.dispose();
    this.watch([]);
    this.panel?.dispose();
  }

  /** Files that are compared may be written again while they are. */
  private watch(sides: readonly ComparedWith[]): void {
    for (const watcher of this.watchers) watcher.dispose();
    this.watchers = sides.flatMap((side) => {
      const { file } = side;
      if (!file) return [];
      const name = file.path.split('/').pop() ?? '';
      const pattern = new vscode.RelativePattern(vscode.Uri.joinPath(file, '..'), name);
      const watcher = vscode.workspace.createFileSystemWatcher(pattern);
      const written = () => {
        side.forget?.();
        this.following.changed();
      };
      watcher.onDidChange(written);
      watcher.onDidCreate(written);
      return [watcher];
    });
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
      this.watch([]);
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
        void revealOrigin(this.originOf(message.node), { preserveFocus: message.keyboard !== true });
        break;
      case 'revealGroup':
        void revealOrigin(this.shown?.groups.get(message.group), {
          preserveFocus: message.keyboard !== true,
        });
        break;
      default:
        break;
    }
  }

  /** Of what is gone there is no line to go to; of a layer of a file, that of its partner. */
  private originOf(path: string): Origin | undefined {
    const layer = this.shown?.layers.find(({ before, after }) => (after ?? before)?.path === path);
    if (!layer || layer.status === 'removed') return undefined;
    return [layer.after, layer.before]
      .map((side) => side?.origin)
      .find((origin) => origin && hasText(origin));
  }

  private async refresh(): Promise<void> {
    const { subject } = this;
    if (!subject) return;
    const { one, other } = subject;
    const found = await Promise.all([other.model(), one.model()])
      .then(async (models) => ({ models, ...(await this.compared(subject, models)) }))
      .catch((failure: Error) => failure.message);
    // Another pair was chosen meanwhile, which is asked for next.
    if (subject !== this.subject) return;
    if (typeof found === 'string') {
      this.shown = undefined;
      this.send({ kind: 'empty', message: found });
      return;
    }
    const { comparison, graph, groups } = found;
    const [before, after] = found.models;
    this.shown = { layers: comparison.layers, groups };
    this.send({
      kind: 'graph',
      graph,
      models: [graph.model],
      file: `compared ${one.title} with ${other.title}`,
      comparison: comparisonStrip(comparison, {
        before: sideTitle(other.title, before, after),
        after: sideTitle(one.title, after, before),
      }),
    });
  }

  private async compared(
    { one, other }: Subject,
    [old, now]: readonly [FoundModel, FoundModel],
  ): Promise<Compared & Pick<Shown, 'groups'>> {
    const [before, after] = [comparedModel(other.title, old), comparedModel(one.title, now)];
    const groups = new Map(groupOrigins(after.kind === 'text' ? after : before));
    const batch = 1;
    if (before.kind === 'onnx' || after.kind === 'onnx')
      return { ...(await compareInThread(this.comparer, { before, after, batch })), groups };
    const { comparison, diagram } = compareModels(before, after, { batch });
    return { comparison, graph: diagram(), groups };
  }

  private send(message: ToDiagram): void {
    this.channel?.send(message);
  }
}

function comparedModel(name: string, found: FoundModel): ComparedModel {
  return 'operators' in found
    ? { kind: 'onnx', name, graph: found.operators }
    : { kind: 'text', name, network: found.network };
}

function groupOrigins(model: ComparedModel): readonly (readonly [string, Origin])[] {
  return model.kind === 'onnx' ? [] : model.network.groups.map(({ id, origin }) => [id, origin] as const);
}

/** An ONNX file has no lines. */
function hasText({ start, end }: Origin): boolean {
  return end > start;
}

/** `HEAD`; with the model's name where the two differ in it, and a word where the text is wrong. */
function sideTitle(title: string, found: FoundModel, opposite: FoundModel): string {
  if ('operators' in found) return title;
  const { name } = found.network;
  const same = 'operators' in opposite || name === opposite.network.name || name === title;
  const named = same ? title : `${name} in ${title}`;
  return found.hasErrors ? `${named}, with errors` : named;
}
