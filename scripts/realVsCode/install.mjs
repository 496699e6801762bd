// Installs a real VS Code (code-server, from the npm registry) into a cache outside the project.
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuildPrograms } from './debianPackages.mjs';
import { withInstallLock } from './installLock.mjs';
import { compileNativeModules } from './nativeModules.mjs';
import { ensureNodeHeaders, ensureNodeTwenty } from './nodeTwenty.mjs';
import { npmInstall, npmInstallDependencies } from './npmInstall.mjs';
import { findOnPath } from './runProgram.mjs';

export { ensureChromium } from './chromium.mjs';

/** The last code-server that runs on Node 20; it carries VS Code 1.100.3, the oldest that Netwright supports. */
const codeServerVersion = '4.100.3';
const nodeGypVersion = '11.5.0';
const finishedMarker = 'finished.json';

/**
 * Installs code-server unless it is there already.
 * @type {import('./types.ts').EnsureRealVsCode}
 */
export async function ensureRealVsCode() {
  if (process.platform !== 'linux') {
    throw new Error(
      'A VS Code for tests can be installed on Linux only. Please run this on Linux or in a container.',
    );
  }
  const cacheDir = process.env['NETWRIGHT_CACHE'] || join(homedir(), '.cache', 'netwright');
  const home = join(cacheDir, `code-server-${codeServerVersion}`);
  if (!isFinished(home)) {
    await withInstallLock(`${home}.lock`, async () => {
      if (!isFinished(home)) await install(cacheDir, home);
    });
  }
  const entry = join(home, 'node_modules', 'code-server', 'out', 'node', 'entry.js');
  return { entry, home, node: await ensureNodeTwenty(cacheDir) };
}

/** @param {string} home */
function isFinished(home) {
  return existsSync(join(home, finishedMarker));
}

/**
 * @param {string} cacheDir
 * @param {string} home
 */
async function install(cacheDir, home) {
  const startedMs = Date.now();
  await ensureBuildPrograms();
  await removeLeftovers(cacheDir);
  // Everything happens in a folder that only this process knows, so that an interruption leaves nothing that
  // looks like an installation; links inside are relative, so that the folder can be moved.
  const partial = `${home}.partial-${process.pid}`;
  console.log(
    `Installing VS Code for tests (code-server ${codeServerVersion}), once; this takes about a minute.`,
  );
  await npmInstall(partial, [`code-server@${codeServerVersion}`, `node-gyp@${nodeGypVersion}`]);
  await installVsCodeModules(join(partial, 'node_modules', 'code-server', 'lib', 'vscode'));
  console.log('Compiling its native modules.');
  const toolchain = { node: await ensureNodeTwenty(cacheDir), nodeDir: await ensureNodeHeaders(cacheDir) };
  await compileNativeModules(partial, toolchain);
  await writeFile(join(partial, finishedMarker), JSON.stringify({ codeServerVersion, nodeGypVersion }));
  await rm(home, { recursive: true, force: true });
  await rename(partial, home);
  console.log(`VS Code for tests is installed (${Math.round((Date.now() - startedMs) / 1000)} s).`);
}

/**
 * Does what code-server's post-install script does, without the downloads.
 * @param {string} vsCodeDir
 */
async function installVsCodeModules(vsCodeDir) {
  await npmInstallDependencies(vsCodeDir);
  await npmInstallDependencies(join(vsCodeDir, 'extensions'));
  // Parts of VS Code, and some extensions, look for modules under the archive's name that desktop builds use.
  await symlink('node_modules', join(vsCodeDir, 'node_modules.asar'));
  await symlink('code-linux.sh', join(vsCodeDir, 'bin', 'remote-cli', 'code-server'));
  await symlink('browser-linux.sh', join(vsCodeDir, 'bin', 'helpers', 'browser.sh'));
  const ripgrep = findOnPath('rg');
  if (ripgrep === undefined)
    throw new Error('The program rg (ripgrep) is missing, which VS Code searches files with.');
  const ripgrepLink = join(vsCodeDir, 'node_modules', '@vscode', 'ripgrep', 'bin', 'rg');
  await mkdir(dirname(ripgrepLink), { recursive: true });
  await symlink(ripgrep, ripgrepLink);
}

/**
 * Removes what interrupted installations left.
 * @param {string} cacheDir
 */
async function removeLeftovers(cacheDir) {
  const names = await readdir(cacheDir);
  const leftovers = names.filter((name) => {
    const owner = name.match(/\.partial-(\d+)$/)?.[1];
    return owner !== undefined && !isAlive(Number(owner));
  });
  await Promise.all(leftovers.map((name) => rm(join(cacheDir, name), { recursive: true, force: true })));
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  console.log((await ensureRealVsCode()).entry);
}
