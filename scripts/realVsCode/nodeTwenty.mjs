// Finds the Node 20 that code-server runs on, and the headers its native modules are compiled against.
import { existsSync } from 'node:fs';
import { readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { npmInstall } from './npmInstall.mjs';

/** Used where the running Node is not 20: code-server's native modules fit no other major version. */
const fallbackVersion = '20.20.2';

/**
 * A Node 20: the running one, or one from the npm registry.
 * @param {string} cacheDir
 * @returns {Promise<string>}
 */
export async function ensureNodeTwenty(cacheDir) {
  if (process.versions.node.startsWith('20.')) return process.execPath;
  return join(await installNode(cacheDir, fallbackVersion), 'bin', 'node');
}

/**
 * The folder that holds `include/node` of the Node that code-server runs on.
 * @param {string} cacheDir
 * @returns {Promise<string>}
 */
export async function ensureNodeHeaders(cacheDir) {
  if (!process.versions.node.startsWith('20.')) return installNode(cacheDir, fallbackVersion);
  const configured = process.env['npm_config_nodedir'];
  const candidates = [configured, dirname(dirname(process.execPath)), '/usr', '/usr/local'];
  for (const candidate of candidates) {
    if (candidate !== undefined && (await headersVersion(candidate)) === process.versions.node) {
      return candidate;
    }
  }
  return installNode(cacheDir, process.versions.node);
}

/**
 * @param {string} nodeDir
 * @returns {Promise<string | undefined>}
 */
async function headersVersion(nodeDir) {
  try {
    const header = await readFile(join(nodeDir, 'include', 'node', 'node_version.h'), 'utf8');
    const part = (/** @type {string} */ name) => header.match(new RegExp(`#define NODE_${name} (\\d+)`))?.[1];
    return `${part('MAJOR_VERSION')}.${part('MINOR_VERSION')}.${part('PATCH_VERSION')}`;
  } catch {
    return undefined;
  }
}

/**
 * Installs a Node with its headers from the npm registry, and returns its folder.
 * @param {string} cacheDir
 * @param {string} version
 */
async function installNode(cacheDir, version) {
  const npmPackage = `node-linux-${process.arch}`;
  const home = join(cacheDir, `node-${version}`);
  const nodeDir = join(home, 'node_modules', npmPackage);
  if (existsSync(nodeDir)) return nodeDir;
  console.log(`Installing Node ${version} for code-server's native modules.`);
  const partial = `${home}.partial-${process.pid}`;
  await npmInstall(partial, [`${npmPackage}@${version}`]);
  await rm(home, { recursive: true, force: true });
  await rename(partial, home);
  return nodeDir;
}
