// What tells a network's source from another: a digest of its text and of every text that this imports.

import { createHash } from 'node:crypto';

/**
 * SHA-256 in hexadecimal digits of the text with the imported ones behind it: what `cat net.cnn blocks.cnn | sha256sum`
 * gives.
 */
export function sourceSha256(text: string, imported: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of [text, ...imported]) hash.update(part);
  return hash.digest('hex');
}
