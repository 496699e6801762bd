// `npm run check`: types in each environment, lint and format, import walls and budgets.
import { spawnSync } from 'node:child_process';
import { node, repository, run } from './repository.mjs';
import { findBudgetProblems } from './tidy/budgets.mjs';
import { findManifestProblems } from './tidy/manifest.mjs';
import { sourceFiles } from './tidy/sourceFiles.mjs';
import { findWallProblems } from './tidy/walls.mjs';

const environments = ['engine', 'cli', 'extension', 'webview', 'scripts', 'test'];
for (const environment of environments) {
  run(node, ['node_modules/typescript/bin/tsc', '-p', `tsconfig.${environment}.json`]);
}
const biome = spawnSync(node, ['node_modules/@biomejs/biome/bin/biome', 'ci', '--colors=off', '.'], {
  cwd: repository,
  stdio: 'inherit',
});
const files = sourceFiles();
const problems = [...findWallProblems(files), ...findBudgetProblems(files), ...findManifestProblems()];
for (const problem of problems) console.error(problem);
if (problems.length > 0 || biome.status !== 0) {
  console.error(
    `check: ${problems.length} problem(s) of structure${biome.status === 0 ? '' : ', and lint or format'}.`,
  );
  process.exit(1);
}
console.log(`check: ${files.length} files, no problem.`);
