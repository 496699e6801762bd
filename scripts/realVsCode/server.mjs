// Starts and stops a real VS Code (code-server) on a free port of this machine.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runOrFail } from './runProgram.mjs';
import { killSession, sessionVariable } from './sessionProcesses.mjs';

const guardScript = fileURLToPath(new URL('./serverGuard.mjs', import.meta.url));
const startTimeoutMs = 60_000;
const stopTimeoutMs = 10_000;

/**
 * Installs a packaged extension into an extensions folder.
 * @type {import('./types.ts').InstallExtension}
 */
export async function installExtension({ vsCode, vsix, userDataDir, extensionsDir }) {
  const config = await writeConfig(userDataDir);
  const parameters = [vsCode.entry, '--config', config, '--user-data-dir', userDataDir];
  parameters.push('--extensions-dir', extensionsDir, '--install-extension', vsix, '--force');
  await runOrFail(`Installing ${vsix} in VS Code`, vsCode.node, parameters, {
    environment: serverEnvironment(),
  });
}

/**
 * Starts a server and resolves when it accepts connections; what it wrote is part of the error when it does not.
 * @type {import('./types.ts').StartServer}
 */
export async function startServer(options) {
  const sessionId = randomUUID();
  const guard = await spawnGuard(options, sessionId);
  let log = '';
  const collect = (/** @type {Buffer} */ chunk) => {
    log += chunk.toString();
  };
  guard.stdout.on('data', collect);
  guard.stderr.on('data', collect);
  // A guard that has gone makes its standard input fail, which is news that `ended` brings already.
  guard.stdin.on('error', () => undefined);
  const killNow = () => killSession(sessionId);
  process.once('exit', killNow);
  /** @type {Promise<void>} */
  const ended = new Promise((resolve) => {
    guard.once('error', () => resolve());
    guard.once('exit', () => resolve());
  });
  const stop = async () => {
    guard.stdin.end();
    await Promise.race([ended, delay(stopTimeoutMs)]);
    killNow();
    process.off('exit', killNow);
  };
  try {
    const url = await listeningAddress(() => log, ended);
    return { url, pid: guard.pid ?? 0, sessionId, log: () => log, ended, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * @param {import('./types.ts').ServerOptions} options
 * @param {string} sessionId
 */
async function spawnGuard({ vsCode, userDataDir, extensionsDir, workspace, environment }, sessionId) {
  const parameters = [vsCode.entry, '--config', await writeConfig(userDataDir), '--auth', 'none'];
  // With port 0 the system picks a free one, which two servers that start at once cannot both get.
  parameters.push(
    '--bind-addr',
    '127.0.0.1:0',
    '--user-data-dir',
    userDataDir,
    '--extensions-dir',
    extensionsDir,
  );
  parameters.push('--disable-telemetry', '--disable-update-check', '--disable-workspace-trust');
  parameters.push('--disable-getting-started-override', workspace);
  return spawn(vsCode.node, [guardScript, ...parameters], {
    env: { ...serverEnvironment(), ...environment, [sessionVariable]: sessionId },
    // A group of its own keeps Ctrl+C in the terminal for the asking process, which then stops the server.
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

/**
 * The environment without what would make code-server hand the request to a VS Code that is already open, or
 * listen elsewhere.
 */
function serverEnvironment() {
  const misleading =
    /^(PORT|PASSWORD|HASHED_PASSWORD|NODE_OPTIONS|VSCODE_.*|CODE_SERVER_.*|CS_.*|VITEST.*|NODE_ENV)$/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !misleading.test(name)));
}

/**
 * Without a file of its own, code-server writes its configuration into the user's home.
 * @param {string} userDataDir
 */
async function writeConfig(userDataDir) {
  await mkdir(userDataDir, { recursive: true });
  const config = join(userDataDir, 'code-server.yaml');
  await writeFile(config, 'auth: none\n');
  return config;
}

/**
 * @param {() => string} log
 * @param {Promise<void>} ended
 * @returns {Promise<string>}
 */
async function listeningAddress(log, ended) {
  let hasEnded = false;
  void ended.then(() => {
    hasEnded = true;
  });
  for (const deadlineMs = Date.now() + startTimeoutMs; Date.now() < deadlineMs; await delay(50)) {
    const address = log().match(/HTTP server listening on (http:\S+)/)?.[1];
    if (address !== undefined) return address;
    if (hasEnded) throw new Error(`VS Code's server ended before it was ready. It wrote:\n${log()}`);
  }
  throw new Error(`VS Code's server was not ready after ${startTimeoutMs / 1000} s. It wrote:\n${log()}`);
}

/**
 * @param {number} durationMs
 * @returns {Promise<void>}
 */
function delay(durationMs) {
  return new Promise((resolve) => {
    setTimeout(resolve, durationMs).unref();
  });
}
