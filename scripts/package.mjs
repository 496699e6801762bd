// Packs the extension as a .vsix for one platform, with that platform's ONNX Runtime and image decoder only.
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createVSIX } from '@vscode/vsce';
import { buildAll } from './build.mjs';
import { repository } from './repository.mjs';

/** VS Code's platform names, and where onnxruntime-node keeps that platform's binaries. */
const targets = {
  'linux-x64': 'linux/x64',
  'linux-arm64': 'linux/arm64',
  'win32-x64': 'win32/x64',
  'win32-arm64': 'win32/arm64',
  'darwin-arm64': 'darwin/arm64',
};

/**
 * @param {{ target?: string }} [options] this machine's platform where none is named
 * @returns {Promise<string>} the path of the .vsix
 */
export async function packageExtension({ target = `${process.platform}-${process.arch}` } = {}) {
  const binaries = targets[/** @type {keyof typeof targets} */ (target)];
  if (binaries === undefined) {
    throw new Error(
      `There is no ONNX Runtime for ${target}. The platforms are ${Object.keys(targets).join(', ')}.`,
    );
  }
  await buildAll();
  const { version } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));
  const packages = join(repository, 'dist', 'packages');
  await mkdir(packages, { recursive: true });
  const ignoreFile = join(packages, `${target}.vscodeignore`);
  const shared = readFileSync(join(repository, '.vscodeignore'), 'utf8');
  await writeFile(
    ignoreFile,
    `${shared}!node_modules/onnxruntime-node/bin/napi-v6/${binaries}/**\n${imageDecoder(target)}dist/packages/**\n`,
  );
  const packagePath = join(packages, `netwright-${target}-${version}.vsix`);
  await rm(packagePath, { force: true });
  await createVSIX({
    cwd: repository,
    packagePath,
    target,
    ignoreFile,
    dependencies: true,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
  });
  return packagePath;
}

/**
 * The image decoder is an optional package of which npm installs one platform's binaries. For another platform the package
 * goes without: small JPEG and PNG images are decoded by our own bundle, WebP is refused in a sentence.
 * @param {string} target
 */
function imageDecoder(target) {
  const binaries = [`@img/sharp-${target}`, `@img/sharp-libvips-${target}`].filter((name) =>
    existsSync(join(repository, 'node_modules', name)),
  );
  if (binaries.length === 0) {
    console.log(
      `Without sharp: its binaries for ${target} are not installed here, so that WebP cannot be read.`,
    );
    return '';
  }
  const packages = ['sharp', '@img/colour', 'detect-libc', 'semver', ...binaries];
  return packages.map((name) => `!node_modules/${name}/**\n`).join('');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const targetFlag = process.argv.indexOf('--target');
  const target = targetFlag < 0 ? undefined : process.argv[targetFlag + 1];
  console.log(await packageExtension(target === undefined ? {} : { target }));
}
