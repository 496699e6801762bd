// The texts that a compilation may read: open documents as the editor has them, the rest from the disk.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { FileHost } from '../language/compilation.ts';
import { canonicalUri, resolveUri } from './fileUri.ts';

/** Files are named by their canonical URI. */
export class WorkspaceFiles implements FileHost {
  private readonly documents = new Map<string, TextDocument>();

  /** Takes an opened or changed document; returns its name. */
  set(document: TextDocument): string {
    const file = canonicalUri(document.uri);
    this.documents.set(file, document);
    return file;
  }

  close(uri: string): string {
    const file = canonicalUri(uri);
    this.documents.delete(file);
    return file;
  }

  /** The document as the editor has it, if it is open. */
  opened(file: string): TextDocument | undefined {
    return this.documents.get(file);
  }

  get openFiles(): readonly string[] {
    return [...this.documents.keys()];
  }

  /** How the client names a file. */
  clientUri(file: string): string {
    return this.documents.get(file)?.uri ?? file;
  }

  read(file: string): string | undefined {
    return this.documents.get(file)?.getText() ?? readFromDisk(file);
  }

  resolve(from: string, path: string): string {
    return resolveUri(from, path);
  }
}

function readFromDisk(file: string): string | undefined {
  if (!file.startsWith('file:')) return undefined;
  try {
    return readFileSync(fileURLToPath(file), 'utf8');
  } catch {
    // Missing, unreadable or a folder: to the language there is no such file.
    return undefined;
  }
}
