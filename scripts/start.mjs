// `npm start`: installs, builds, and trains LeNet-5 on the embedded digits in the terminal.
import { ensurePackages, node, run } from './repository.mjs';

ensurePackages();
const { buildAll } = await import('./build.mjs');
await buildAll();
const given = process.argv.slice(2);
run(node, ['dist/cli.js', 'train', 'models/lenet5.cnn', ...given]);
if (!given.includes('--json')) {
  console.log(`
See the network itself, and change it:
  node dist/cli.js summary models/lenet5.cnn
  npm run code  (opens models/ in VS Code)
`);
}
