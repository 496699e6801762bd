// `summary --memory` and `--fits`: what a training step needs on this machine, and the largest batch that fits.

import { estimateMemory } from '../engine/analysis/memory.ts';
import { largestBatch, peakBytes } from '../engine/analysis/memoryForecast.ts';
import type { Network } from '../engine/network/network.ts';
import type { Recomputation } from '../engine/recipe/recipe.ts';
import type { Compilation } from '../extension/language/compilation.ts';
import type { CommandContext } from './command.ts';
import type { ModelChoice } from './compiledFile.ts';
import { otherImages, recipeOf } from './compiledFile.ts';
import { replicasOption, threadsOption, withEngine } from './engineProcess.ts';
import { recomputeEntry } from './recomputeOption.ts';
import { sizeOption } from './sizeOption.ts';

export interface StepMemory {
  /** Peak resident memory of the engine in a training step of the batch asked for. */
  readonly trainingPeakBytes: number;
  /** What the step computes again; nothing where absent. */
  readonly recompute?: Recomputation;
  /** The most images whose step fits; `batch` is null where not even one does. */
  readonly fits?: { readonly bytes: number; readonly batch: number | null };
}

/** Undefined where neither `--memory` nor `--fits` is given. */
export async function stepMemory(
  context: CommandContext,
  compilation: Compilation,
  choice: ModelChoice,
  { model, batch }: { readonly model: string; readonly batch: number },
): Promise<StepMemory | undefined> {
  const limit = sizeOption(context, 'fits', 1);
  if (limit === undefined && context.options['memory'] !== true) return undefined;
  const entries = { ...otherImages.entries, ...recomputeEntry(context) };
  const overrides = { arguments: choice.arguments, ...otherImages, entries };
  const { network, recipe } = recipeOf(compilation, { name: undefined, model }, overrides);
  const { replicas = 1 } = replicasOption(context);
  // Refused where it cannot be shared.
  const sounded = limit === undefined ? batch : equallyShared(soundedBatch(network, batch, limit), replicas);
  const threads = threadsOption(context);
  const forecast = await withEngine(context, (engine) =>
    engine.request('memory', { network, recipe, batch: sounded, threads, replicas }),
  );
  const trainingPeakBytes = Math.round(peakBytes(forecast, batch));
  const { recompute } = recipe;
  const step = { trainingPeakBytes, ...(recompute && { recompute }) };
  if (limit === undefined) return step;
  const most = largestBatch(forecast, limit);
  const fits = most === undefined || most < replicas ? null : equallyShared(most, replicas);
  return { ...step, fits: { bytes: limit, batch: fits } };
}

/** The most images, so many or fewer, that replicas can share. */
function equallyShared(images: number, replicas: number): number {
  return Math.max(1, Math.floor(images / replicas)) * replicas;
}

/**
 * The batch asked for, but for the largest one that fits about as many as seem to by the shapes alone: half of them are
 * tried, which must not need what is not there.
 */
function soundedBatch(network: Network, batch: number, limit: number): number {
  const fits = (images: number) => estimateMemory(network, images).trainingBytes <= limit / 2;
  let most = Math.max(batch, 1);
  while (most > 1 && !fits(most)) most = Math.floor(most / 2);
  while (most < mostSounded && fits(2 * most)) most *= 2;
  return most;
}

const mostSounded = 128;
