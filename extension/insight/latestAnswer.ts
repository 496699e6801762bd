// Asks an engine of its own, one question at a time: of those that come meanwhile only the last is asked.

import type * as vscode from 'vscode';
import { type EngineClient, startEngine } from '../../engine/client/engineClient.ts';
import { chosenRuntime } from '../profiling/chosenRuntime.ts';

export class LatestAnswer<Question> {
  private engine: Promise<EngineClient> | undefined;
  private next: Question | undefined;
  private busy = false;

  constructor(
    private readonly enginePath: string,
    private readonly log: vscode.LogOutputChannel,
    private readonly work: (engine: EngineClient, question: Question) => Promise<void>,
    private readonly failed: (message: string) => unknown,
  ) {}

  async ask(question: Question): Promise<void> {
    this.next = question;
    if (this.busy) return;
    this.busy = true;
    while (this.next !== undefined) {
      const asked = this.next;
      this.next = undefined;
      try {
        this.engine ??= this.start();
        await this.work(await this.engine, asked);
      } catch (failure) {
        await this.end();
        this.failed(failure instanceof Error ? failure.message : String(failure));
      }
    }
    this.busy = false;
  }

  /** A question came while this one was worked on: its answer is not wanted any more. */
  get outdated(): boolean {
    return this.next !== undefined;
  }

  /** Ends the engine; a later question starts another. */
  async end(): Promise<void> {
    const { engine } = this;
    this.engine = undefined;
    await engine?.then(
      (running) => running.dispose(),
      () => undefined,
    );
  }

  private start(): Promise<EngineClient> {
    const log = (line: string) => this.log.info(line);
    return startEngine({
      modulePath: this.enginePath,
      environment: chosenRuntime(),
      log,
      graceMs: 200,
    });
  }
}
