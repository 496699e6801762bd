// `npm run test:parity`: installs PyTorch where it is missing, and compares every network with it.
import { ensurePytorch } from './parity/pytorch.mjs';
import { ensurePackages, node, run } from './repository.mjs';

ensurePackages();
const environment = { ...process.env, NETWRIGHT_PYTHON: ensurePytorch() };
const parameters = ['run', '--config', 'vitest.parity.config.ts', ...process.argv.slice(2)];
run(node, ['node_modules/vitest/vitest.mjs', ...parameters], environment);
