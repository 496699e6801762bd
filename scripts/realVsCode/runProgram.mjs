// Runs other programs to their end and turns their failure into one readable error.
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Runs a program to its end; rejects only when it cannot be started.
 * @param {string} program
 * @param {readonly string[]} parameters
 * @param {import('./types.ts').ProgramOptions} [options]
 * @returns {Promise<import('./types.ts').ProgramResult>}
 */
export function runToEnd(program, parameters, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, parameters, {
      cwd: options.cwd,
      env: options.environment ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const collect = (/** @type {Buffer} */ chunk) => {
      output += chunk.toString();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', (cause) =>
      reject(new Error(`${program} could not be started: ${cause.message}`, { cause })),
    );
    child.on('close', (exitCode) => resolve({ exitCode: exitCode ?? 1, output }));
  });
}

/**
 * Runs a program that must succeed, and returns its output.
 * @param {string} purpose what the program is run for, to open the error's sentence with
 * @param {string} program
 * @param {readonly string[]} parameters
 * @param {import('./types.ts').ProgramOptions} [options]
 * @returns {Promise<string>}
 */
export async function runOrFail(purpose, program, parameters, options) {
  const { exitCode, output } = await runToEnd(program, parameters, options);
  if (exitCode !== 0) {
    const lastLines = output.trimEnd().split('\n').slice(-25).join('\n');
    throw new Error(`${purpose} failed: ${program} ended with code ${exitCode}.\n${lastLines}`);
  }
  return output;
}

/**
 * The full path of a program on PATH, or undefined.
 * @param {string} program
 * @returns {string | undefined}
 */
export function findOnPath(program) {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, program)).find(isExecutable);
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
