// Packages the probe extension, so that the page object can be tested without the product.
import { cp, mkdir, mkdtemp, rename } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createVSIX } from '@vscode/vsce';

const source = fileURLToPath(new URL('./probeExtension', import.meta.url));

/** Returns the folder that was made for it, and in it the package. */
export async function packageProbeExtension(): Promise<{ folder: string; vsix: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'nw-probe-'));
  const extension = join(folder, 'extension');
  await cp(source, extension, { recursive: true });
  // The product's build folder has this name, which git ignores, so the copy gets it here.
  await mkdir(join(extension, 'dist'));
  await rename(join(extension, 'engine.js'), join(extension, 'dist', 'engine.js'));
  const vsix = join(folder, 'probe.vsix');
  const lenient = { allowMissingRepository: true, skipLicense: true, dependencies: false };
  await createVSIX({ cwd: extension, packagePath: vsix, ...lenient });
  return { folder, vsix };
}
