// Rules of design that look at a network as a whole.

import { receptiveFields } from '../../../engine/analysis/receptiveField.ts';
import type { NetworkLayer } from '../../../engine/network/network.ts';
import { formatShape } from '../../../engine/network/shape.ts';
import type { Fix } from '../diagnostic.ts';
import { formatNumber } from '../elaboration/value.ts';
import { categoryOf, isWeighted, type NetworkView, trainedCount } from './networkView.ts';
import { removeStatement } from './removal.ts';

/** A layer whose output nothing reads, and that is no output itself. */
export function checkUnusedValues(view: NetworkView): void {
  const { network } = view;
  const outputs = new Set([network.output, ...network.heads.map(({ output }) => output)]);
  for (const layer of network.layers) {
    if (view.after(layer).length > 0 || outputs.has(layer.path) || endsInSoftmax(view, layer, outputs))
      continue;
    const message =
      `Nothing uses what this \`${layer.kind}\` computes: join it with \`concat { … }\` or ` +
      '`add { … }`, or remove it.';
    view.report(layer, 'unused-value', message, { fixes: withoutStatement(view, layer) });
  }
}

/** For the last layer of one of the model's own statements, which the next one does not go on from. */
function withoutStatement(view: NetworkView, { origin }: NetworkLayer): readonly Fix[] {
  if (origin.file !== view.file.name) return [];
  const statement = view.model.body.statements.find(
    ({ kind, start, end }) => kind === 'chain' && start <= origin.start && end === origin.end,
  );
  return statement === undefined ? [] : [removeStatement(view.file, statement, 'Remove the statement')];
}

function endsInSoftmax(view: NetworkView, layer: NetworkLayer, outputs: ReadonlySet<string>): boolean {
  let before: NetworkLayer | undefined = layer;
  while (before?.kind === 'softmax') before = view.before(before);
  return before !== layer && before !== undefined && outputs.has(before.path);
}

const deepest = 20;

/** Beyond about twenty layers, plain networks train worse the deeper they are (He et al., 2015). */
export function checkShortcuts(view: NetworkView): void {
  const { layers, output } = view.network;
  if (layers.some(({ inputs }) => inputs.length > 1)) return;
  const depths = new Map<string, number>();
  for (const layer of layers) {
    const before = depths.get(layer.inputs[0] ?? '') ?? 0;
    depths.set(layer.path, before + (isWeighted(layer) ? 1 : 0));
  }
  const depth = depths.get(output) ?? 0;
  if (depth <= deepest) return;
  const message =
    `\`${view.network.name}\` has ${depth} weighted layers in a row and no shortcut: beyond ` +
    `about ${deepest}, plain networks train worse the deeper they are. Put \`add { … }\` with an ` +
    '`identity` branch around every two or three.';
  view.reportModel('deep-without-shortcut', message);
}

/**
 * A global pooling averages what its units see, so no unit knows the whole image where each sees only a part.
 */
export function checkReceptiveField(view: NetworkView): void {
  const input = view.network.layers[0]?.outputShape;
  let pooling = view.layer(view.network.output);
  while (pooling !== undefined && !isGlobalPooling(pooling)) {
    if (pooling.kind === 'flatten' || pooling.inputs.length !== 1) return;
    pooling = view.before(pooling);
  }
  const last = pooling === undefined ? undefined : view.before(pooling);
  if (pooling === undefined || last === undefined || input === undefined) return;
  const field = receptiveFields(view.network).get(last.path);
  if (field === undefined || (field.size[0] >= input[1]! && field.size[1] >= input[2]!)) return;
  const message =
    `Before this \`${pooling.kind}\` each unit sees ${formatShape(field.size)} of the ` +
    `${formatShape(input.slice(1))} input, so none knows the whole image: add layers, larger kernels, or ` +
    'downsample earlier.';
  view.report(pooling, 'receptive-field-too-small', message);
}

function isGlobalPooling({ kind }: NetworkLayer): boolean {
  return kind === 'global_avgpool' || kind === 'global_maxpool';
}

/** So few parameters are no burden, whatever holds them. */
const fewParameters = 1_000_000;

/** As 58 of AlexNet's 62 million (Krizhevsky et al., 2012). */
export function checkDenseShare(view: NetworkView): void {
  const { layers } = view.network;
  const deployed = layers.filter(({ head }) => head === undefined);
  const dense = deployed.filter((layer) => categoryOf(layer) === 'dense');
  const sum = (counted: readonly NetworkLayer[]) =>
    counted.reduce((total, layer) => total + trainedCount(layer), 0);
  const [inDense, inAll] = [sum(dense), sum(deployed)];
  const convolutions = deployed.some((layer) => categoryOf(layer) === 'convolution');
  if (!convolutions || inDense < fewParameters || inDense * 2 <= inAll) return;
  const largest = dense.reduce((a, b) => (trainedCount(b) > trainedCount(a) ? b : a));
  const share = Math.round((100 * inDense) / inAll);
  const message =
    `Dense layers hold ${formatNumber(inDense)} of the ${formatNumber(inAll)} parameters ` +
    `(${share}%), this one ${formatNumber(trainedCount(largest))}: 1x1 convolutions and ` +
    '`global_avgpool` before the classifier need far fewer.';
  view.report(largest, 'dense-holds-most-parameters', message);
}
