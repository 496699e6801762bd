// Which lowerings a run takes: those of its record, those measured on this machine, or the rules' alone.

import type { Graph } from '../graph/graph.ts';
import { applicableLowerings } from '../onnx/chooseLowering.ts';
import { channelBlockOf, createOnnxRuntime, runtimeVersion } from '../runtime/onnxRuntime.ts';
import { ChoiceCache } from '../tuning/choiceCache.ts';
import { thisMachine } from '../tuning/machine.ts';
import {
  type ChosenLowerings,
  loweringKind,
  type TunedLowerings,
  tuneLowerings,
} from '../tuning/tuneLowerings.ts';

/** What measuring may take at the first use of a network's shapes. */
const budgetMs = 4000;
/** Below, a tenth of a millisecond of a step, there is nothing to gain that a user would notice. */
const leastWork = 5e6;

export interface LoweringWishes {
  readonly threads: number;
  /** The rules choose, and nothing is measured. */
  readonly deterministic?: boolean | undefined;
  /** What an earlier part of the run took. */
  readonly recorded?: ChosenLowerings | undefined;
}

export interface RunLowerings {
  readonly chosen: ChosenLowerings;
  /** What the user should know: that something was measured, and in what time. */
  readonly note?: string;
}

/** For graphs on the processor; other devices follow the rules. */
export async function runLowerings(
  graph: Graph,
  { threads, deterministic, recorded }: LoweringWishes,
  { log, signal }: { readonly log: (line: string) => void; readonly signal: AbortSignal },
): Promise<RunLowerings> {
  if (recorded !== undefined) return { chosen: recorded };
  if (deterministic) return { chosen: {} };
  const machine = thisMachine({ device: 'cpu', threads, runtime: await runtimeVersion() });
  const channelBlock = await channelBlockOf('cpu');
  const tuned = await tuneLowerings(graph, {
    cache: await ChoiceCache.open(machine),
    applicable: (node) => applicableLowerings(node, 'cpu', channelBlock),
    runtimeWith: (lowering) =>
      createOnnxRuntime({
        device: 'cpu',
        threads,
        chooseLowering: (_node, _target, names) => (names.includes(lowering) ? lowering : undefined),
      }),
    budgetMs,
    leastWork,
    signal,
    onStart: (count) => log(`Measuring how ${count} convolutions are computed fastest on this machine …`),
  });
  return { chosen: tuned.chosen, ...noteOf(tuned) };
}

/** What earlier runs with so many threads measured here, for who wants to see the steps that a run takes. */
export async function knownLowerings(threads: number): Promise<ChosenLowerings> {
  const machine = thisMachine({ device: 'cpu', threads, runtime: await runtimeVersion() });
  return (await ChoiceCache.open(machine)).chosen(loweringKind);
}

function noteOf({ measured, left, milliseconds }: TunedLowerings): { readonly note?: string } {
  if (measured === 0) return {};
  const rest = left === 0 ? '' : ` For ${left} more there was no time: rules chose.`;
  const note =
    `It was measured how ${measured === 1 ? 'one kind of convolution is' : `${measured} kinds of convolutions are`} computed ` +
    `fastest on this machine, in ${(milliseconds / 1000).toFixed(1)} s.${rest} Later runs know it; \`netwright devices\` ` +
    'shows it.';
  return { note };
}
