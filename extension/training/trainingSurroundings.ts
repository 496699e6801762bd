// What runs need of the editor: its settings, its log, and engines.

import * as vscode from 'vscode';
import { startEngine } from '../../engine/client/engineClient.ts';
import { settingIds } from '../contributions.ts';
import { chosenRuntime } from '../profiling/chosenRuntime.ts';
import type { AutoDevice } from './autoDevice.ts';
import type { RunSurroundings } from './trainingRun.ts';
import type { TrainingRuns } from './trainingRuns.ts';

export function trainingSurroundings(modulePath: string, log: vscode.LogOutputChannel): RunSurroundings {
  const outlives = () => vscode.workspace.getConfiguration().get(settingIds.outlive, true);
  return {
    log,
    outlives,
    startEngine: () =>
      startEngine({
        modulePath,
        environment: chosenRuntime(),
        log: (line) => log.info(line),
        detached: outlives(),
      }),
  };
}

/** What an engine chose is what the next one would choose, as long as it is the same runtime. */
export function followAutomaticChoices(training: TrainingRuns, auto: AutoDevice): vscode.Disposable {
  return vscode.Disposable.from(
    training.onDidStart(({ automatic, lane }) => automatic && lane && auto.learn(lane)),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(settingIds.runtimePath)) auto.forget();
    }),
  );
}
