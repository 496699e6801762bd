// A program of its own, for webgpu.test.ts: every layer kind forwards and backwards on webgpu, and a training step.

import { tensor64, zeros64 } from '../../engine/graph/tensor64.ts';
import { factorsAt } from '../../engine/training/optimizers/optimizer.ts';
import { stateShapes } from '../../engine/training/trainingState.ts';
import { buildTrainingStep } from '../../engine/training/trainingStep.ts';
import { computedKinds, type LayerCase, layerCases, writtenCase } from '../engine/layerCases.ts';
import { plainCrossEntropy, prepareLayerCase } from '../engine/layerSubject.ts';
import { smallRecipe } from '../engine/training/pytorchSteps.ts';
import { printReport, webgpuDifference, webgpuDifferencesByOutput } from './webgpuDifference.ts';

/** The case of one map with the longest text: the one with most to say. */
function fullestCase(kind: string): LayerCase {
  const own = layerCases.filter(
    (given) => given.kind === kind && given.title.startsWith(image) && !given.blind,
  );
  const whole = own.filter(({ network, title }) => network.heads.length === 0 && !title.includes('\n'));
  return whole.reduce((fullest, given) => (given.title.length > fullest.title.length ? given : fullest));
}

const image = '4x6x5 -> ';
const headOf = (kind: string) => `of_${kind}`;

/**
 * Every kind in a head of its own, all in one session, as most of a session's time goes into compiling shaders. What the
 * scale before it learns tells of the layer's backward half, the rest of the head of its forward half.
 */
function allKinds(): LayerCase {
  const heads = [...computedKinds.keys()].map((kind) => {
    const body = fullestCase(kind).title.slice(image.length);
    return `head ${headOf(kind)}(weight: 1) { scale(1, trainable: true, bias: true) -> tanh -> ${body} }`;
  });
  return writtenCase('every kind', `${heads.join('\n  ')}\n  flatten -> dense(3)`);
}

/** Many kinds in one network, with chance, statistics, a merge, a gate and a head. */
const stepCase = writtenCase(
  'training step',
  `conv(4, 3, padding: same, bias: false) -> bn -> leaky_relu(0.1) -> spatial_dropout(0.2)
  add { depthwise_conv(3, padding: same) -> group_norm(2); identity } -> prelu
  mul { identity; { global_avgpool -> dense(4) -> sigmoid } }
  head aux(weight: 0.3) { avgpool(2) -> flatten -> dense(3) }
  maxpool(3, stride: 2, padding: 1) -> lrn(3, alpha: 1) -> flatten -> dropout(0.3) -> dense(3)`,
);

/** One step of sgd with momentum: the loss, and what every tensor becomes. */
async function stepDifference(): Promise<number> {
  const { network } = stepCase;
  const { feeds, labels } = prepareLayerCase(stepCase);
  const recipe = { ...smallRecipe, batch: labels.length, loss: plainCrossEntropy };
  const { graph } = buildTrainingStep(network, recipe);
  const all = new Map(feeds);
  for (const [name, shape] of stateShapes(network, recipe)) {
    if (!all.has(name)) all.set(name, zeros64(shape));
  }
  all.set('learning_rate', tensor64([], [0.1]));
  for (const [name, value] of factorsAt(recipe.optimizer, 1)) all.set(name, tensor64([], [value]));
  return webgpuDifference(graph, all);
}

async function measure(): Promise<Record<string, number>> {
  const differences: Record<string, number> = { 'training step: sgd': await stepDifference() };
  const { graph, feeds } = prepareLayerCase(allKinds());
  for (const [name, apart] of await webgpuDifferencesByOutput(graph, feeds)) {
    const kind = /^grad\.of_(\w+)\./.exec(name)?.[1] ?? 'every kind';
    differences[`${kind}: ${name}`] = apart;
  }
  return differences;
}

await printReport(measure);
