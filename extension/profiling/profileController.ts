// One profile at a time: starts an engine for it, keeps the newest result, and tells its viewers.

import * as vscode from 'vscode';
import { type EngineClient, startEngine } from '../../engine/client/engineClient.ts';
import type { Profile, ProfileRequest, Timeline } from '../../engine/protocol/profile.ts';
import { UserError } from '../../engine/userError.ts';
import { contextKeys } from '../contributions.ts';
import { chosenRuntime } from './chosenRuntime.ts';

/** What is profiled: the request, and what it came from. */
export interface ProfileSubject {
  /** URI of the text. */
  readonly file: string;
  readonly request: ProfileRequest;
  /** Whether the text has a recipe for the model. */
  readonly trainable: boolean;
}

export type ProfileState =
  | { readonly kind: 'empty' }
  | { readonly kind: 'measuring'; readonly subject: ProfileSubject }
  | {
      readonly kind: 'done';
      readonly file: string;
      readonly recipe: string | undefined;
      readonly trainable: boolean;
      readonly profile: Profile;
      /** Absent where the profile was restored after a reload of the window. */
      readonly trace: string | undefined;
      readonly timeline: Timeline | undefined;
    }
  | { readonly kind: 'failed'; readonly message: string };

export class ProfileController implements vscode.Disposable {
  private current: ProfileState = { kind: 'empty' };
  private engine: EngineClient | undefined;
  private cancelled = false;
  private readonly changed = new vscode.EventEmitter<ProfileState>();
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly enginePath: string,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  get state(): ProfileState {
    return this.current;
  }

  get measuring(): boolean {
    return this.current.kind === 'measuring';
  }

  /** Measures; what goes wrong is in the state. A cancelled profile leaves what was shown before. */
  async profile(subject: ProfileSubject): Promise<void> {
    const before = this.current.kind === 'done' ? this.current : ({ kind: 'empty' } as const);
    this.cancelled = false;
    this.become({ kind: 'measuring', subject });
    try {
      const { profile, trace, timeline } = await this.ask(subject.request);
      const { file, trainable, request } = subject;
      this.become({ kind: 'done', file, recipe: request.recipe?.name, trainable, profile, trace, timeline });
    } catch (failure) {
      this.become(this.cancelled ? before : this.failed(failure));
    }
  }

  /** Ends the measurement at once: nothing of it is kept. */
  stop(): void {
    this.cancelled = true;
    void this.engine?.dispose();
  }

  /** Takes up a profile of before a reload of the window. */
  restore(state: Omit<Extract<ProfileState, { kind: 'done' }>, 'kind' | 'trace' | 'timeline'>): void {
    if (this.current.kind !== 'empty') return;
    this.become({ ...state, kind: 'done', trace: undefined, timeline: undefined });
  }

  dispose(): void {
    this.changed.dispose();
    void this.engine?.dispose();
  }

  private async ask(request: ProfileRequest) {
    const engine = await startEngine({
      modulePath: this.enginePath,
      environment: chosenRuntime(),
      log: (line) => this.log.info(line),
      graceMs: 200,
    });
    this.engine = engine;
    try {
      if (this.cancelled) throw new UserError('engine.stopped', 'The profile was stopped.');
      return await engine.request('profile', request);
    } finally {
      this.engine = undefined;
      await engine.dispose();
    }
  }

  private failed(failure: unknown): ProfileState {
    if (!(failure instanceof UserError)) this.log.error(failure instanceof Error ? failure : String(failure));
    return { kind: 'failed', message: failure instanceof Error ? failure.message : String(failure) };
  }

  private become(state: ProfileState): void {
    this.current = state;
    const profiled = state.kind === 'done' && state.trace !== undefined;
    void vscode.commands.executeCommand('setContext', contextKeys.profiled, profiled);
    this.changed.fire(state);
  }
}
