// The texts that a compiled file imports.

import type { Compilation } from './compilation.ts';

/** In the order in which they are first imported, the file's own text left out. */
export function importedTexts({ file, trees }: Compilation): readonly string[] {
  return [...trees].flatMap(([name, { text }]) => (name === file ? [] : [text]));
}
