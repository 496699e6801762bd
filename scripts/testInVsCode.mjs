// `npm run test:vscode`: packages the extension, installs it in a real VS Code, and drives that through its window.
import { ensureChromium, ensureRealVsCode } from './realVsCode/install.mjs';
import { ensurePackages, node, run } from './repository.mjs';

ensurePackages();
await ensureRealVsCode();
await ensureChromium();
const { packageExtension } = await import('./package.mjs');
const vsix = await packageExtension();
const parameters = ['run', '--config', 'vitest.vscode.config.ts', ...process.argv.slice(2)];
run(node, ['node_modules/vitest/vitest.mjs', ...parameters], { ...process.env, NETWRIGHT_VSIX: vsix });
