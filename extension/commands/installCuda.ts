// Netwright: Install CUDA Provider. Says what it downloads, asks, and shows progress with a cancel.

import * as vscode from 'vscode';
import {
  cudaPackage,
  installCuda as install,
  reasonAgainstCuda,
} from '../../engine/providers/installCuda.ts';

export async function installCuda(modulePath: string): Promise<void> {
  const reason = reasonAgainstCuda(process.platform, process.arch);
  if (reason !== undefined) {
    void vscode.window.showInformationMessage(reason);
    return;
  }
  const detail =
    `This downloads ${cudaPackage.name}, some hundred megabytes, from ${cudaPackage.url}, and puts its three libraries beside a ` +
    'copy of ONNX Runtime in your cache folder. An NVIDIA card, its driver, CUDA 12 and cuDNN 9 are needed too.';
  const question = "Install ONNX Runtime's CUDA provider?";
  const agreed = await vscode.window.showInformationMessage(question, { modal: true, detail }, 'Download');
  if (agreed !== 'Download') return;
  const cancel = new AbortController();
  const title = 'Installing the CUDA provider';
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  try {
    const { problem } = await vscode.window.withProgress(options, (progress, cancellation) => {
      cancellation.onCancellationRequested(() => cancel.abort(new Error('Cancelled.')));
      return install({ modulePath, signal: cancel.signal, onProgress: reportTo(progress) });
    });
    if (problem === undefined) void vscode.window.showInformationMessage('The device `cuda` works.');
    else void vscode.window.showWarningMessage(`The CUDA provider is installed. ${problem}`);
  } catch (failure) {
    if (cancel.signal.aborted) return;
    void vscode.window.showErrorMessage(failure instanceof Error ? failure.message : String(failure));
  }
}

function reportTo(progress: vscode.Progress<{ message?: string; increment?: number }>) {
  let shown = 0;
  return (done: number, total: number | undefined) => {
    const percent = (100 * done) / (total ?? cudaPackage.mostBytes);
    // A report for each chunk would be thousands.
    if (percent - shown < 1) return;
    progress.report({ increment: percent - shown, message: `${(done / 1e6).toFixed(0)} MB` });
    shown = percent;
  };
}
