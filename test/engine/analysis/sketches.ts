// Networks by hand whose figures are known from elsewhere.

import type { Network } from '../../../engine/network/network.ts';
import { buildNetwork, type LayerSketch } from '../training/buildNetwork.ts';

interface ConvBN {
  readonly channels: number;
  readonly kernel?: number;
  readonly stride?: number;
  readonly input: string;
}

/** Convolution without bias and batch normalisation; the result's path is `PATH.bn`. */
export function convBn(path: string, { channels, kernel = 3, stride = 1, input }: ConvBN): LayerSketch[] {
  const attributes = { channels, kernel, stride, padding: 'same', bias: false };
  return [
    { path: `${path}.conv`, kind: 'conv', attributes, inputs: [input] },
    { path: `${path}.bn`, kind: 'bn' },
  ];
}

/** A residual block of two 3x3 convolutions with an option A shortcut; the result's path is `PATH`. */
export function basicBlock(path: string, input: string, channels: number, stride: number): LayerSketch[] {
  const shortcut: LayerSketch[] =
    stride === 1
      ? []
      : [
          { path: `${path}.subsample`, kind: 'subsample', attributes: { stride }, inputs: [input] },
          { path: `${path}.pad`, kind: 'channel_pad', attributes: { channels } },
        ];
  return [
    ...convBn(`${path}.1`, { channels, stride, input }),
    { path: `${path}.relu`, kind: 'relu' },
    ...convBn(`${path}.2`, { channels, input: `${path}.relu` }),
    ...shortcut,
    {
      path: `${path}.add`,
      kind: 'add',
      inputs: [`${path}.2.bn`, stride === 1 ? input : `${path}.pad`],
    },
    { path, kind: 'relu' },
  ];
}

/** ResNet-(6n + 2) for 32x32 images with option A shortcuts (He et al., 2015). */
export function resnetCifar(n: number): Network {
  const sketches = [...convBn('stem', { channels: 16, input: 'input' }), { path: 'stem', kind: 'relu' }];
  let before = 'stem';
  for (const channels of [16, 32, 64]) {
    for (let block = 0; block < n; block++) {
      const path = `w${channels}.${block}`;
      sketches.push(...basicBlock(path, before, channels, channels > 16 && block === 0 ? 2 : 1));
      before = path;
    }
  }
  sketches.push(
    { path: 'pool', kind: 'global_avgpool' },
    { path: 'output', kind: 'dense', attributes: { units: 10 } },
  );
  return buildNetwork([3, 32, 32], sketches);
}
