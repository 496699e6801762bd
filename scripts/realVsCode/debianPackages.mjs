// Installs the Debian packages that a real VS Code and its browser need, or says which ones to install.
import { findOnPath, runOrFail, runToEnd } from './runProgram.mjs';

/** The programs that installing code-server takes, each with the Debian package it comes from. */
const packageOfProgram = new Map([
  ['make', 'make'],
  ['g++', 'g++'],
  ['python3', 'python3'],
  ['rg', 'ripgrep'],
]);

/** Makes sure that the compilers and ripgrep are there. */
export async function ensureBuildPrograms() {
  const missing = [...packageOfProgram].filter(([program]) => findOnPath(program) === undefined);
  await installDebianPackages(missing.map(([, debianPackage]) => debianPackage));
}

/**
 * Installs Debian packages as root or through sudo, where neither is possible it fails with the command to run.
 * @param {readonly string[]} debianPackages
 */
export async function installDebianPackages(debianPackages) {
  if (debianPackages.length === 0) return;
  const list = debianPackages.join(' ');
  const prefix = await administratorPrefix();
  if (prefix === undefined) {
    throw new Error(`The tests in a real VS Code need ${list}. Please run: sudo apt-get install ${list}`);
  }
  console.log(`Installing ${list} with apt-get.`);
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const aptGet = (/** @type {string[]} */ ...parameters) => {
    const [program = 'apt-get', ...rest] = [...prefix, 'apt-get', ...parameters];
    return runOrFail(`Installing ${list}`, program, rest, { environment });
  };
  await aptGet('update', '-qq');
  await aptGet('install', '-y', '-qq', '--no-install-recommends', ...debianPackages);
}

/**
 * What must stand before apt-get so that it may install; undefined where this user cannot install.
 * @returns {Promise<string[] | undefined>}
 */
async function administratorPrefix() {
  if (findOnPath('apt-get') === undefined) return undefined;
  if (process.getuid?.() === 0) return [];
  if (findOnPath('sudo') === undefined) return undefined;
  // With -n, sudo fails rather than ask for a password that nobody may be there to type.
  const { exitCode } = await runToEnd('sudo', ['-n', 'true']);
  return exitCode === 0 ? ['sudo', '-n'] : undefined;
}
