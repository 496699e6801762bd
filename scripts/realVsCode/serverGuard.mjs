// Runs code-server as its child and ends it when the process that asked for it ends, even when that was killed.
import { spawn } from 'node:child_process';
import { killSession, sessionVariable } from './sessionProcesses.mjs';

const server = spawn(process.execPath, process.argv.slice(2), { stdio: ['ignore', 'inherit', 'inherit'] });
server.on('exit', (exitCode) => endAll(exitCode ?? 1));

// The asking process holds the other end of standard input, which the system closes however that process ends.
process.stdin.on('close', () => endAll(0));
process.stdin.resume();

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => endAll(0));
}

/** @param {number} exitCode */
function endAll(exitCode) {
  killSession(process.env[sessionVariable] ?? '');
  process.exit(exitCode);
}
