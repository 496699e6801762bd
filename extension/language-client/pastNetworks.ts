// Networks of a document as it was in a revision, with the imports of that revision.

import * as vscode from 'vscode';
import type { Network } from '../../engine/network/network.ts';
import type { GitHead } from './gitHead.ts';
import type { LanguageService } from './languageClient.ts';

/** Imports of imports are asked for in turns; more turns than this are not waited for. */
const mostTurns = 10;

export interface PastNetwork {
  readonly network: Network;
  /** Its text had errors in that revision. */
  readonly hasErrors: boolean;
}

/**
 * The named model's network, or that of the file's first one.
 *
 * @throws Error that says what the revision lacks: the file, or a model in it
 */
export async function networkInRevision(
  { language, git }: { readonly language: LanguageService; readonly git: GitHead },
  document: vscode.Uri,
  { revision, model }: { readonly revision: string; readonly model: string | undefined },
): Promise<PastNetwork> {
  const uri = document.toString();
  const name = document.path.split('/').pop() ?? '';
  let texts: Readonly<Record<string, string | null>> = { [uri]: await git.textAt(document, revision) };
  if (texts[uri] === null) {
    throw new Error(
      `There is no \`${name}\` in ${revision}: the file came later or had another name there, or the revision is gone.`,
    );
  }
  for (let turn = 1; turn <= mostTurns; turn += 1) {
    const { network, hasErrors, message, missing } = await language.pastDiagram(uri, texts, model);
    if (network) return { network, hasErrors };
    if (missing.length === 0)
      throw new Error(`\`${name}\` as it is in ${revision}: ${message ?? 'no model'}`);
    const read = missing.map(
      async (file) => [file, await git.textAt(vscode.Uri.parse(file), revision)] as const,
    );
    texts = { ...texts, ...Object.fromEntries(await Promise.all(read)) };
  }
  throw new Error(`\`${name}\` as it is in ${revision} imports more files than are looked for.`);
}
