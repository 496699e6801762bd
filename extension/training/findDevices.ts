// Asks an engine of its own where networks can be trained on this machine.

import type * as vscode from 'vscode';
import { startEngine } from '../../engine/client/engineClient.ts';
import type { Requests } from '../../engine/protocol/messages.ts';
import { chosenRuntime } from '../profiling/chosenRuntime.ts';

export async function findDevices(
  modulePath: string,
  log: vscode.LogOutputChannel,
): Promise<Requests['devices']['result']> {
  const engine = await startEngine({
    modulePath,
    environment: chosenRuntime(),
    log: (line) => log.info(line),
    graceMs: 200,
  });
  try {
    return await engine.request('devices', {});
  } finally {
    await engine.dispose();
  }
}
