// The language server's entry: speaks LSP over the channel of the command line (--node-ipc or --stdio).

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { serve } from './server.ts';

// The bundle lies in dist/, beside docs/.
const reference = join(__dirname, '../docs/diagnostics.md');

serve(
  createConnection(ProposedFeatures.all),
  existsSync(reference) ? pathToFileURL(reference).href : undefined,
);
