// Comparisons with PyTorch, one file at a time: each starts a Python of its own.
import { defineConfig } from 'vitest/config';
import { findPytorch } from './scripts/parity/pytorch.mjs';
import { findTensorboard } from './scripts/parity/tensorboard.mjs';

export default defineConfig({
  test: {
    include: ['test/parity/**/*.test.ts'],
    testTimeout: 300_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 2,
    env: {
      ORT_DISABLE_TELEMETRY: '1',
      NETWRIGHT_PYTHON: findPytorch() ?? 'python3',
      NETWRIGHT_TENSORBOARD_PYTHON: findTensorboard() ?? 'python3',
    },
  },
});
