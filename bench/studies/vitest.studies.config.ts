// Studies that a real VS Code makes, driven as its tests are.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['bench/studies/*.study.ts'],
    testTimeout: 900_000,
    hookTimeout: 180_000,
    pool: 'forks',
    maxWorkers: 1,
    expect: { poll: { timeout: 30_000, interval: 200 } },
  },
});
