// Where a run keeps the texts that its own imports: where they stand beside it, so that the kept text can be opened as it is.

import { isAbsolute, posix } from 'node:path';
import type { ImportedText } from '../protocol/importedText.ts';
import type { KeptImport } from '../protocol/runRecord.ts';

/** For those that stand above the text, or elsewhere. */
const elsewhere = 'imports';

/** A name in the run's folder for each text, all different. Paths of any system are taken. */
export function keptImports(
  sourceFile: string,
  imported: readonly ImportedText[],
): readonly (KeptImport & { readonly text: string })[] {
  const taken = new Set<string>();
  return imported.map(({ file, text }) => {
    const name = freeName(besideName(sourceFile, file), taken);
    taken.add(name);
    return { name, file, text };
  });
}

/** The way from the text's folder, as far as it leads down and to a text; a name among `imports` otherwise. */
function besideName(sourceFile: string, file: string): string {
  const [from, to] = [sourceFile, file].map((path) => path.replaceAll('\\', '/')) as [string, string];
  const way = posix.relative(posix.dirname(from), to);
  const below = way !== '' && !way.startsWith('..') && !isAbsolute(way) && !way.includes(':');
  // The run's own files are no texts, so that none of them is in the way.
  return below && way.endsWith('.cnn') ? way : `${elsewhere}/${posix.basename(to) || 'imported.cnn'}`;
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  const extension = posix.extname(name);
  const stem = name.slice(0, name.length - extension.length);
  let free = name;
  for (let count = 2; taken.has(free); count++) free = `${stem}-${count}${extension}`;
  return free;
}
