// The bundled language server as an editor meets it: a process that speaks LSP over its standard channels.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  createProtocolConnection,
  type Diagnostic,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import type { CompiledParameters, DiagramAnswer } from '../../extension/language-server/protocol.ts';
import { Inbox } from './inbox.ts';

let folder: string;
let server: ChildProcess;
let connection: ProtocolConnection;
let published: Inbox<PublishDiagnosticsParams>;
let compiled: Inbox<CompiledParameters>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'netwright-server-'));
  const options = {
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minify: true,
    keepNames: true,
  } as const;
  await build({
    ...options,
    entryPoints: [join(import.meta.dirname, '../../extension/language-server/main.ts')],
    outfile: join(folder, 'languageServer.js'),
  });
});

afterAll(() => rmSync(folder, { recursive: true }));

beforeEach(async () => {
  server = spawn(process.execPath, [join(folder, 'languageServer.js'), '--stdio'], { stdio: 'pipe' });
  connection = createProtocolConnection(
    new StreamMessageReader(server.stdout!),
    new StreamMessageWriter(server.stdin!),
  );
  published = new Inbox();
  compiled = new Inbox();
  connection.onNotification('textDocument/publishDiagnostics', (message: PublishDiagnosticsParams) =>
    published.put(message),
  );
  connection.onNotification('netwright/compiled', (message: CompiledParameters) => compiled.put(message));
  connection.listen();
  await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: null,
    workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'nets' }],
    capabilities: {},
  });
  await connection.sendNotification('initialized', {});
});

afterEach(() => {
  connection.dispose();
  server.kill();
});

const uri = () => pathToFileURL(join(folder, 'net.cnn')).href;

function open(text: string): Promise<void> {
  return connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri: uri(), languageId: 'cnn', version: 1, text },
  });
}

function replaceAll(version: number, text: string): Promise<void> {
  return connection.sendNotification('textDocument/didChange', {
    textDocument: { uri: uri(), version },
    contentChanges: [{ text }],
  });
}

const codes = (diagnostics: readonly Diagnostic[]) => diagnostics.map(({ code }) => code);
/** A network without anything to advise. */
const right = 'model M {\n  input 3x5x5\n  conv(16, 5) -> relu\n  global_avgpool -> dense(10)\n}\n';
const wrong = right.replace('conv', 'cnov');

describe('The language server', () => {
  it('reports mistakes, takes an edit, and ends when it is told to', async () => {
    await open(wrong);
    const first = await published.take(({ version }) => version === 1);
    expect(codes(first.diagnostics)).toEqual(['unknown-layer']);
    const start = first.diagnostics[0]!.range;
    await connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: uri(), version: 2 },
      contentChanges: [{ range: start, text: 'conv' }],
    });
    const second = await published.take(({ version }) => version === 2);
    expect(second.diagnostics).toEqual([]);
    const exited = new Promise<number | null>((resolve) => server.on('exit', resolve));
    await connection.sendRequest('shutdown');
    await connection.sendNotification('exit');
    expect(await exited).toBe(0);
  });

  it('answers from the newest text, also before the diagnostics of it are out', async () => {
    await open(wrong);
    await replaceAll(2, right);
    const answer = await connection.sendRequest<DiagramAnswer>('netwright/diagram', { uri: uri() });
    expect(answer.network?.layers.map(({ kind }) => kind)).toEqual([
      'input',
      'conv',
      'relu',
      'global_avgpool',
      'dense',
    ]);
    await replaceAll(3, right.replace('conv(16, 5) -> relu', 'relu'));
    const next = await connection.sendRequest<DiagramAnswer>('netwright/diagram', { uri: uri() });
    expect(next.network?.layers.map(({ kind }) => kind)).toEqual([
      'input',
      'relu',
      'global_avgpool',
      'dense',
    ]);
  });

  it('publishes the last of many fast edits, and tells the views', async () => {
    await open(wrong);
    await replaceAll(2, wrong.replace('dense', 'densse'));
    await replaceAll(3, right);
    const last = await published.take(({ version }) => version === 3);
    expect(last.diagnostics).toEqual([]);
    expect(published.taken.at(-1)).toEqual(last);
    expect(await compiled.take(({ version }) => version === 3)).toEqual({ uri: uri(), version: 3 });
  });

  it('checks again when an imported file appears on the disk', async () => {
    const library = join(folder, 'late.cnn');
    await open(`import "late.cnn"\n${right.replace('conv(16, 5)', 'Late')}`);
    const before = await published.take(() => true);
    expect(codes(before.diagnostics)).toContain('import-not-found');
    writeFileSync(library, 'block Late {\n  conv(16, 5)\n}\n');
    await connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: pathToFileURL(library).href, type: 1 }],
    });
    const after = await published.take((message) => message.uri === uri());
    expect(after.diagnostics).toEqual([]);
  });

  it('says what it can do, and refuses a bad new name with a sentence', async () => {
    await open(right);
    const rename = connection.sendRequest('textDocument/rename', {
      textDocument: { uri: uri() },
      position: { line: 0, character: 6 },
      newName: '3M',
    });
    await expect(rename).rejects.toThrow('does not begin with a digit');
  });
});
