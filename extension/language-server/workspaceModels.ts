// Finds the `.cnn` files of the workspace, for what looks beyond the open ones.

import { readdirSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { canonicalUri } from './fileUri.ts';

/** More files than this are not looked at: a wrong folder should not stop the editor. */
const fileLimit = 2000;

const skipped = /^(node_modules|\..*)$/;

/** Canonical URIs of the `.cnn` files below these folders, hidden ones and packages left out. */
export function modelFiles(folders: readonly string[]): readonly string[] {
  const found: string[] = [];
  const open = folders.filter((folder) => folder.startsWith('file:')).map((folder) => fileURLToPath(folder));
  for (let folder = open.pop(); folder !== undefined && found.length < fileLimit; folder = open.pop()) {
    for (const entry of entriesOf(folder)) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory() && !skipped.test(entry.name)) open.push(path);
      else if (entry.isFile() && entry.name.endsWith('.cnn'))
        found.push(canonicalUri(pathToFileURL(path).href));
    }
  }
  return found;
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    // Gone or not readable: nothing of it can be shown.
    return [];
  }
}

/** Names in the folder that `path` means beside a document; folders end in `/`. */
export function listFolder(document: string, path: string): readonly string[] {
  if (!document.startsWith('file:')) return [];
  const folder = fileURLToPath(
    new URL(path === '.' ? './' : path.split('/').map(encodeURIComponent).join('/'), document),
  );
  return entriesOf(folder)
    .filter(({ name }) => !skipped.test(name))
    .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name));
}
