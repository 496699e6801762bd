// The newest profile in the text: at the end of each line what its layers take, in the colour of heat.

import * as vscode from 'vscode';
import { formatMs } from '../../webview/components/quantity.ts';
import { type LineTime, lineTimes } from './lineTimes.ts';
import type { ProfileController } from './profileController.ts';

/** From which share on a line counts as hot, and as warm; the rest stays quiet. */
const tones = [
  { from: 0.2, color: 'charts.orange' },
  { from: 0.05, color: 'charts.yellow' },
  { from: 0, color: 'editorCodeLens.foreground' },
] as const;

export class ProfileDecorations implements vscode.Disposable {
  private readonly types = tones.map(({ color }) =>
    vscode.window.createTextEditorDecorationType({
      after: {
        color: new vscode.ThemeColor(color),
        margin: '0 0 0 2ch',
        fontWeight: color === 'charts.orange' ? 'bold' : 'normal',
      },
      overviewRulerColor: color === 'charts.orange' ? new vscode.ThemeColor(color) : undefined,
    }),
  );
  private readonly subscriptions: readonly vscode.Disposable[];
  /** Texts that were changed since the profile: their lines may be other ones. */
  private readonly changed = new Set<string>();

  constructor(private readonly profiles: ProfileController) {
    this.subscriptions = [
      profiles.onDidChange(() => {
        this.changed.clear();
        this.decorateAll();
      }),
      vscode.window.onDidChangeVisibleTextEditors(() => this.decorateAll()),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        const uri = document.uri.toString();
        if (contentChanges.length === 0 || this.changed.has(uri)) return;
        this.changed.add(uri);
        this.decorateAll();
      }),
    ];
  }

  dispose(): void {
    for (const part of [...this.subscriptions, ...this.types]) part.dispose();
  }

  private decorateAll(): void {
    for (const editor of vscode.window.visibleTextEditors) this.decorate(editor);
  }

  private decorate(editor: vscode.TextEditor): void {
    const { state } = this.profiles;
    const uri = editor.document.uri.toString();
    const lines = state.kind === 'done' && !this.changed.has(uri) ? lineTimes(state.profile, uri) : [];
    this.types.forEach((type, place) => {
      const [least, below] = [tones[place]!.from, tones[place - 1]?.from ?? Number.POSITIVE_INFINITY];
      const own = lines.filter(
        ({ share, line }) => share >= least && share < below && line < editor.document.lineCount,
      );
      editor.setDecorations(
        type,
        own.map((time) => decoration(editor.document, time)),
      );
    });
  }
}

function decoration(document: vscode.TextDocument, time: LineTime): vscode.DecorationOptions {
  const { end } = document.lineAt(time.line).range;
  const { totalMs, share } = time;
  return {
    range: new vscode.Range(end, end),
    renderOptions: { after: { contentText: `${(share * 100).toFixed(1)} % · ${formatMs(totalMs)} ms` } },
    hoverMessage: explanation(time),
  };
}

function explanation({ forwardMs, backwardMs, updateMs, layers }: LineTime): string {
  const parts = [
    ['forward', forwardMs],
    ['backward', backwardMs],
    ['update', updateMs],
  ] as const;
  const told = parts.filter(([, ms]) => ms > 0).map(([name, ms]) => `${name} ${formatMs(ms)} ms`);
  const who = layers === 1 ? 'The layer' : `The ${layers} layers`;
  return `${who} of this line in a measured step: ${told.join(', ')}. Profile again after a change.`;
}
