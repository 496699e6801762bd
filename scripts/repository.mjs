// The folder of the checkout, and running programs in it.
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout's top folder, without a trailing slash. */
export const repository = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * Runs a program in the checkout with its output shown, and ends this process with its status if it fails.
 * @param {string} program
 * @param {readonly string[]} programArguments
 * @param {NodeJS.ProcessEnv} [environment]
 */
export function run(program, programArguments, environment = process.env) {
  const result = spawnSync(program, programArguments, {
    cwd: repository,
    stdio: 'inherit',
    env: environment,
    shell: process.platform === 'win32' && program === 'npm',
  });
  if (result.error) {
    console.error(`Cannot run ${program}: ${result.error.message}`);
    process.exit(1);
  }
  if (result.status !== 0) process.exit(result.status ?? 1);
}

/** The Node that runs this script. */
export const node = process.execPath;

/**
 * Installs the packages of the lock file, unless that was done since it last changed. Install scripts never run:
 * nothing is fetched but packages.
 */
export function ensurePackages() {
  const marker = `${repository}/node_modules/.netwright-installed`;
  const lock = readFileSync(`${repository}/package-lock.json`, 'utf8');
  if (existsSync(marker) && readFileSync(marker, 'utf8') === lock) return;
  if (lstatSync(`${repository}/node_modules`, { throwIfNoEntry: false })?.isSymbolicLink()) {
    console.error(
      'node_modules is a link: installing would empty the folder it leads to. Remove the link first.',
    );
    process.exit(1);
  }
  console.log('Installing packages …');
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
  writeFileSync(marker, lock);
}
