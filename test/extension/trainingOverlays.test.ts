// A look inside a training network as what the diagram lays over its layers.
import { expect, test } from 'vitest';
import type { InternalsEvent } from '../../engine/protocol/internals.ts';
import { trainingOverlays } from '../../extension/panels/trainingOverlays.ts';

const distribution = (p15: number | null, p85: number | null) => ({
  p15,
  p50: 0,
  p85,
  mean: 0,
  deviation: 1,
});
const parameter = (name: string, gradient: number | null, update: number | null) => ({
  name,
  weight: 1,
  gradient,
  update,
  weights: null,
  gradients: null,
});

const look: InternalsEvent = {
  event: 'internals',
  step: 1201,
  seconds: 0,
  statistics: [],
  layers: [
    { path: 'stage.conv', inputs: [], output: distribution(-1, 2) },
    { path: 'relu', inputs: [], output: distribution(0, null), zeros: 0.5, dead: 0.25 },
  ],
  parameters: [
    parameter('stage.conv.weight', 0.5, null),
    parameter('stage.conv.bias', 2, 0.001),
    parameter('output.weight', null, 0.1),
  ],
};

test('each layer has the largest figure of its parameters, and what was not finite is left out', () => {
  const values = Object.fromEntries(trainingOverlays(look).map(({ id, values }) => [id, values]));
  expect(values).toEqual({
    'gradient norm': { 'stage.conv': 2 },
    'update ratio': { 'stage.conv': 0.001, output: 0.1 },
    'output spread': { 'stage.conv': 3 },
    'dead units': { relu: 0.25 },
  });
});

test('what no layer has is not offered, and the step is told', () => {
  const overlays = trainingOverlays({ ...look, layers: [] });
  expect(overlays.map(({ id }) => id)).toEqual(['gradient norm', 'update ratio']);
  expect(overlays[0]!.note).toBe('step 1,201');
});
