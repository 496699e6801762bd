// One trial before training at a time: an engine of its own, which is gone when the trial is over or cancelled.

import type * as vscode from 'vscode';
import { type EngineClient, startEngine } from '../../engine/client/engineClient.ts';
import type { EventOf, Requests } from '../../engine/protocol/messages.ts';
import { chosenRuntime } from '../profiling/chosenRuntime.ts';

export type TrialName = 'findLearningRate' | 'overfit';

export class TrialRunner {
  private busy = false;

  constructor(
    private readonly enginePath: string,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  get active(): boolean {
    return this.busy;
  }

  /** Undefined where it was cancelled: a trial leaves nothing behind, so its engine simply ends. */
  async run<M extends TrialName>(
    method: M,
    request: Requests[M]['parameters'],
    cancellation: vscode.CancellationToken,
    onEvent: (event: EventOf<M>) => void,
  ): Promise<Requests[M]['result'] | undefined> {
    this.busy = true;
    let engine: EngineClient | undefined;
    const subscription = cancellation.onCancellationRequested(() => void engine?.dispose());
    try {
      const log = (line: string) => this.log.info(line);
      engine = await startEngine({
        modulePath: this.enginePath,
        environment: chosenRuntime(),
        log,
        graceMs: 200,
      });
      if (cancellation.isCancellationRequested) return undefined;
      return await engine.request(method, request, onEvent);
    } catch (failure) {
      if (cancellation.isCancellationRequested) return undefined;
      throw failure;
    } finally {
      subscription.dispose();
      await engine?.dispose();
      this.busy = false;
    }
  }
}
