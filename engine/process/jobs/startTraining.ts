// What a new and a resumed run have in common: data, device, network and their fit.

import { join } from 'node:path';
import { fileSha256, readRun } from '../../client/readRun.ts';
import type { DataSplits } from '../../datasets/dataset.ts';
import { openData } from '../../datasets/openData.ts';
import type { Network } from '../../network/network.ts';
import { type RunRecord, runFiles } from '../../protocol/runRecord.ts';
import { imagesPerStep, type Recipe } from '../../recipe/recipe.ts';
import type { Device } from '../../runtime/device.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { checkTrainingData } from '../../training/checkData.ts';
import { chooseReplicas } from '../../training/chooseReplicas.ts';
import { inferenceShapes } from '../../training/evaluationGraph.ts';
import { exportModel } from '../../training/exportModel.ts';
import { replicaCount } from '../../training/replicaCount.ts';
import type { RunFolder } from '../../training/runFolder.ts';
import type { TrainingState } from '../../training/trainingState.ts';
import { buildTrainingStep } from '../../training/trainingStep.ts';
import { type EndEvent, type TrainingJob, trainNetwork } from '../../training/trainNetwork.ts';
import { readWeights } from '../../training/weightsFile.ts';
import { createLoader } from '../createLoader.ts';
import { chooseRuntime } from '../devices.ts';
import type { JobContext } from '../requestServer.ts';
import { type RunLowerings, runLowerings } from '../runLowerings.ts';
import { openMailbox, type RunMailbox } from '../runMailbox.ts';

export interface TrainingSubject {
  readonly network: Network;
  readonly recipe: Recipe;
  readonly folder: string;
  readonly dataRoot: string;
  readonly device: Device;
  readonly threads: number;
  /** By rule where it is absent. */
  readonly replicas?: number | undefined;
  readonly internals?: number;
  readonly imageMemory?: number | undefined;
  readonly learningRateChanges?: RunRecord['learningRateChanges'];
  readonly deterministic?: boolean | undefined;
  /** Of the run's record, where it goes on. */
  readonly lowerings?: RunRecord['lowerings'];
}

export async function startTraining(
  subject: TrainingSubject,
  context: JobContext,
  start: {
    readonly state: TrainingState;
    /** What the user should know before it begins, in sentences. */
    readonly notes?: readonly string[];
    readonly openFolder: (
      data: DataSplits,
      runtime: Runtime,
      lowerings: NonNullable<RunRecord['lowerings']>,
    ) => Promise<RunFolder>;
  },
): Promise<EndEvent> {
  const { emit, log, signal, controls } = context;
  const { network, recipe, dataRoot, device, threads, imageMemory } = subject;
  const { internals = 0, learningRateChanges = [] } = subject;
  const data = await openData(recipe, dataRoot, imageMemory);
  for (const { description, skipped } of [data.training, data.validation]) {
    // For whoever reads the log; the start event has the counts.
    if (skipped) log(`Left out ${skipped.count} damaged files of ${description}: ${skipped.first}, …`);
  }
  checkTrainingData(network, data, imagesPerStep(recipe));
  const lowerings: Record<string, string> = {};
  const { runtime, note } = await chooseRuntime({
    device,
    threads,
    lowerings,
    replicasOn: (on) => chooseReplicas(recipe, on, subject.replicas),
  });
  const { chosen, note: measured } = await trainingLowerings(subject, runtime, { log, signal });
  Object.assign(lowerings, chosen);
  const loader = createLoader();
  let mailbox: RunMailbox | undefined;
  const trained = trainNetwork({
    network,
    recipe,
    data,
    streamBatches: loader.stream,
    runtime,
    openFolder: async () => {
      const folder = await start.openFolder(data, runtime, chosen);
      mailbox = await openMailbox(folder.path, context);
      return folder;
    },
    state: start.state,
    internals,
    learningRateChanges,
    controls,
    exportModel: (trained) => exportTrained(subject, data, trained),
    emit,
    signal,
    notes: [...(start.notes ?? []), note, measured].filter((text) => text !== undefined),
  });
  return trained.finally(() => {
    mailbox?.close();
    return loader.close();
  });
}

/** Those of the training step, whose time decides; of one replica's part, where several share the batch. */
async function trainingLowerings(
  { network, recipe, threads, deterministic, lowerings: recorded }: TrainingSubject,
  { device, replicas: shared }: Runtime,
  context: Pick<JobContext, 'log' | 'signal'>,
): Promise<RunLowerings> {
  if (device !== 'cpu') return { chosen: {} };
  const replicas = replicaCount(recipe.batch, shared?.most);
  const { graph } = buildTrainingStep(network, { ...recipe, batch: recipe.batch / replicas });
  const wishes = { threads: Math.max(1, Math.floor(threads / replicas)), deterministic, recorded };
  return runLowerings(graph, wishes, context);
}

/** The best weights where an epoch was finished, the last ones otherwise. */
async function exportTrained(
  { network, recipe, folder }: TrainingSubject,
  { training }: DataSplits,
  { file, weights, best }: Parameters<TrainingJob['exportModel']>[0],
): Promise<void> {
  const used = best ? await readWeights(join(folder, runFiles.best), inferenceShapes(network)) : weights;
  const { record } = await readRun(folder);
  const sourceSha256 = record.sourceSha256 ?? (await fileSha256(join(folder, record.source)));
  await exportModel(file, network, {
    weights: used,
    classes: training.classes,
    transforms: recipe.transforms,
    ...(training.levels ? { levels: training.levels } : {}),
    ...(sourceSha256 ? { sourceSha256 } : {}),
    recipe: recipe.name,
    data: recipe.data,
    seed: recipe.seed,
    ...(best ? { epoch: best.epoch, validationAccuracy: best.accuracy } : {}),
  });
}
