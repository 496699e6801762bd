// Layers in the words of a paper's figure.

import { findLayer } from '../../../engine/layers/registry.ts';
import type { NetworkLayer } from '../../../engine/network/network.ts';
import type { NodeCategory } from '../../../webview/protocol/diagram.ts';

const NAMES: Readonly<Record<string, string>> = {
  conv: 'convolution',
  depthwise_conv: 'depthwise convolution',
  separable_conv: 'separable convolution',
  conv_transpose: 'transposed convolution',
  maxpool: 'max pooling',
  avgpool: 'average pooling',
  lppool: 'power pooling',
  global_avgpool: 'global average pooling',
  global_maxpool: 'global max pooling',
  adaptive_avgpool: 'adaptive average pooling',
  dense: 'full connection',
};

export function categoryOf({ kind }: NetworkLayer): NodeCategory {
  return kind === 'input' ? 'input' : (findLayer(kind)?.category ?? 'custom');
}

/** `5x5 convolution`, `2x2 max pooling`, `full connection`; the kind itself for layers that papers write so too. */
export function stepTitle(layer: NetworkLayer): string {
  const window = windowOf(layer);
  const name = NAMES[layer.kind] ?? layer.kind;
  return window === undefined ? name : `${window.join('x')} ${name}`;
}

/** `3x3 convolution, 128`, `dense 84`: with what comes out. */
export function boxTitle(layer: NetworkLayer): string {
  const channels = layer.attributes['channels'] ?? layer.attributes['units'];
  const stride = layer.attributes['stride'];
  const [vertical] = Array.isArray(stride) ? stride : [1];
  const strided = vertical === 1 || categoryOf(layer) === 'pooling' ? '' : `, /${String(vertical)}`;
  return `${stepTitle(layer)}${typeof channels === 'number' ? `, ${channels}` : ''}${strided}`;
}

/** Rows and columns of the layer's window. */
export function windowOf({ attributes }: NetworkLayer): readonly [number, number] | undefined {
  const kernel = attributes['kernel'];
  if (!Array.isArray(kernel)) return undefined;
  const [height, width] = kernel;
  return typeof height === 'number' && typeof width === 'number' ? [height, width] : undefined;
}

/** What only accompanies a layer: it changes neither the shape nor what the figure is about. */
export function isCompanion(layer: NetworkLayer): boolean {
  const category = categoryOf(layer);
  const small = ['activation', 'normalization', 'regularization'].includes(category);
  return small || ['identity', 'flatten', 'scale', 'pad', 'channel_shuffle'].includes(layer.kind);
}
