// The difference of two networks as JSON.

import type {
  Change,
  ComparedLayer,
  NetworkComparison,
} from '../engine/analysis/comparison/compareNetworks.ts';
import type { LayerSummary } from '../engine/analysis/summarize.ts';

/** Lists of layers by status; `parameters` and `macs` are of inference, before and after. */
export function diffJson({ before, after, layers, figures, notes }: NetworkComparison) {
  const only = (status: 'added' | 'removed') =>
    layers.flatMap((layer) => (layer.status === status ? [jsonLayer((layer.after ?? layer.before)!)] : []));
  const both = (status: 'changed' | 'affected') =>
    layers.flatMap((layer) => (layer.status === status ? [jsonChange(layer)] : []));
  return {
    models: [before.model, after.model],
    added: only('added'),
    removed: only('removed'),
    changed: both('changed'),
    affected: both('affected'),
    equivalent: layers.flatMap((layer) => (layer.status === 'equivalent' ? [jsonEquivalent(layer)] : [])),
    unchanged: layers.filter(({ status }) => status === 'same').length,
    ...figures,
    receptiveField: figures.receptiveField.map((field) => field?.size ?? null),
    notes,
  };
}

function jsonLayer({ path, kind, label, origin, outputShape, parameters, macs }: LayerSummary) {
  return { path, kind, label, ...jsonPlace(origin), outputShape, parameters, macs };
}

/** An ONNX file has no lines. */
function jsonPlace({ file, line, start, end }: LayerSummary['origin']) {
  return end > start ? { file, line } : { file };
}

/** Null on the side that has it in another layer, or does without. */
function jsonEquivalent({ before, after, reason }: Extract<ComparedLayer, { status: 'equivalent' }>) {
  const shown = (after ?? before)!;
  return {
    path: shown.path,
    kind: shown.kind,
    label: shown.label,
    before: before?.path ?? null,
    after: after?.path ?? null,
    reason,
    parameters: [before?.parameters ?? 0, after?.parameters ?? 0],
  };
}

function jsonChange(layer: Extract<ComparedLayer, { rewired: boolean }>) {
  const { before, after, attributes, rewired } = layer;
  const change = <T>(figure: (side: LayerSummary) => T): Change<T> => [figure(before), figure(after)];
  return {
    path: after.path,
    before: before.path,
    ...jsonPlace(after.origin),
    kind: change(({ kind }) => kind),
    label: change(({ label }) => label),
    attributes,
    rewired,
    outputShape: change(({ outputShape }) => outputShape),
    parameters: change(({ parameters }) => parameters),
    macs: change(({ macs }) => macs),
  };
}
