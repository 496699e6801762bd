// What runs and their commands use of the editor, in memory.

/** What was done to the editor since `forget`, in order. */
export const done = {
  contexts: [] as unknown[],
  commands: [] as (readonly unknown[])[],
  messages: [] as string[],
  questions: [] as { readonly message: string; readonly answers: readonly string[] }[],
  picks: [] as (readonly string[])[],
};

/** What the user answers: to a question the button, to a list the place. */
export const user = { answer: undefined as string | undefined, picks: undefined as number | undefined };

export function forget(): void {
  for (const list of Object.values(done)) list.length = 0;
  user.answer = user.picks = undefined;
}

export class EventEmitter<T> {
  private readonly listeners = new Set<(value: T) => void>();
  readonly event = (listener: (value: T) => void) => {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  };
  fire(value: T): void {
    for (const listener of [...this.listeners]) listener(value);
  }
  dispose(): void {
    this.listeners.clear();
  }
}

export const Uri = { file: (path: string) => ({ toString: () => `file://${path}` }) };
export const ProgressLocation = { Notification: 15, Window: 10 };
export const workspace = { getConfiguration: () => ({ get: (_: string, usual: unknown) => usual }) };

export const commands = {
  executeCommand: async (command: string, ...words: unknown[]) => {
    if (command === 'setContext') done.contexts.push(words[1]);
    else done.commands.push([command, ...words]);
  },
};

export const window = {
  withProgress: (
    _options: unknown,
    work: (progress: unknown, cancellation: unknown) => Promise<unknown>,
  ): Promise<unknown> =>
    work({ report: () => undefined }, { onCancellationRequested: () => ({ dispose: () => undefined }) }),
  showInformationMessage: async (message: string, ...answers: string[]) => {
    if (answers.length === 0) done.messages.push(message);
    else done.questions.push({ message, answers });
    return answers.length === 0 ? undefined : user.answer;
  },
  showErrorMessage: async (message: string) => {
    done.messages.push(message);
  },
  showQuickPick: async (items: readonly { readonly label: string; readonly description?: string }[]) => {
    done.picks.push(items.map(({ label, description }) => `${label}, ${description}`));
    return user.picks === undefined ? undefined : items[user.picks];
  },
};
