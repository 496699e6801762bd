// Netwright: Remove CUDA Provider. Undoes Install CUDA Provider, after asking.

import * as vscode from 'vscode';
import { removeCuda as remove } from '../../engine/providers/installCuda.ts';

export async function removeCuda(): Promise<void> {
  const detail =
    'It is deleted from your cache folder, and networks are trained with the bundled runtime. A run that goes on is not disturbed.';
  const question = "Remove ONNX Runtime's CUDA provider?";
  const agreed = await vscode.window.showInformationMessage(question, { modal: true, detail }, 'Remove');
  if (agreed !== 'Remove') return;
  try {
    const removed = await remove();
    void vscode.window.showInformationMessage(
      removed ? 'The CUDA provider is removed.' : 'No CUDA provider is installed.',
    );
  } catch (failure) {
    void vscode.window.showErrorMessage(failure instanceof Error ? failure.message : String(failure));
  }
}
