// What tells a network's source from another: a digest of its text and of every text that this imports.

import { createHash } from 'node:crypto';
import type { Compilation } from './compilation.ts';

/**
 * SHA-256 in hexadecimal digits of the file's text with the imported ones behind it, in the order in which they are first
 * imported: what `cat net.cnn blocks.cnn | sha256sum` gives.
 */
export function sourceSha256({ file, trees }: Compilation): string {
  const hash = createHash('sha256').update(trees.get(file)?.text ?? '');
  for (const [name, { text }] of trees) if (name !== file) hash.update(text);
  return hash.digest('hex');
}
