// The `train` request: a new run in a folder of its own.

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { sourceSha256 } from '../../client/sourceSha256.ts';
import type { DataSplits } from '../../datasets/dataset.ts';
import { skippedImages } from '../../datasets/skippedImages.ts';
import type { TrainRequest } from '../../protocol/messages.ts';
import { PROTOCOL_VERSION } from '../../protocol/messages.ts';
import { RUN_FORMAT, type RunRecord } from '../../protocol/runRecord.ts';
import { NETWRIGHT_VERSION } from '../../protocol/version.ts';
import { runtimeVersion } from '../../runtime/onnxRuntime.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { keptImports } from '../../training/keptImports.ts';
import { replicaCount } from '../../training/replicaCount.ts';
import { RunFolder, runExists, sourceName } from '../../training/runFolder.ts';
import { lockRun, type RunLock } from '../../training/runLock.ts';
import { initialState } from '../../training/trainingState.ts';
import type { EndEvent } from '../../training/trainNetwork.ts';
import type { JobContext } from '../requestServer.ts';
import { startTraining } from './startTraining.ts';

/** Fails before it makes the folder where the data, the device or the network do not allow training. */
export async function trainRun(given: TrainRequest, context: JobContext): Promise<EndEvent> {
  // The run may be resumed from elsewhere.
  const request = { ...given, folder: resolve(given.folder), dataRoot: resolve(given.dataRoot) };
  const { network, recipe, folder, source } = request;
  if (existsSync(folder)) throw runExists(folder);
  let lock: RunLock | undefined;
  try {
    return await startTraining(request, context, {
      state: initialState(network, recipe),
      openFolder: async (data, runtime, lowerings) => {
        const imports = keptImports(source.file, source.imported ?? []);
        const kept = imports.map(({ name, file }) => ({ name, file }));
        const record = { ...(await newRecord(request, data, runtime)), imports: kept, lowerings };
        const opened = await RunFolder.create(folder, { record, network, sourceText: source.text, imports });
        lock = await lockRun(folder);
        return opened;
      },
    });
  } finally {
    await lock?.release().catch((failure: Error) => context.log(`The lock stays: ${failure.message}`));
  }
}

async function newRecord(request: TrainRequest, data: DataSplits, runtime: Runtime): Promise<RunRecord> {
  const { network, recipe, source, dataRoot, device, threads, internals } = request;
  return {
    format: RUN_FORMAT,
    state: 'running',
    pid: process.pid,
    model: network.name,
    arguments: network.arguments,
    source: sourceName(source.file),
    sourceFile: source.file,
    sourceSha256: sourceSha256(
      source.text,
      (source.imported ?? []).map(({ text }) => text),
    ),
    recipe,
    seed: recipe.seed,
    dataRoot,
    classes: data.training.classes,
    ...skippedImages(data),
    ...(data.training.levels ? { levels: data.training.levels } : {}),
    preparation: data.training.before ?? { shape: data.training.shape, transforms: [] },
    device,
    deviceUsed: runtime.device,
    threads,
    replicas: replicaCount(recipe.batch, runtime.replicas?.most),
    ...(internals === undefined ? {} : { internals }),
    started: new Date().toISOString(),
    ended: null,
    epoch: 0,
    step: 0,
    best: null,
    problem: null,
    versions: {
      netwright: NETWRIGHT_VERSION,
      protocol: PROTOCOL_VERSION,
      runtime: await runtimeVersion(),
      node: process.versions.node,
      platform: `${process.platform}-${process.arch}`,
    },
  };
}
