// The language server's entry: speaks LSP over the channel that the command line names (--node-ipc or --stdio).

import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { serve } from './server.ts';

serve(createConnection(ProposedFeatures.all));
