// Rules of design that look at a layer and its neighbours.

import type { NetworkLayer } from '../../../engine/network/network.ts';
import { formatShape } from '../../../engine/network/shape.ts';
import type { Fix } from '../diagnostic.ts';
import { describeDropped, droppedPixels } from './droppedPixels.ts';
import { categoryOf, isWeighted, type NetworkView } from './networkView.ts';
import { setArgument } from './setArgument.ts';

/** `bn` subtracts each channel's mean, and with it any constant that was added. */
export function checkBiasBeforeNorm(view: NetworkView): void {
  for (const layer of view.network.layers) {
    if (layer.attributes.bias !== true || !isWeighted(layer)) continue;
    const after = view.after(layer);
    if (after.length === 0 || !after.every(({ kind }) => kind === 'bn')) continue;
    const call = view.call(layer);
    const fix = call && setArgument(call.file, call.node, layer.kind, 'bias', 'false');
    const message =
      `The bias of this \`${layer.kind}\` has no effect: the \`bn\` after it subtracts it ` +
      'again, and its own beta takes that role. Set `bias: false`.';
    view.report(layer, 'bias-before-bn', message, { fixes: fix ? [fix] : [] });
  }
}

/**
 * In training, dropout raises the variance that `bn` tracks for inference, where nothing is dropped (Li et
 * al., 2018).
 */
export function checkDropoutBeforeNorm(view: NetworkView): void {
  for (const layer of view.network.layers) {
    if (layer.kind !== 'dropout' && layer.kind !== 'spatial_dropout') continue;
    if (!view.after(layer).some(({ kind }) => kind === 'bn')) continue;
    const message =
      `\`${layer.kind}\` right before \`bn\` makes it track a variance that inference does ` +
      'not have: move it behind the last `bn`.';
    view.report(layer, 'dropout-before-bn', message);
  }
}

/** They leave a linear map linear. */
const linear: ReadonlySet<string> = new Set([
  'bn',
  'scale',
  'dropout',
  'spatial_dropout',
  'noise',
  'identity',
]);

/** Two linear maps in a row are one, unless the first one narrows or the two split a kernel between them. */
export function checkLinearPairs(view: NetworkView): void {
  for (const layer of view.network.layers) {
    if (!isWeighted(layer)) continue;
    let before = view.before(layer);
    const last = before;
    while (before !== undefined && linear.has(before.kind) && view.after(before).length === 1)
      before = view.before(before);
    if (before === undefined || categoryOf(before) !== categoryOf(layer)) continue;
    if (view.after(before).length > 1 || isFactorization(view, before, layer)) continue;
    const { file, start, end } = before.origin;
    const related = [{ file, range: { start, end }, message: `The \`${before.kind}\` before it is here.` }];
    const message =
      `Nothing nonlinear stands between this \`${layer.kind}\` and the \`${before.kind}\` ` +
      'before it, so together they compute no more than one could: put an activation between them.';
    view.report(layer, 'linear-pair', message, { related, fixes: activationBehind(view, last) });
  }
}

/** Behind the normalisation or dropout that belongs to the first of the two. */
function activationBehind(view: NetworkView, layer: NetworkLayer | undefined): readonly Fix[] {
  const call = layer && view.call(layer);
  if (call?.node.kind !== 'use') return [];
  const { end } = call.node;
  const edits = [{ file: call.file.name, range: { start: end, end }, text: ' -> relu' }];
  return [{ title: 'Add `-> relu` behind the first one', edits }];
}

/**
 * A pair is more than a waste where it is a cheaper form of one layer: through fewer channels than go in and
 * come out (linear bottleneck), depthwise and pointwise, or 1xk and kx1.
 */
function isFactorization(view: NetworkView, first: NetworkLayer, second: NetworkLayer): boolean {
  const [entering, between, leaving] = [view.before(first), first, second].map(
    (layer) => layer?.outputShape?.[0],
  );
  if (entering === undefined || between === undefined || leaving === undefined) return true;
  if (between < entering && between < leaving) return true;
  if (isDepthwise(first, entering) || isDepthwise(second, between)) return true;
  const kernels = [first.attributes.kernel, second.attributes.kernel];
  const [a, b] = kernels.map((kernel) => (Array.isArray(kernel) ? kernel : undefined));
  return (
    a !== undefined &&
    b !== undefined &&
    ((a[0] === 1 && b[1] === 1 && a[1] !== 1) || (a[1] === 1 && b[0] === 1 && a[0] !== 1))
  );
}

function isDepthwise({ kind, attributes }: NetworkLayer, channels: number): boolean {
  return kind === 'depthwise_conv' || (attributes.groups === channels && channels > 1);
}

export function checkDroppedPixels(view: NetworkView): void {
  for (const layer of view.network.layers) {
    const input = view.before(layer)?.outputShape;
    const dropped = droppedPixels(layer, input);
    if (dropped === undefined || input === undefined) continue;
    const call = view.call(layer);
    const fix = call && setArgument(call.file, call.node, layer.kind, 'ceil', 'true');
    const message =
      `\`${layer.kind}\` never looks at the last ${describeDropped(dropped)} of its input ` +
      `of ${formatShape(input.slice(1))}: use \`ceil: true\`, padding, or another size before it.`;
    view.report(layer, 'pooling-drops-pixels', message, { fixes: fix ? [fix] : [] });
  }
}
