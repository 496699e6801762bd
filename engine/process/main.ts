// The engine process: listens on its channel, works, and ends when its parent does.

import { openChannel } from './channel.ts';
import { answerProbe, probeFlag } from './probe.ts';
import { RequestServer } from './requestServer.ts';
import { services } from './services.ts';

/** How long a job may take to write its checkpoint once the parent is gone. */
const graceMs = 8_000;

function main(): void {
  const channel = openChannel(
    (message) => void server.receive(message),
    () => void leaveWithParent(),
  );
  if (channel === undefined) {
    process.stderr.write(
      'This is the engine of Netwright: the editor and the command line start it. Run `netwright help`.\n',
    );
    process.exitCode = 2;
    return;
  }
  const server = new RequestServer(services, channel.send, (line) => process.stderr.write(`${line}\n`));

  async function leave(code: number): Promise<void> {
    setTimeout(() => process.exit(code), graceMs).unref();
    await server.stopJob();
    await channel?.flush();
    process.exit(code);
  }

  /** A run that is to outlive the parent has all the time it takes. */
  async function leaveWithParent(): Promise<void> {
    if (server.outliving === undefined) return leave(0);
    await server.outliving;
    process.exit(0);
  }

  async function failAndExit(error: unknown): Promise<void> {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    server.failAll(error);
    setTimeout(() => process.exit(1), 1_000).unref();
    await channel?.flush();
    process.exit(1);
  }

  process.title = 'netwright engine';
  // A parent that died takes its ends of the pipes with it; the checkpoint must still be written.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  process.on('uncaughtException', (error) => void failAndExit(error));
  process.on('unhandledRejection', (reason) => void failAndExit(reason));
  // Ctrl+C in a terminal reaches the whole group; the parent decides and asks for a stop.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => void leave(143));
  server.start();
}

if (process.argv[2] === probeFlag) void answerProbe(process.argv[3] ?? '', process.argv[4]);
else main();
