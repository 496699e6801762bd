// Reads what a run's folder says about the run, for the editor and the command line.

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { wrongField } from '../protocol/fields.ts';
import type { TrainRequest } from '../protocol/messages.ts';
import { parseRunRecord, type RunRecord, runFiles } from '../protocol/runRecord.ts';
import { UserError } from '../userError.ts';

type Network = TrainRequest['network'];

/**
 * The record and the network of a run.
 * @throws UserError `run.unreadable` where the folder is no run's, or a file of it is damaged.
 */
export async function readRun(
  folder: string,
): Promise<{ readonly record: RunRecord; readonly network: Network }> {
  const file = join(folder, runFiles.record);
  const read = parseRunRecord(await readText(file, folder));
  if ('wrong' in read) throw new UserError('run.unreadable', `${file} ${read.wrong}.`, { file });
  const networkFile = join(folder, runFiles.network);
  const parsed = parseNetwork(await readText(networkFile, folder));
  if ('wrong' in parsed) {
    throw new UserError('run.unreadable', `${networkFile} ${parsed.wrong}.`, { file: networkFile });
  }
  return { record: read.record, network: parsed.network };
}

/** SHA-256 of a file in hexadecimal digits; undefined where it cannot be read. */
export async function fileSha256(file: string): Promise<string | undefined> {
  const bytes = await readFile(file).catch(() => undefined);
  return bytes && createHash('sha256').update(bytes).digest('hex');
}

function parseNetwork(text: string): { readonly network: Network } | { readonly wrong: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { wrong: 'is not valid JSON' };
  }
  const wrong = wrongField(value, networkFields);
  if (wrong !== undefined) return { wrong };
  const network = value as Network;
  for (const [index, layer] of network.layers.entries()) {
    const inLayer = wrongField(layer, layerFields);
    if (inLayer !== undefined) return { wrong: `is damaged: its layer ${index} ${inLayer}` };
  }
  const hasOutput = network.layers.some(({ path }) => path === network.output);
  return hasOutput ? { network } : { wrong: `is damaged: it has no layer ${network.output}, its output` };
}

const networkFields = {
  name: 'text',
  arguments: 'object',
  layers: 'list',
  groups: 'list',
  heads: 'list',
  output: 'text',
} as const;

const layerFields = {
  path: 'text',
  kind: 'text',
  attributes: 'object',
  inputs: 'list',
  outputShape: 'list',
  parameters: 'list',
  origin: 'object',
} as const;

async function readText(file: string, folder: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'is missing' : 'cannot be read';
    throw new UserError('run.unreadable', `${folder} is not the folder of a run: ${file} ${reason}.`, {
      file,
      cause,
    });
  }
}
