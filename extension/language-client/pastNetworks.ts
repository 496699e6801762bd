// Networks of a document as it was in a revision, with the imports of that revision.

import * as vscode from 'vscode';
import type { Network } from '../../engine/network/network.ts';
import type { GitHead } from './gitHead.ts';
import type { LanguageService } from './languageClient.ts';

/** Imports of imports are asked for in turns; more turns than this are not waited for. */
const mostTurns = 10;

/**
 * The named model's network, or the file's first one's; undefined where the revision has no such file or no model in it.
 */
export async function networkInRevision(
  { language, git }: { readonly language: LanguageService; readonly git: GitHead },
  document: vscode.Uri,
  { revision, model }: { readonly revision: string; readonly model: string | undefined },
): Promise<Network | undefined> {
  let texts: Readonly<Record<string, string | null>> = {};
  for (let turn = 1; turn <= mostTurns; turn += 1) {
    const { network, missing } = await language.pastDiagram(document.toString(), texts, model);
    if (missing.length === 0) return network ?? undefined;
    const read = missing.map(
      async (file) => [file, await git.textAt(vscode.Uri.parse(file), revision)] as const,
    );
    texts = { ...texts, ...Object.fromEntries(await Promise.all(read)) };
  }
  return undefined;
}
