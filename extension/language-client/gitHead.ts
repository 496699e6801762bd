// The texts of the last commit, through the Git extension that comes with VS Code.

import * as vscode from 'vscode';

/* The part of the Git extension's interface that is used here. */

interface GitRepository {
  readonly state: {
    readonly HEAD: { readonly commit?: string | undefined } | undefined;
    readonly onDidChange: vscode.Event<void>;
  };
  /** The text of a file, by its path in the file system; rejects where the commit does not have it. */
  show(ref: string, path: string): Promise<string>;
}

interface GitApi {
  readonly repositories: readonly GitRepository[];
  readonly onDidOpenRepository: vscode.Event<GitRepository>;
  readonly onDidCloseRepository: vscode.Event<GitRepository>;
  getRepository(uri: vscode.Uri): GitRepository | null;
}

interface GitExtension {
  readonly enabled: boolean;
  readonly onDidChangeEnablement: vscode.Event<boolean>;
  getAPI(version: 1): GitApi;
}

export type HeadTexts = Readonly<Record<string, string | null>>;

/** Without Git, without a repository or without a commit there is nothing to compare with, and nothing fails. */
export class GitHead implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  /** Fires when another commit is the last one, or a repository comes or goes. */
  readonly onDidChange = this.changed.event;
  private api: GitApi | undefined;
  private readonly subscriptions: vscode.Disposable[] = [this.changed];
  private readonly texts = new Map<string, Promise<string | null>>();

  constructor(private readonly log: vscode.LogOutputChannel) {
    void this.connect();
  }

  /** The last commit of the repository around a document. */
  commitOf(document: vscode.Uri): string | undefined {
    if (document.scheme !== 'file') return undefined;
    return this.api?.getRepository(document)?.state.HEAD?.commit;
  }

  /** The text of a file in the last commit of its repository; null where that does not have it. */
  textOf(file: vscode.Uri): Promise<string | null> {
    const repository = file.scheme === 'file' ? this.api?.getRepository(file) : undefined;
    const commit = repository?.state.HEAD?.commit;
    if (!repository || commit === undefined) return Promise.resolve(null);
    const key = `${commit} ${file.toString()}`;
    let text = this.texts.get(key);
    if (text === undefined) {
      // A file that was never committed is no failure.
      text = repository.show(commit, file.fsPath).catch(() => null);
      this.texts.set(key, text);
    }
    return text;
  }

  /** The text of a file in a revision of its repository; null where that, or the file in it, is not there. */
  async textAt(file: vscode.Uri, revision: string): Promise<string | null> {
    // Git would take it for an option, some of which write files.
    if (revision.startsWith('-')) return null;
    const repository = file.scheme === 'file' ? this.api?.getRepository(file) : undefined;
    return (await repository?.show(revision, file.fsPath).catch(() => null)) ?? null;
  }

  dispose(): void {
    for (const subscription of this.subscriptions.splice(0)) subscription.dispose();
  }

  private async connect(): Promise<void> {
    const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
    if (!extension) return;
    try {
      const git = await extension.activate();
      this.subscriptions.push(git.onDidChangeEnablement(() => this.use(git)));
      this.use(git);
    } catch (failure) {
      this.log.info(`Nothing is compared with the last commit: ${String(failure)}`);
    }
  }

  /** The interface exists only while Git is enabled in the settings, and found. */
  private use(git: GitExtension): void {
    this.api = git.enabled ? git.getAPI(1) : undefined;
    if (this.api) {
      for (const repository of this.api.repositories) this.follow(repository);
      this.subscriptions.push(
        this.api.onDidOpenRepository((repository) => this.follow(repository)),
        this.api.onDidCloseRepository(() => this.changed.fire()),
      );
    }
    this.changed.fire();
  }

  private follow({ state }: GitRepository): void {
    let commit = state.HEAD?.commit;
    this.changed.fire();
    // The state changes with every file that is saved; only another commit has other texts.
    this.subscriptions.push(
      state.onDidChange(() => {
        if (state.HEAD?.commit === commit) return;
        commit = state.HEAD?.commit;
        this.texts.clear();
        this.changed.fire();
      }),
    );
  }
}
