// The panel "Results": how a run's best weights do on the validation images, and which images are hard.

import * as vscode from 'vscode';
import type { EngineClient } from '../../engine/client/engineClient.ts';
import type { FromResults, KeptResults, ToResults } from '../../webview/protocol/results.ts';
import { commandIds } from '../contributions.ts';
import { LatestAnswer } from '../insight/latestAnswer.ts';
import { readTrainedRun, type TrainedRun } from '../insight/trainedRun.ts';
import { SinglePanel } from './singlePanel.ts';

/** How many of each kind of samples, and of augmented images, are shown. */
const shownSamples = 12;

export class ResultsPanel extends SinglePanel<FromResults, ToResults, KeptResults> {
  private run: TrainedRun | undefined;
  private last: ToResults = { kind: 'empty' };
  private stopped = false;
  private readonly answers: LatestAnswer<TrainedRun>;

  constructor(context: vscode.ExtensionContext, enginePath: string, log: vscode.LogOutputChannel) {
    super(
      {
        viewType: 'netwright.results',
        title: 'Results',
        icon: 'training',
        bundle: 'results',
        page: { id: 'results', title: 'Results' },
      },
      context,
      log,
    );
    this.answers = new LatestAnswer(
      enginePath,
      log,
      (engine, run) => this.measure(engine, run),
      (message) => this.tell(this.stopped ? { kind: 'empty' } : { kind: 'problem', message }),
    );
  }

  /** Measures the run's best weights, and shows how they do. */
  async showRun(folder: string): Promise<void> {
    this.run = await readTrainedRun(folder);
    this.open();
    void this.answers.ask(this.run);
  }

  override dispose(): void {
    void this.answers.end();
    super.dispose();
  }

  protected override restore(kept: KeptResults | undefined): void {
    if (kept === undefined) return;
    this.showRun(kept.folder).catch((failure: Error) =>
      this.tell({ kind: 'problem', message: failure.message }),
    );
  }

  protected override show(): void {
    this.send(this.last);
  }

  protected override closed(): void {
    this.stop();
  }

  protected override receive(message: FromResults): void {
    switch (message.kind) {
      case 'openRun':
        void vscode.commands.executeCommand(commandIds.showResults);
        break;
      case 'again':
        if (this.run) void this.answers.ask(this.run);
        break;
      case 'stop':
        this.stop();
        break;
      case 'inspect':
        void vscode.commands.executeCommand(commandIds.lookInside, this.run?.folder, message.index);
        break;
    }
  }

  private async measure(engine: EngineClient, run: TrainedRun): Promise<void> {
    const { folder, network, request } = run;
    this.stopped = false;
    this.tell({ kind: 'working', model: network.name, folder });
    const results = await engine.request('evaluate', {
      ...request,
      hardest: shownSamples,
      pictures: true,
      augmented: shownSamples,
    });
    await this.answers.end();
    this.tell({ kind: 'results', model: network.name, folder, results });
  }

  private stop(): void {
    this.stopped = true;
    void this.answers.end();
  }

  private tell(message: ToResults): void {
    this.last = message;
    this.send(message);
  }
}
