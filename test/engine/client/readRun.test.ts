// What is said of a run's folder whose files are damaged.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRun } from '../../../engine/client/readRun.ts';
import { buildNetwork } from '../training/buildNetwork.ts';
import { smallRecipe } from '../training/pytorchSteps.ts';
import { runRecordOf } from '../training/runRecordOf.ts';
import { temporaryFolder } from '../training/temporaryFolder.ts';

const network = buildNetwork([1, 2, 2], [{ path: 'flatten', kind: 'flatten' }]);
const record = runRecordOf(smallRecipe, network, ['a', 'b']);

/** What reading says, the folder left out; nothing where it works. */
async function said(runFile: string, networkFile = JSON.stringify(network)): Promise<string | undefined> {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'run.json'), runFile);
  writeFileSync(join(folder, 'network.json'), networkFile);
  return readRun(folder).then(
    () => undefined,
    ({ code, message }) => `${code}: ${message.replaceAll(`${folder}/`, '')}`,
  );
}

const withFields = (fields: object) => said(JSON.stringify({ ...record, ...fields }));

describe('the folder of a run', () => {
  it('is read with its record and its network', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'run.json'), JSON.stringify(record));
    writeFileSync(join(folder, 'network.json'), JSON.stringify(network));
    expect(await readRun(folder)).toEqual({ record, network });
  });

  it('is refused where its record is damaged', async () => {
    const { batch: _, ...recipe } = record.recipe;
    expect(await said('{"format": 1')).toBe('run.unreadable: run.json is not valid JSON.');
    expect(await said('[]')).toBe('run.unreadable: run.json does not describe a run.');
    expect(await withFields({ format: 2 })).toBe(
      'run.unreadable: run.json has the format 2; this version reads 1.',
    );
    expect(await withFields({ threads: 'all' })).toBe(
      'run.unreadable: run.json has a field threads that is not a number.',
    );
    expect(await withFields({ recipe })).toBe('run.unreadable: run.json lacks the field recipe.batch.');
    expect(await withFields({ preparation: { shape: [1, 2, 2] } })).toBe(
      'run.unreadable: run.json lacks the field preparation.transforms.',
    );
  });

  it('is refused where its network is damaged', async () => {
    const text = JSON.stringify(record);
    expect(await said(text, '{"name": "Small"}')).toBe(
      'run.unreadable: network.json lacks the field arguments.',
    );
    const { kind: _, ...layer } = network.layers[1]!;
    expect(await said(text, JSON.stringify({ ...network, layers: [network.layers[0], layer] }))).toBe(
      'run.unreadable: network.json is damaged: its layer 1 lacks the field kind.',
    );
    expect(await said(text, JSON.stringify({ ...network, output: 'elsewhere' }))).toBe(
      'run.unreadable: network.json is damaged: it has no layer elsewhere, its output.',
    );
  });
});
