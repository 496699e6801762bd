// `npm run code`: opens the models in VS Code with this extension; without VS Code, in a real one in the browser.
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { ensureRealVsCode } from './realVsCode/install.mjs';
import { findOnPath } from './realVsCode/runProgram.mjs';
import { installExtension, startServer } from './realVsCode/server.mjs';
import { ensurePackages, node, repository, run } from './repository.mjs';

const models = join(repository, 'models');

ensurePackages();
const installedVsCode = findOnPath(process.platform === 'win32' ? 'code.cmd' : 'code');
if (installedVsCode !== undefined) openInstalledVsCode(installedVsCode);
else await openInBrowser();

/** @param {string} program */
function openInstalledVsCode(program) {
  run(node, ['scripts/build.mjs']);
  const parameters = [`--extensionDevelopmentPath=${repository}`, models];
  // On Windows the program is a batch file, which only a shell runs and which needs its paths quoted.
  const shell = process.platform === 'win32';
  const quote = (/** @type {string} */ text) => (shell ? `"${text}"` : text);
  const child = spawn(quote(program), parameters.map(quote), { stdio: 'inherit', shell });
  child.on('exit', (exitCode) => {
    process.exitCode = exitCode ?? 1;
  });
}

async function openInBrowser() {
  console.log('There is no command `code` here, so VS Code opens in the browser.');
  const vsCode = await ensureRealVsCode();
  const { packageExtension } = await import('./package.mjs');
  const vsix = await packageExtension();
  const session = join(dirname(vsCode.home), 'workbench');
  const folders = { userDataDir: join(session, 'user-data'), extensionsDir: join(session, 'extensions') };
  await installExtension({ vsCode, vsix, ...folders });
  const server = await startServer({ vsCode, workspace: models, ...folders });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
    process.once(signal, () => server.stop());
  }
  console.log(`\n  Open ${server.url}?folder=${encodeURI(models)}\n\n  Ctrl+C ends it.`);
  await server.ended;
}
