// `npm run test:vscode`: packages the extension, installs it in a real VS Code, and drives that through its window.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { ensureChromium, ensureRealVsCode } from './realVsCode/install.mjs';
import { ensurePackages, node, repository } from './repository.mjs';

/** More failures than this are no accident of timing. */
const mostFilesTriedAgain = 3;

ensurePackages();
await ensureRealVsCode();
await ensureChromium();
const { packageExtension } = await import('./package.mjs');
const vsix = await packageExtension();
process.exitCode = testAndTryAgain(process.argv.slice(2));

/**
 * A real window takes keys and clicks as they come, and what VS Code itself does meanwhile can swallow one. A file of
 * which a test fails runs once more in a new window; it has failed when it fails there too.
 * @param {readonly string[]} parameters
 * @returns {number} the exit status
 */
function testAndTryAgain(parameters) {
  const first = runTests(parameters);
  if (first.status === 0) return 0;
  if (first.failed.length === 0 || first.failed.length > mostFilesTriedAgain) return first.status;
  console.log(`Once more, in new windows: ${first.failed.join(', ')}`);
  const again = runTests(first.failed);
  if (again.status !== 0) return again.status;
  console.log(`Passed the second time only, and deserve a look: ${first.failed.join(', ')}`);
  return 0;
}

/**
 * @param {readonly string[]} parameters
 * @returns {{ status: number, failed: string[] }} `failed` names the files with a failed test
 */
function runTests(parameters) {
  const folder = mkdtempSync(join(tmpdir(), 'nw-report-'));
  const report = join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { status } = spawnSync(
    node,
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--config',
      'vitest.vscode.config.ts',
      ...reporters,
      ...parameters,
    ],
    { cwd: repository, stdio: 'inherit', env: { ...process.env, NETWRIGHT_VSIX: vsix } },
  );
  const failed = status === 0 ? [] : failedFiles(report);
  rmSync(folder, { recursive: true, force: true });
  return { status: status ?? 1, failed };
}

/**
 * @param {string} report
 * @returns {string[]} paths in the repository
 */
function failedFiles(report) {
  try {
    const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
    return testResults
      .filter((/** @type {{ status: string }} */ file) => file.status === 'failed')
      .map((/** @type {{ name: string }} */ file) => relative(repository, file.name));
  } catch {
    return [];
  }
}
