// The profile's view: hands the newest profile to its page, and goes to the line of a layer that is clicked.

import * as vscode from 'vscode';
import type { FromProfilePage, KeptProfile, ToProfilePage } from '../../webview/protocol/profile.ts';
import { commandIds } from '../contributions.ts';
import type { LanguageService } from '../language-client/languageClient.ts';
import type { ProfileController, ProfileState } from '../profiling/profileController.ts';
import { revealRange } from './revealRange.ts';
import { SinglePanel } from './singlePanel.ts';

export class ProfilePanel extends SinglePanel<FromProfilePage, ToProfilePage, KeptProfile> {
  private readonly subscription: vscode.Disposable;

  constructor(
    context: vscode.ExtensionContext,
    private readonly profiles: ProfileController,
    private readonly language: LanguageService,
    log: vscode.LogOutputChannel,
  ) {
    super(
      {
        viewType: 'netwright.profile',
        title: 'Profile',
        icon: 'profile',
        bundle: 'profile',
        page: { id: 'profile', title: 'Profile' },
        keepsMuch: true,
      },
      context,
      log,
    );
    this.subscription = profiles.onDidChange(() => this.show());
  }

  override dispose(): void {
    this.subscription.dispose();
    super.dispose();
  }

  protected override restore(kept: KeptProfile | undefined): void {
    if (kept?.record === undefined) return;
    const { file, recipe, profile } = kept.record;
    this.profiles.restore({ file, recipe, profile, trainable: recipe !== undefined });
  }

  protected override show(): void {
    this.send(messageOf(this.profiles.state));
  }

  protected override receive(message: FromProfilePage): void {
    switch (message.kind) {
      case 'reveal':
        void this.reveal(message.path);
        break;
      case 'profile':
        void this.profileAgain(message.choice);
        break;
      case 'stop':
        this.profiles.stop();
        break;
      case 'saveTrace':
        void vscode.commands.executeCommand(commandIds.saveProfileTrace);
        break;
    }
  }

  private async profileAgain(choice: Extract<FromProfilePage, { kind: 'profile' }>['choice']): Promise<void> {
    const { state } = this.profiles;
    const words =
      state.kind === 'done' ? [vscode.Uri.parse(state.file), state.profile.model, choice] : [undefined];
    await vscode.commands.executeCommand(commandIds.profile, ...words);
  }

  private async reveal(path: string): Promise<void> {
    const { state } = this.profiles;
    if (state.kind !== 'done') return;
    await revealRange(await this.language.originOf(state.file, path, state.profile.model));
  }
}

function messageOf(state: ProfileState): ToProfilePage {
  switch (state.kind) {
    case 'empty':
    case 'failed':
      return state;
    case 'measuring': {
      const { network, recipe } = state.subject.request;
      return {
        kind: 'measuring',
        model: network.name,
        mode: recipe === undefined ? 'inference' : 'training',
      };
    }
    case 'done': {
      const { file, recipe, profile, trace, timeline, trainable } = state;
      const record = { file, profile, ...(recipe === undefined ? {} : { recipe }) };
      return { kind: 'profile', record, trace: trace !== undefined, timeline, trainable };
    }
  }
}
