// Netwright: Remove CUDA Provider. Undoes Install CUDA Provider, after asking.

import * as vscode from 'vscode';
import { cudaRuntimeFolder } from '../../engine/client/cudaRuntimeFolder.ts';
import { removeCuda as remove } from '../../engine/providers/installCuda.ts';

export async function removeCuda(): Promise<void> {
  const detail = `It lies in ${cudaRuntimeFolder()}. Networks are then trained with the bundled runtime; a run that goes on is not disturbed.`;
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
