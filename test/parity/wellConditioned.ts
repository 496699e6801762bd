// Finds weights and a batch on which float32 can tell a network's gradients, before this engine has a say.

import type { Network } from '../../engine/network/network.ts';
import { temporaryFolder } from '../engine/training/temporaryFolder.ts';
import { prepareSubject, pytorchGradients, pytorchRun, type Subject, type Tensors } from './comparedRun.ts';
import { largestDifference, largestEntry } from './difference.ts';
import type { PytorchServer } from './pytorchServer.ts';

export interface Reference {
  readonly subject: Subject;
  /** PyTorch's, in float64. */
  readonly exact: Tensors;
}

export interface ReferenceOptions {
  /** Deviation of what is added to every trained number. */
  readonly perturbation: number;
  /** How far PyTorch's own float32 may be from its float64. */
  readonly sufficient: number;
}

/**
 * [seed, images, offset]. Statistics of few numbers have variances near zero, which enlarge every error: larger batches
 * steady them. Offsets of batch normalisation keep numbers away from the kinks of the rectifiers behind it, where they may
 * fall either way, and dozens of normalised layers in a row then enlarge an error less.
 */
const tries = [
  [1, 4, 0],
  [2, 16, 2],
  [3, 16, 2],
  [4, 32, 2],
  [5, 32, 1.5],
  [6, 16, 2],
  [7, 32, 1.5],
  [8, 32, 2],
  [9, 32, 1.5],
  [10, 24, 2],
  [11, 32, 1.5],
  [12, 24, 2],
] as const;

/** A factor this far from 1 moves a number by about eight roundings to float32. */
const moved = 1e-6;

/** How far the exact gradients may go when every weight and pixel is moved. */
const steady = 2e-4;

/** How many deviations from zero the mean of what is normalised may be. PyTorch sums in float64 there, graphics cards do not. */
const centred = 50;

/**
 * The first try that is well conditioned: PyTorch's own float32 is close to its float64, and float64 gradients stay where
 * they are when all numbers move by more than float32 rounds them, so that no kink is near. Undefined where none is.
 */
export async function findReference(
  network: Network,
  server: PytorchServer,
  { perturbation, sufficient }: ReferenceOptions,
): Promise<Reference | undefined> {
  for (const [seed, batch, offset] of tries) {
    const options = { batch, perturbation, seed, offset };
    const subject = await prepareSubject(network, temporaryFolder(), options);
    const { tensors: exact, offset: normalised } = await pytorchRun(subject, server, 'float64');
    if (normalised > centred) continue;
    if (apart(await pytorchGradients(subject, server, 'float32'), exact) > sufficient) continue;
    const beside = await prepareSubject(network, temporaryFolder(), { ...options, moved });
    if (apart(await pytorchGradients(beside, server), exact) <= steady) return { subject, exact };
  }
  return undefined;
}

type Compared = Parameters<typeof largestDifference>[0];

/** Gradients so small beside the network's largest are measured as if they were a thousandth of it. */
export function apart(actual: Compared, expected: Compared): number {
  return largestDifference(actual, expected, 1e-3 * largestEntry(expected, 'grad.')).share;
}
