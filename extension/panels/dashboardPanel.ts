// The training view: hands one of the runs to its page, and the page's wishes to that run.

import * as vscode from 'vscode';
import type {
  FromDashboard,
  PictureFormat,
  RunState,
  ToDashboard,
} from '../../webview/protocol/dashboard.ts';
import { commandIds, viewIds } from '../contributions.ts';
import type { LanguageService } from '../language-client/languageClient.ts';
import { runAtRest } from '../training/recordedRun.ts';
import { RunFeed } from '../training/runFeed.ts';
import type { RunRecord } from '../training/runRecord.ts';
import type { TrainingQueue } from '../training/trainingQueue.ts';
import type { TrainingRun } from '../training/trainingRun.ts';
import type { TrainingRuns } from '../training/trainingRuns.ts';
import { JobLines } from './jobLines.ts';
import type { LayerSelection, SelectedLayers } from './layerSelection.ts';
import { revealFolder } from './revealFolder.ts';
import { revealRange } from './revealRange.ts';
import { askWhereToSave, chartFormats, writeContent } from './saveContent.ts';
import { SinglePanel } from './singlePanel.ts';

export interface DashboardServices {
  readonly training: TrainingRuns;
  readonly language: LanguageService;
  readonly selection: LayerSelection;
}

type ShownRun = Pick<TrainingRun, 'record'>;

/** Of the folder whose run was shown last: what a page keeps is lost with a window that ends in a hurry. */
const shownKey = 'shownRun';

export class DashboardPanel extends SinglePanel<FromDashboard, ToDashboard> {
  private readonly feed = new RunFeed((message) => this.send(message));
  private readonly subscriptions: vscode.Disposable[];
  /** Where the chart that the page draws is to be written. */
  private wanted: vscode.Uri | undefined;
  /** One that is trained, or of an earlier time. */
  private shown: ShownRun | undefined;
  private readonly jobs: JobLines;

  constructor(
    context: vscode.ExtensionContext,
    private readonly services: DashboardServices,
    log: vscode.LogOutputChannel,
  ) {
    super(
      {
        viewType: 'netwright.training',
        title: 'Training',
        icon: 'training',
        bundle: 'dashboard',
        page: { id: 'dashboard', title: 'Training', allowed: ['img-src blob:'] },
      },
      context,
      log,
    );
    const { training, selection } = services;
    this.jobs = new JobLines(training, (message) => this.send(message));
    this.subscriptions = [
      this.jobs,
      selection.onDidChange((selected) => this.select(selected)),
      training.onDidStart((run) => this.began(run)),
      training.onDidChange((run) => run === this.shown && this.feed.changed()),
    ];
  }

  /** Jobs that wait are told from now on. */
  showQueue(queue: TrainingQueue): void {
    this.jobs.showQueue(queue);
  }

  override dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    this.feed.dispose();
    super.dispose();
  }

  /** Shows a run of an earlier time; what is trained goes on, and is back with `openCurrent`. */
  openEarlier(record: RunRecord): void {
    this.view({ record });
    this.open();
  }

  /** Shows one of the runs that are trained. */
  openRun(run: TrainingRun): void {
    if (run !== this.shown) this.view(run);
    this.open();
  }

  /** Shows the run of a folder, or else what is trained, or was last. */
  openCurrent(folder?: string): void {
    const { training } = this.services;
    const asked = folder === undefined ? undefined : training.of(folder);
    const run = asked ?? (this.shown?.record.active ? this.shown : (training.current ?? this.shown));
    if (run !== this.shown) this.view(run);
    this.open();
  }

  /** One that begins by itself takes no view away from one that is trained. */
  private began(run: TrainingRun): void {
    if (run === this.shown || run.folder === this.folder || !this.shown?.record.active) this.view(run);
  }

  /** The run that was shown before the window was loaded again, unless one is shown meanwhile. */
  protected override restore(): void {
    const folder = this.context.workspaceState.get<string>(shownKey);
    if (folder !== undefined && !this.shown) void this.reopen(folder);
  }

  private async reopen(folder: string): Promise<void> {
    const record = await runAtRest(folder);
    if (record && !this.shown) this.view({ record });
  }

  private view(run: ShownRun | undefined): void {
    this.shown = run;
    this.feed.start(run?.record);
    this.jobs.show(this.folder);
    if (this.folder !== undefined) void this.context.workspaceState.update(shownKey, this.folder);
  }

  /** The run that the view shows, open or not. */
  get state(): RunState | undefined {
    return this.run?.state;
  }

  private get run(): RunRecord | undefined {
    return this.shown?.record;
  }

  private get folder(): string | undefined {
    return this.run?.state.folder;
  }

  protected override show(): void {
    const { selection, training } = this.services;
    this.view(this.shown ?? training.current);
    if (selection.current) this.select(selection.current);
  }

  protected override receive(message: FromDashboard): void {
    const { folder } = this;
    const run = (command: string, ...words: unknown[]) =>
      void vscode.commands.executeCommand(command, ...words);
    switch (message.kind) {
      case 'stop':
        run(commandIds.stopTraining, folder);
        break;
      case 'pause':
        run(commandIds.pauseTraining, folder);
        break;
      case 'resume':
        run(commandIds.resumeTraining, folder);
        break;
      case 'learningRate':
        run(commandIds.changeLearningRate, message.learningRate, folder);
        break;
      case 'internals':
        void this.trained?.watch(message.every);
        break;
      case 'reveal':
        void this.reveal(message.layer);
        break;
      case 'lookInside':
        run(commandIds.lookInside, folder);
        break;
      case 'showResults':
        run(commandIds.showResults, folder);
        break;
      case 'openDiagram':
        run(commandIds.openDiagram, this.run?.file && vscode.Uri.parse(this.run.file), this.run?.state.model);
        break;
      case 'showJob':
        this.openCurrent(message.folder);
        break;
      case 'showRuns':
        run(`${viewIds.runs}.focus`);
        break;
      case 'train':
        run(commandIds.train);
        break;
      case 'newModel':
        run(commandIds.newModel);
        break;
      case 'openFolder':
        if (folder !== undefined) revealFolder(folder);
        break;
      case 'save':
        void this.save(message.chart);
        break;
      case 'rendered':
        void this.write(message.content);
        break;
    }
  }

  /** The run that is shown, where this window trains or follows it. */
  private get trained(): TrainingRun | undefined {
    return this.folder === undefined ? undefined : this.services.training.of(this.folder);
  }

  /** Only layers of the network that is trained have something to show. */
  private select({ file, model, layers }: SelectedLayers): void {
    const { run } = this;
    if (run?.file === file && run.state.model === model) this.send({ kind: 'select', layers });
  }

  private async reveal(layer: string): Promise<void> {
    const { run } = this;
    if (run?.file === undefined) return;
    await revealRange(await this.services.language.originOf(run.file, layer, run.state.model));
  }

  private async save(chart: string): Promise<void> {
    const state = this.run?.state;
    if (!state) return;
    const place = await askWhereToSave({
      title: 'Save Chart',
      name: `${state.model}-${chart.replaceAll(/[^\w.-]+/g, '-')}`,
      folder: vscode.Uri.file(state.folder),
      formats: chartFormats,
    });
    if (!place) return;
    this.wanted = place.uri;
    this.send({ kind: 'render', chart, format: place.format as PictureFormat });
  }

  private async write(content: string | Uint8Array): Promise<void> {
    const uri = this.wanted;
    this.wanted = undefined;
    if (uri) await writeContent(uri, content);
  }
}
