// `npm run test:parity`: installs PyTorch and TensorBoard where they are missing, and compares with them.
import { ensurePytorch } from './parity/pytorch.mjs';
import { ensureTensorboard } from './parity/tensorboard.mjs';
import { ensurePackages, node, run } from './repository.mjs';

ensurePackages();
const environment = {
  ...process.env,
  NETWRIGHT_PYTHON: ensurePytorch(),
  NETWRIGHT_TENSORBOARD_PYTHON: ensureTensorboard(),
};
const parameters = ['run', '--config', 'vitest.parity.config.ts', ...process.argv.slice(2)];
run(node, ['node_modules/vitest/vitest.mjs', ...parameters], environment);
