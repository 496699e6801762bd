// Engines made of a few lines of script: for what a real one does not do on command.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type EngineClient, type EngineOptions, startEngine } from '../../engine/client/engineClient.ts';
import { PROTOCOL_VERSION } from '../../engine/protocol/messages.ts';
import { temporaryFolder } from '../engine/training/temporaryFolder.ts';

/** A script that behaves: ready, handshake, and `answer(message)` for the rest. */
export function behaving(answer: string): string {
  return `
    const reply = (id, result) => process.send({ kind: 'reply', id, result });
    const event = (id, event) => process.send({ kind: 'event', id, event });
    const fail = (id, problem) => process.send({ kind: 'failure', id, problem });
    process.on('disconnect', () => process.exit(0));
    process.on('message', (message) => {
      if (message.method === 'handshake') {
        reply(message.id, { protocolVersion: ${PROTOCOL_VERSION}, runtimeVersion: 'fake', pid: process.pid });
      } else { ${answer} }
    });
    process.send({ kind: 'ready', protocolVersion: ${PROTOCOL_VERSION} });
  `;
}

export interface FakeEngine {
  readonly engine: EngineClient;
  readonly logged: string[];
}

export async function startFake(script: string, options: Partial<EngineOptions> = {}): Promise<FakeEngine> {
  const modulePath = join(temporaryFolder(), 'engine.cjs');
  writeFileSync(modulePath, script);
  const logged: string[] = [];
  const engine = await startEngine({ modulePath, log: (line) => logged.push(line), ...options });
  onTestFinished(() => engine.dispose());
  return { engine, logged };
}
