// Finds a Python that has TensorBoard, and installs one where there is none.
import { spawnSync } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { run } from '../repository.mjs';

const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
const environment = join(cache, 'netwright', 'tensorboard');
const ownPython = join(environment, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');

/** @returns {string | undefined} */
export function findTensorboard() {
  const candidates = [process.env['NETWRIGHT_TENSORBOARD_PYTHON'], ownPython, 'python3'];
  return candidates.find((python) => python !== undefined && hasTensorboard(python));
}

/**
 * Such a Python; a virtual environment in the cache folder where there is none.
 * @returns {string}
 */
export function ensureTensorboard() {
  const found = findTensorboard();
  if (found !== undefined) return found;
  console.log('Installing TensorBoard …');
  run(process.platform === 'win32' ? 'python' : 'python3', ['-m', 'venv', environment]);
  run(ownPython, ['-m', 'pip', 'install', '--quiet', 'tensorboard']);
  return ownPython;
}

/** @param {string} python */
function hasTensorboard(python) {
  return spawnSync(python, ['-c', 'import tensorboard'], { stdio: 'ignore' }).status === 0;
}
