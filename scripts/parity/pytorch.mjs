// Finds a Python that has PyTorch, and installs one where there is none.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { run } from '../repository.mjs';

const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
const environment = join(cache, 'netwright', 'pytorch');
const FAST_BLAS = 'libopenblas0-pthread';
const ownPython = join(environment, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');

/**
 * The first Python that can import PyTorch and NumPy: `NETWRIGHT_PYTHON`, those on the path, the system's own, ours.
 * @returns {string | undefined}
 */
export function findPytorch() {
  const candidates = [process.env['NETWRIGHT_PYTHON'], 'python3', '/usr/bin/python3', ownPython];
  return candidates.find((python) => python !== undefined && hasPytorch(python));
}

/**
 * Such a Python, installed first where there is none: Debian's package where this may be done, or a virtual environment
 * in the cache folder.
 * @returns {string}
 */
export function ensurePytorch() {
  const found = findPytorch();
  if (found !== undefined) return found;
  console.log('Installing PyTorch …');
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) installDebianPackage();
  const python = findPytorch();
  if (python !== undefined) return python;
  run(process.platform === 'win32' ? 'python' : 'python3', ['-m', 'venv', environment]);
  run(ownPython, ['-m', 'pip', 'install', '--quiet', 'torch', 'numpy']);
  return ownPython;
}

/** Without success the caller goes on to the virtual environment. */
function installDebianPackage() {
  aptGet('update', '-qq');
  aptGet('install', '-qq', '--no-install-recommends', 'python3-torch', 'python3-numpy', FAST_BLAS);
}

/**
 * Debian's PyTorch takes its matrix products from whatever BLAS is installed: the reference one is several times slower
 * than those that PyTorch is built with elsewhere, and no fair peer.
 */
export function ensureFastBlas() {
  const isDebian = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  const installed = spawnSync('dpkg', ['--status', FAST_BLAS], { stdio: 'ignore' }).status === 0;
  if (isDebian && !installed) aptGet('install', '-qq', '--no-install-recommends', FAST_BLAS);
}

/** @param {string[]} parameters */
function aptGet(...parameters) {
  spawnSync('apt-get', parameters, {
    stdio: 'inherit',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
}

/** @param {string} python */
function hasPytorch(python) {
  return spawnSync(python, ['-c', 'import numpy, torch'], { stdio: 'ignore' }).status === 0;
}
