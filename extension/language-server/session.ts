// What the server keeps for one client.

import type { Connection } from 'vscode-languageserver';
import type { Compilation } from '../language/compilation.ts';
import type { Compilations } from './compilations.ts';
import type { DrawnGraphs } from './drawnGraphs.ts';
import { canonicalUri } from './fileUri.ts';
import type { HeadCompilations } from './headCompilations.ts';
import type { WorkspaceFiles } from './workspaceFiles.ts';

export interface InlayHintSettings {
  readonly shapes: boolean;
  readonly parameters: boolean;
}

export interface Session {
  readonly connection: Connection;
  readonly files: WorkspaceFiles;
  readonly compilations: Compilations;
  readonly headCompilations: HeadCompilations;
  /** Of the revisions that networks are compared with. */
  readonly pastCompilations: HeadCompilations;
  readonly drawnGraphs: DrawnGraphs;
  /** Canonical URIs of the workspace's folders. */
  folders: readonly string[];
  /** Asks the client for its hints again, where it can be asked. */
  refreshHints: () => void;
  /** The settings below `netwright.inlayHints`. */
  inlayHints: InlayHintSettings;
}

/** The compilation of a document's newest text. */
export function compilationOf({ compilations }: Session, document: { readonly uri: string }): Compilation {
  return compilations.of(canonicalUri(document.uri));
}
