// Has measured what can be laid over a diagram's layers.

import * as vscode from 'vscode';
import { commandIds } from '../contributions.ts';

/** Ends when the times are there; what a training looks at is chosen in its view. */
export async function measureLayers(
  what: 'time' | 'training',
  document: vscode.Uri,
  model: string | undefined,
): Promise<void> {
  if (what === 'time') await vscode.commands.executeCommand(commandIds.profile, document, model);
  else await vscode.commands.executeCommand(commandIds.openTraining);
}
