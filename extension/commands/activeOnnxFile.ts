// The ONNX file that is looked at.

import * as vscode from 'vscode';
import { isOnnxFile } from '../panels/onnxOperators.ts';

/** Undefined where another editor is active. */
export function activeOnnxFile(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputCustom && isOnnxFile(input.uri) ? input.uri : undefined;
}
