// What two runs have not in common, for the page that compares them.

import { compareNetworks } from '../../engine/analysis/comparison/compareNetworks.ts';
import type { Network } from '../../engine/network/network.ts';
import type { RunRecord } from '../../engine/protocol/runRecord.ts';
import type { ComparedLayerRow, Pair, ToRunComparison } from '../../webview/protocol/runs.ts';
import { comparisonStrip } from '../diagram/comparisonFigures.ts';
import { recipeDifferences } from './recipeDifferences.ts';
import type { RunSummary } from './runSummary.ts';
import { runFacts } from './runWords.ts';

export interface RunToCompare {
  readonly summary: RunSummary;
  readonly record: RunRecord;
  readonly network: Network;
  /** 0 where no event told it. */
  readonly stepsPerEpoch: number;
}

/** Facts that both have alike say nothing. */
const ownFacts = ['State', 'Recipe', 'Device', 'Best accuracy', 'Epochs', 'Started', 'Trained for', 'Tags'];

export function compareTwoRuns(
  [one, other]: Pair<RunToCompare>,
  now: number,
): Extract<ToRunComparison, { kind: 'runs' }> {
  const comparison = compareNetworks(one.network, other.network, { batch: 1 });
  const told = ({ summary, stepsPerEpoch }: RunToCompare) => ({
    name: summary.name,
    facts: runFacts(summary, now).filter(([name]) => ownFacts.includes(name)),
    stepsPerEpoch,
  });
  const layers = comparison.layers.flatMap(({ status, before, after }): readonly ComparedLayerRow[] => {
    // Layers of texts are never equivalent, but the same.
    if (status === 'same' || status === 'equivalent') return [];
    return [{ status, path: (after ?? before)!.path, labels: [before?.label ?? '', after?.label ?? ''] }];
  });
  return {
    kind: 'runs',
    runs: [told(one), told(other)],
    recipe: recipeDifferences(one.record.recipe, other.record.recipe),
    network: comparisonStrip(comparison, { before: one.summary.name, after: other.summary.name }),
    layers,
    folders: [one.summary.folder, other.summary.folder],
  };
}
