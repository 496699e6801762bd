// The ONNX Runtime that the user's settings choose for the engine.

import * as vscode from 'vscode';
import { runtimeEnvironment } from '../../engine/client/cudaRuntimeFolder.ts';
import { settingIds } from '../contributions.ts';

/** What an engine's environment gains: nothing where the setting is empty. */
export function chosenRuntime(): Readonly<Record<string, string>> {
  const folder = vscode.workspace.getConfiguration().get(settingIds.runtimePath, '');
  return folder === '' ? {} : runtimeEnvironment(folder);
}
