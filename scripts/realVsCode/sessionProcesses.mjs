// Finds and ends every process that belongs to one started server, children that detached themselves included.
import { readdirSync, readFileSync } from 'node:fs';

/** Children inherit this variable, so that it finds them even after their parent has gone. */
export const sessionVariable = 'NETWRIGHT_VSCODE_SESSION';

/**
 * The living processes of a server.
 * @type {import('./types.ts').SessionProcesses}
 */
export function sessionProcesses(sessionId) {
  const marker = `${sessionVariable}=${sessionId}`;
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger);
  return pids.flatMap((pid) => {
    const environment = readProcessFile(pid, 'environ');
    const commandLine = readProcessFile(pid, 'cmdline').join(' ').trim();
    return environment.includes(marker) && commandLine !== '' ? [{ pid, commandLine }] : [];
  });
}

/**
 * Ends every process of a server at once.
 * @param {string} sessionId
 */
export function killSession(sessionId) {
  for (const { pid } of sessionProcesses(sessionId)) {
    if (pid !== process.pid) kill(pid);
  }
}

/**
 * The parts of a file of /proc; none when the process has gone or belongs to somebody else.
 * @param {number} pid
 * @param {string} name
 */
function readProcessFile(pid, name) {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

/** @param {number} pid */
function kill(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself in the meantime.
  }
}
