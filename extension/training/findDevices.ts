// Asks an engine of its own where networks can be trained on this machine.

import type * as vscode from 'vscode';
import { type EngineClient, startEngine } from '../../engine/client/engineClient.ts';
import type { Requests } from '../../engine/protocol/messages.ts';
import { chosenRuntime } from '../profiling/chosenRuntime.ts';
import type { Lane } from './lane.ts';
import { trainingThreads } from './trainingThreads.ts';

export async function findDevices(
  modulePath: string,
  log: vscode.LogOutputChannel,
): Promise<Requests['devices']['result']> {
  return ask(modulePath, log, (engine) => engine.request('devices', {}));
}

/** Compares the devices with the processor, which takes seconds. */
export async function askForAutomaticDevice(modulePath: string, log: vscode.LogOutputChannel): Promise<Lane> {
  const threads = trainingThreads();
  const { device } = await ask(modulePath, log, (engine) => engine.request('automaticDevice', { threads }));
  return device;
}

async function ask<Answer>(
  modulePath: string,
  log: vscode.LogOutputChannel,
  request: (engine: EngineClient) => Promise<Answer>,
): Promise<Answer> {
  const engine = await startEngine({
    modulePath,
    environment: chosenRuntime(),
    log: (line) => log.info(line),
    graceMs: 200,
  });
  try {
    return await request(engine);
  } finally {
    await engine.dispose();
  }
}
