// What the newest look inside a training network found, as what the diagram lays over its layers.

import type { InternalsEvent, ParameterInternals } from '../../engine/protocol/internals.ts';
import type { LayerOverlay } from '../../webview/protocol/overlay.ts';
import type { TrainingRuns } from '../training/trainingRuns.ts';
import type { OverlaySource } from './overlaySource.ts';

/** Of the newest run of the model that is drawn. */
export function trainingOverlaySource(training: TrainingRuns): OverlaySource {
  return {
    onDidChange: training.onDidLook,
    overlaysOf(file, model) {
      const look = training.all
        .find(({ record }) => record.file === file && record.state.model === model)
        ?.record.looks.all.at(-1);
      return look ? trainingOverlays(look) : [];
    },
  };
}

export function trainingOverlays(look: InternalsEvent): readonly LayerOverlay[] {
  const { layers, parameters, step } = look;
  const note = `step ${step.toLocaleString('en-US')}`;
  const common = { source: 'training', unit: '', combine: 'max', note } as const;
  const dead = layers.flatMap(({ path, dead }) => (typeof dead === 'number' ? [[path, dead] as const] : []));
  const spread = layers.flatMap(({ path, output: { p15, p85 } }) =>
    p15 === null || p85 === null ? [] : [[path, p85 - p15] as const],
  );
  const overlays: readonly LayerOverlay[] = [
    {
      ...common,
      id: 'gradient norm',
      title: 'Gradient norm',
      format: 'number',
      scale: 'logarithmic',
      values: byLayer(parameters, ({ gradient }) => gradient),
    },
    {
      ...common,
      id: 'update ratio',
      title: 'Update to weight',
      format: 'number',
      scale: 'logarithmic',
      values: byLayer(parameters, ({ update }) => update),
    },
    {
      ...common,
      id: 'output spread',
      title: 'Spread of outputs',
      format: 'number',
      scale: 'logarithmic',
      values: Object.fromEntries(spread),
    },
    {
      ...common,
      id: 'dead units',
      title: 'Dead units',
      format: 'share',
      scale: 'linear',
      values: Object.fromEntries(dead),
    },
  ];
  return overlays.filter(({ values }) => Object.keys(values).length > 0);
}

/** The largest of a layer's parameters. */
function byLayer(
  parameters: readonly ParameterInternals[],
  figureOf: (parameter: ParameterInternals) => number | null,
): Readonly<Record<string, number>> {
  const values: Record<string, number> = {};
  for (const parameter of parameters) {
    const layer = parameter.name.slice(0, parameter.name.lastIndexOf('.'));
    const figure = figureOf(parameter);
    if (figure !== null) values[layer] = Math.max(values[layer] ?? 0, figure);
  }
  return values;
}
