// The view that compares two runs: reads both folders, and hands their differences and points to the page.

import * as vscode from 'vscode';
import { readRun } from '../../engine/client/readRun.ts';
import type { PictureFormat, ToDashboard } from '../../webview/protocol/dashboard.ts';
import type {
  FromRunComparison,
  KeptComparison,
  Pair,
  ToRunComparison,
} from '../../webview/protocol/runs.ts';
import { commandIds } from '../contributions.ts';
import { compareTwoRuns, type RunToCompare } from '../runs/compareTwoRuns.ts';
import type { RunSummary } from '../runs/runSummary.ts';
import type { RunsView } from '../runs/runsView.ts';
import { loadRun } from '../training/loadRun.ts';
import { RunFeed } from '../training/runFeed.ts';
import type { RunRecord } from '../training/runRecord.ts';
import type { ComparisonPanel } from './comparisonPanel.ts';
import { askWhereToSave, chartFormats, writeContent } from './saveContent.ts';
import { SinglePanel } from './singlePanel.ts';

interface Loaded extends RunToCompare {
  readonly points: RunRecord;
}

export class RunComparisonPanel extends SinglePanel<FromRunComparison, ToRunComparison, KeptComparison> {
  private folders: Pair<string> | undefined;
  private shown: Pair<Loaded> | undefined;
  private readonly feeds = [this.feed(0), this.feed(1)] as const;
  /** Where the chart that the page draws is to be written. */
  private wanted: vscode.Uri | undefined;
  private asked = 0;

  constructor(
    context: vscode.ExtensionContext,
    private readonly services: { readonly runs: RunsView; readonly diagrams: ComparisonPanel },
    log: vscode.LogOutputChannel,
  ) {
    super(
      {
        viewType: 'netwright.runComparison',
        title: 'Runs Compared',
        icon: 'training',
        bundle: 'runs',
        page: { id: 'runs', title: 'Runs compared', allowed: ['img-src blob:'] },
      },
      context,
      log,
    );
  }

  compare(runs: Pair<RunSummary>): void {
    this.folders = [runs[0].folder, runs[1].folder];
    this.shown = undefined;
    this.open();
    void this.load();
  }

  override dispose(): void {
    for (const feed of this.feeds) feed.dispose();
    super.dispose();
  }

  protected override restore(kept: KeptComparison | undefined): void {
    this.folders ??= kept?.folders;
  }

  protected override show(): void {
    void this.load();
  }

  protected override receive(message: FromRunComparison): void {
    switch (message.kind) {
      case 'openDiagram':
        this.openDiagram();
        break;
      case 'chooseRuns':
        void vscode.commands.executeCommand(commandIds.compareRuns);
        break;
      case 'save':
        void this.save(message.chart);
        break;
      case 'rendered':
        if (this.wanted) void writeContent(this.wanted, message.content);
        this.wanted = undefined;
        break;
    }
  }

  private feed(run: 0 | 1): RunFeed {
    return new RunFeed((message: ToDashboard) => {
      if (message.kind === 'update') this.send({ kind: 'points', run, update: message });
    });
  }

  private async load(): Promise<void> {
    const { folders } = this;
    if (!folders) return;
    this.asked += 1;
    const request = this.asked;
    try {
      const runs = await this.services.runs.runs();
      const [one, other] = await Promise.all(folders.map((folder) => read(folder, runs)));
      if (request !== this.asked) return;
      this.shown = [one!, other!];
      this.send(compareTwoRuns(this.shown, Date.now()));
      for (const place of [0, 1] as const) this.feeds[place].start(this.shown[place].points);
    } catch (failure) {
      const message = failure instanceof Error ? failure.message : String(failure);
      if (request === this.asked) this.send({ kind: 'empty', message });
    }
  }

  private openDiagram(): void {
    const { shown } = this;
    if (!shown) return;
    const [one, other] = shown.map(({ summary, network }) => ({
      title: summary.name,
      model: async () => ({ network, hasErrors: false }),
    }));
    this.services.diagrams.open(other!, one!);
  }

  private async save(chart: string): Promise<void> {
    const [one, other] = this.shown ?? [];
    if (!one || !other) return;
    const place = await askWhereToSave({
      title: 'Save Chart',
      name: `${one.summary.name}-${other.summary.name}-${chart}`.replaceAll(/[^\w.-]+/g, '-'),
      folder: vscode.Uri.joinPath(vscode.Uri.file(one.summary.folder), '..'),
      formats: chartFormats,
    });
    if (!place) return;
    this.wanted = place.uri;
    this.send({ kind: 'render', chart, format: place.format as PictureFormat });
  }
}

async function read(folder: string, runs: readonly RunSummary[]): Promise<Loaded> {
  const summary = runs.find((run) => run.folder === folder);
  if (!summary) throw new Error(`${folder} is not among the runs of this workspace any more.`);
  const { record, network } = await readRun(folder);
  const { model, recipe, device } = summary;
  const points = await loadRun({ model, recipe, device, folder });
  return { summary, record, network, points, stepsPerEpoch: points.state.stepsPerEpoch };
}
