// The texts that a compiled file imports.

import type { Compilation } from './compilation.ts';

/** `file` as the compilation names it: a path, or an address in the editor. */
export interface ImportedText {
  readonly file: string;
  readonly text: string;
}

/** In the order in which they are first imported, the file's own text left out. */
export function importedTexts({ file, trees }: Compilation): readonly ImportedText[] {
  return [...trees].flatMap(([name, { text }]) => (name === file ? [] : [{ file: name, text }]));
}
