// Bundles a TypeScript benchmark, with all but native packages, into one module.

import { join } from 'node:path';
import { build } from 'esbuild';

/**
 * @param {string} name below `bench`: `studies/study`
 * @param {string} outfile
 */
export async function bundleBenchmark(name, outfile) {
  await build({
    entryPoints: [join(import.meta.dirname, `${name}.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: ['onnxruntime-node', 'sharp'],
    // Packages that are CommonJS ask for Node's own modules.
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module';\nconst require = requireFrom(import.meta.url);",
    },
  });
}
