// Threads of the engine, as the settings have them.

import { availableParallelism } from 'node:os';
import * as vscode from 'vscode';
import { settingIds } from '../contributions.ts';

/** The setting, or as many as there are cores. */
export function trainingThreads(): number {
  return vscode.workspace.getConfiguration().get<number>(settingIds.threads, 0) || availableParallelism();
}
