// Netwright: Stop Training.

import * as vscode from 'vscode';
import type { TrainingController } from '../training/trainingController.ts';

export async function stopTraining(training: TrainingController): Promise<void> {
  if (training.active) await training.stop();
  else void vscode.window.showInformationMessage('No network is being trained.');
}
