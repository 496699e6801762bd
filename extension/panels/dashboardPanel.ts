// The training view: hands the current run to its page, and the page's wishes to the run.

import * as vscode from 'vscode';
import type { FromDashboard, PictureFormat, ToDashboard } from '../../webview/protocol/dashboard.ts';
import { commandIds } from '../contributions.ts';
import type { LanguageService } from '../language-client/languageClient.ts';
import { RunFeed } from '../training/runFeed.ts';
import type { RunRecord } from '../training/runRecord.ts';
import type { TrainingController } from '../training/trainingController.ts';
import type { LayerSelection, SelectedLayers } from './layerSelection.ts';
import { revealFolder } from './revealFolder.ts';
import { revealRange } from './revealRange.ts';
import { askWhereToSave, chartFormats, writeContent } from './saveContent.ts';
import { SinglePanel } from './singlePanel.ts';

export interface DashboardServices {
  readonly training: TrainingController;
  readonly language: LanguageService;
  readonly selection: LayerSelection;
}

export class DashboardPanel extends SinglePanel<FromDashboard, ToDashboard> {
  private readonly feed = new RunFeed((message) => this.send(message));
  private readonly subscriptions: vscode.Disposable[];
  /** Where the chart that the page draws is to be written. */
  private wanted: vscode.Uri | undefined;
  /** A run of an earlier time, until one is trained. */
  private viewed: RunRecord | undefined;

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
    this.subscriptions = [
      selection.onDidChange((selected) => this.select(selected)),
      training.onDidStart((run) => this.view(run)),
      training.onDidChange(() => this.feed.changed()),
    ];
  }

  override dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    this.feed.dispose();
    super.dispose();
  }

  /** Shows a run of an earlier time; the one that is trained goes on, and is back with `openCurrent`. */
  openEarlier(run: RunRecord): void {
    this.view(run);
    this.open();
  }

  /** Shows the run that is trained, or was last. */
  openCurrent(): void {
    if (this.viewed) this.view(this.services.training.run);
    this.open();
  }

  private view(run: RunRecord | undefined): void {
    this.viewed = run === this.services.training.run ? undefined : run;
    this.feed.start(run);
  }

  private get run(): RunRecord | undefined {
    return this.viewed ?? this.services.training.run;
  }

  protected override show(): void {
    const { selection } = this.services;
    this.feed.start(this.run);
    if (selection.current) this.select(selection.current);
  }

  protected override receive(message: FromDashboard): void {
    const { training } = this.services;
    const folder = this.run?.state.folder;
    const run = (command: string, ...words: unknown[]) =>
      void vscode.commands.executeCommand(command, ...words);
    switch (message.kind) {
      case 'stop':
        run(commandIds.stopTraining);
        break;
      case 'pause':
        run(commandIds.pauseTraining);
        break;
      case 'resume':
        run(commandIds.resumeTraining, folder);
        break;
      case 'learningRate':
        run(commandIds.changeLearningRate, message.learningRate);
        break;
      case 'internals':
        void training.watch(message.every);
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
