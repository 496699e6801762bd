// Compiles the native modules that code-server cannot start or show a terminal without.
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { runOrFail } from './runProgram.mjs';

/** VS Code's other native modules ship compiled, serve Windows only, or (kerberos) serve proxies only. */
const vsCodeModules = ['@vscode/spdlog', 'native-watchdog', 'node-pty'];

/**
 * Compiles everything below a folder into which code-server and node-gyp were installed.
 * @param {string} folder
 * @param {{ node: string, nodeDir: string }} toolchain
 */
export async function compileNativeModules(folder, toolchain) {
  const modules = join(folder, 'node_modules');
  const nodeGyp = join(modules, 'node-gyp', 'bin', 'node-gyp.js');
  const nodePreGyp = join(modules, '@mapbox', 'node-pre-gyp', 'bin', 'node-pre-gyp');
  const environment = {
    ...process.env,
    PATH: `${dirname(toolchain.node)}${delimiter}${process.env['PATH'] ?? ''}`,
    JOBS: '2',
    npm_config_nodedir: toolchain.nodeDir,
    npm_config_node_gyp: nodeGyp,
  };
  const compile = async (/** @type {string} */ cwd, /** @type {string} */ compiler) => {
    if (!existsSync(cwd)) throw new Error(`code-server was expected to contain ${cwd}, but does not.`);
    await runOrFail(`Compiling ${cwd}`, toolchain.node, [compiler, 'rebuild'], { cwd, environment });
  };
  // argon2 alone needs node-pre-gyp, which tells node-gyp the name and the place of its result.
  await compile(join(modules, 'argon2'), nodePreGyp);
  for (const name of vsCodeModules) {
    await compile(join(modules, 'code-server', 'lib', 'vscode', 'node_modules', name), nodeGyp);
  }
}
