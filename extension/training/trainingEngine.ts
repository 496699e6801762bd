// The engine behind a run: a process of our own, or another window's that is followed.

import type { ControlRequest } from '../../engine/protocol/control.ts';

export interface TrainingEngine {
  /** Ends the run between two steps, with a checkpoint. */
  stop(): Promise<void>;
  control(request: ControlRequest): Promise<void>;
  /** Lets the run go on without us. */
  release(): void;
  /** Ends the process, where it is ours. */
  dispose(): Promise<void>;
}
