// `npm start`: installs, builds, and trains LeNet-5 on the embedded digits in the terminal.
import { ensurePackages, node, repository, run } from './repository.mjs';

ensurePackages();
const { buildAll } = await import('./build.mjs');
await buildAll();
run(node, [`${repository}/dist/cli.js`, 'train', 'models/lenet5.cnn', ...process.argv.slice(2)]);
