// Operators that are passed on: only a runtime knows what they compute.

import type { Kernel } from './kernel.ts';

const custom: Kernel<'custom'> = (_inputs, { operator }) => {
  throw new Error(`The interpreter does not know what ONNX's operator \`${operator}\` computes.`);
};

export const customKernels = { custom };
