// `npm test`: installs what the tests need, checks the source, builds, and runs every test that needs no Python.
import { ensurePackages, node, run } from './repository.mjs';

ensurePackages();
run(node, ['scripts/check.mjs']);
run(node, ['scripts/build.mjs']);
run(node, ['node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2)]);
