// Calls npm in folders of its own, untouched by the settings of the project that the scripts run in.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runOrFail } from './runProgram.mjs';

/** Scripts stay off, because some download prebuilt programs from places that may be out of reach. */
const npmFlags = [
  '--ignore-scripts',
  '--omit=dev',
  '--no-engine-strict',
  '--no-audit',
  '--no-fund',
  '--no-update-notifier',
  '--loglevel=error',
];

/**
 * Installs packages into a new folder.
 * @param {string} folder
 * @param {readonly string[]} packages
 */
export async function npmInstall(folder, packages) {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
  await callNpm(folder, packages);
}

/**
 * Installs what the folder's own package.json asks for.
 * @param {string} folder
 */
export async function npmInstallDependencies(folder) {
  await callNpm(folder, []);
}

/**
 * @param {string} folder
 * @param {readonly string[]} packages
 */
async function callNpm(folder, packages) {
  const purpose = `Installing ${packages.length > 0 ? packages.join(' and ') : 'dependencies'} from npm`;
  const options = { cwd: folder, environment: environmentForNpm() };
  await runOrFail(purpose, 'npm', ['install', ...npmFlags, ...packages], options);
}

/**
 * Under `npm run`, npm hands its settings for this project down as variables, which would then count for
 * installations elsewhere. Where the registry is and how to reach it is kept.
 */
function environmentForNpm() {
  const keep =
    /registry|proxy|cafile|^npm_config_ca$|auth|userconfig|globalconfig|^npm_config_cache$|nodedir/i;
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name) || keep.test(name)),
  );
}
