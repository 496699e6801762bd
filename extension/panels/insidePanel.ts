// The panel "Look Inside": what a run's network makes of an image, asked of an engine that lives as long as the panel.

import * as vscode from 'vscode';
import type { EngineClient } from '../../engine/client/engineClient.ts';
import type { FromInside, InsideChoice, KeptInside, ToInside } from '../../webview/protocol/inside.ts';
import { commandIds } from '../contributions.ts';
import { LatestAnswer } from '../insight/latestAnswer.ts';
import { readTrainedRun, type TrainedRun } from '../insight/trainedRun.ts';
import type { LanguageService } from '../language-client/languageClient.ts';
import type { LayerSelection, SelectedLayers } from './layerSelection.ts';
import { revealRange } from './revealRange.ts';
import { SinglePanel } from './singlePanel.ts';

export interface InsideServices {
  readonly enginePath: string;
  readonly language: LanguageService;
  readonly selection: LayerSelection;
}

export class InsidePanel extends SinglePanel<FromInside, ToInside, KeptInside> {
  private run: TrainedRun | undefined;
  private choice: InsideChoice = { image: { index: 0 }, layer: '', method: 'gradient' };
  private last: ToInside | undefined;
  private readonly answers: LatestAnswer<InsideChoice>;
  private readonly subscription: vscode.Disposable;

  constructor(
    context: vscode.ExtensionContext,
    private readonly services: InsideServices,
    log: vscode.LogOutputChannel,
  ) {
    super(
      {
        viewType: 'netwright.inside',
        title: 'Look Inside',
        icon: 'diagram',
        bundle: 'inside',
        page: { id: 'inside', title: 'Look Inside' },
      },
      context,
      log,
    );
    this.answers = new LatestAnswer(
      services.enginePath,
      log,
      (engine, choice) => this.look(engine, choice),
      // An engine that ends because the view was closed has nothing to tell.
      (message) => this.isOpen && this.tell({ kind: 'problem', message }),
    );
    this.subscription = services.selection.onDidChange((selected) => this.follow(selected));
  }

  /** Looks at a validation image, the first where none is named, with the network of this run. */
  async lookAt(folder: string, index = 0): Promise<void> {
    this.run = await readTrainedRun(folder);
    const { layers } = this.run.network;
    const known = layers.some(({ path }) => path === this.choice.layer);
    const first = layers.find(({ kind }) => kind === 'conv') ?? layers[1] ?? layers[0]!;
    this.choose({ ...this.choice, image: { index }, layer: known ? this.choice.layer : first.path });
    this.open();
  }

  override dispose(): void {
    this.subscription.dispose();
    void this.answers.end();
    super.dispose();
  }

  protected override restore(kept: KeptInside | undefined): void {
    if (kept === undefined) return;
    this.lookAt(kept.folder).catch((failure: Error) =>
      this.tell({ kind: 'problem', message: failure.message }),
    );
  }

  protected override show(): void {
    if (!this.run) {
      this.send(this.last ?? { kind: 'empty' });
      return;
    }
    this.sendSubject(this.run);
    if (this.last) this.send(this.last);
  }

  protected override closed(): void {
    this.last = undefined;
    void this.answers.end();
  }

  protected override receive(message: FromInside): void {
    switch (message.kind) {
      case 'choose':
        this.choose(message.choice);
        break;
      case 'openImage':
        void this.openImage();
        break;
      case 'openRun':
        void vscode.commands.executeCommand(commandIds.lookInside);
        break;
      case 'reveal':
        void this.reveal(message.layer);
        break;
    }
  }

  private choose(choice: InsideChoice): void {
    this.choice = choice;
    if (this.run) this.sendSubject(this.run);
    void this.answers.ask(choice);
  }

  private async look(engine: EngineClient, choice: InsideChoice): Promise<void> {
    const { run } = this;
    if (!run) return;
    this.tell({ kind: 'working', choice });
    const insight = await engine.request('lookInside', { ...run.request, ...choice });
    if (!this.answers.outdated) this.tell({ kind: 'insight', choice, insight });
  }

  private tell(message: ToInside): void {
    this.last = message;
    this.send(message);
  }

  private sendSubject({ network, folder }: TrainedRun): void {
    const layers = network.layers.map(({ path }) => path);
    const subject = { model: network.name, folder, layers };
    this.send({ kind: 'subject', subject, choice: this.choice });
  }

  /** A layer that is chosen in the diagram of this run's network. */
  private follow({ model, layers: [layer] }: SelectedLayers): void {
    const { network } = this.run ?? {};
    const known = network?.name === model && network.layers.some(({ path }) => path === layer);
    if (this.visible && known && layer !== undefined && layer !== this.choice.layer) {
      this.choose({ ...this.choice, layer });
    }
  }

  private async openImage(): Promise<void> {
    const [file] =
      (await vscode.window.showOpenDialog({
        canSelectMany: false,
        filters: { Images: ['png', 'jpg', 'jpeg', 'webp'] },
        openLabel: 'Look',
        title: 'Choose an Image',
      })) ?? [];
    if (file) this.choose({ ...this.choice, image: { file: file.fsPath } });
  }

  private async reveal(layer: string): Promise<void> {
    if (!this.run) return;
    const { sourceFile, model } = this.run.record;
    const file = vscode.Uri.file(sourceFile).toString();
    await revealRange(await this.services.language.originOf(file, layer, model));
  }
}
