// Compiling texts from memory, and what a compilation says, as plain data.

import { posix } from 'node:path';
import type { Network } from '../../../engine/network/network.ts';
import type { Compilation, FileHost } from '../../../extension/language/compilation.ts';
import { compile } from '../../../extension/language/compile.ts';

export const mainFile = '/main.cnn';

/** Files by absolute path. */
export function memoryHost(files: Readonly<Record<string, string>>): FileHost {
  return {
    read: (file) => (Object.hasOwn(files, file) ? files[file] : undefined),
    resolve: (from, path) => posix.resolve(posix.dirname(from), path),
  };
}

export function compileText(text: string, others: Readonly<Record<string, string>> = {}): Compilation {
  return compile(mainFile, memoryHost({ ...others, [mainFile]: text }));
}

/** The network of the text's only model, which must have no errors. */
export function networkOf(text: string, others: Readonly<Record<string, string>> = {}): Network {
  const { models, diagnostics } = compileText(text, others);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(errors.map(({ code, message }) => `${code}: ${message}`).join('\n'));
  const network = models[0]?.network;
  if (network === undefined) throw new Error('The text has no network.');
  return network;
}

/** A model around statements, with a small input. */
export function model(statements: string, input = '3x32x32'): string {
  return `model M {\n  input ${input}\n${statements}\n}\n`;
}

/** `conv1 8x30x30`, one for each layer after the input. */
export function layerLines({ layers }: Network): readonly string[] {
  return layers.slice(1).map(({ path, outputShape }) => `${path} ${outputShape?.join('x') ?? '?'}`);
}

/** The output shape of the last layer of a model of these statements. */
export function outputOf(statements: string, input?: string): string | undefined {
  return networkOf(model(statements, input)).layers.at(-1)?.outputShape?.join('x');
}
