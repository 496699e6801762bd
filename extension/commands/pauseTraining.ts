// Netwright: Pause Training.

import * as vscode from 'vscode';
import type { TrainingController } from '../training/trainingController.ts';

export async function pauseTraining(training: TrainingController): Promise<void> {
  if (training.active) await training.pause();
  else void vscode.window.showInformationMessage('No network is being trained.');
}
