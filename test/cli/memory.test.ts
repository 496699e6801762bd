// `netwright summary --memory` and `--fits`: what a training step needs on this machine.

import { describe, expect, it } from 'vitest';
import { compileFile, networkOf } from '../../cli/compiledFile.ts';
import { memoryWarning } from '../../cli/memoryWarning.ts';
import { jsonOf, lenet5File, useCli } from './builtCli.ts';

const cli = useCli();

interface Summary {
  readonly memory: {
    readonly trainingPeakBytes?: number;
    readonly fits?: { readonly bytes: number; readonly batch: number | null };
  };
}

describe('the memory of a training step', () => {
  it('is forecast for the batch, with the largest one that fits', async () => {
    const words = ['summary', lenet5File, '--batch', '64', '--fits', '1G', '--json'];
    const { memory } = jsonOf(await cli.run(words)) as Summary;
    // A process of Node with ONNX Runtime needs some 90 MiB, LeNet-5 a few more.
    expect(memory.trainingPeakBytes).toBeGreaterThan(50 * 2 ** 20);
    expect(memory.trainingPeakBytes).toBeLessThan(300 * 2 ** 20);
    expect(memory.fits?.bytes).toBe(2 ** 30);
    expect(memory.fits?.batch).toBeGreaterThan(1000);
  });

  it('is not asked for by a plain summary', async () => {
    const { memory } = jsonOf(await cli.run(['summary', lenet5File, '--json'])) as Summary;
    expect(memory).not.toHaveProperty('trainingPeakBytes');
  });

  it('says where not even one image fits', async () => {
    const { out } = await cli.run(['summary', lenet5File, '--fits', '8M']);
    expect(out).toMatch(/^training step\s+\d+.* MiB at the peak, 1 image, the whole process$/m);
    expect(out).toMatch(/^in 8\.0 MiB\s+not even one image; `--recompute blocks` needs less$/m);
  });

  it('is forecast with what is computed again, and says so', async () => {
    const words = ['summary', lenet5File, '--memory', '--recompute', 'blocks'];
    const { out } = await cli.run(words);
    expect(out).toMatch(
      /^training step\s+\d+.* MiB at the peak, 1 image, the whole process, `recompute blocks`$/m,
    );
    const { code, log } = await cli.run(['summary', lenet5File, '--memory', '--recompute', 'all']);
    expect([code, log]).toEqual([
      2,
      expect.stringContaining('--recompute must be none, light or blocks; it is "all".'),
    ]);
  });

  it('is forecast for replicas that share the batch', async () => {
    const words = ['summary', lenet5File, '--batch', '64', '--memory', '--replicas', '2', '--json'];
    const { memory } = jsonOf(await cli.run(words)) as Summary;
    expect(memory.trainingPeakBytes).toBeGreaterThan(50 * 2 ** 20);
    expect(memory.trainingPeakBytes).toBeLessThan(400 * 2 ** 20);
    const { code, log } = await cli.run(['summary', lenet5File, '--memory', '--replicas', '2']);
    expect([code, log]).toEqual([
      1,
      expect.stringContaining('A batch of 1 cannot be shared equally by 2 replicas. Take 1, or'),
    ]);
  });

  it('needs a size that is one', async () => {
    const { code, log } = await cli.run(['summary', lenet5File, '--fits', 'plenty']);
    expect([code, log]).toEqual([2, expect.stringContaining('--fits must be a size such as 8G or 512M')]);
  });
});

describe('a training run', () => {
  const network = networkOf(compileFile(lenet5File), { name: undefined, arguments: {} });

  it('whose step cannot fit is warned about, with what to do', () => {
    // Shapes alone tell 5.6 MiB for 64 images, and 0.8 MiB for one.
    expect(memoryWarning(network, { batch: 64 }, 2 ** 20)).toMatch(
      /^warning: A step of 64 images needs more than 5\.\d MiB, and this machine has 1\.0 MiB of memory: `summary --fits` .*--recompute blocks`/,
    );
    expect(memoryWarning(network, { batch: 1 }, 2 ** 10)).toContain('make the network smaller');
  });

  it('whose step may fit is not', () => {
    expect(memoryWarning(network, { batch: 64 }, 2 ** 30)).toBeUndefined();
    expect(memoryWarning(network, { batch: 64, recompute: 'blocks' }, 2 ** 20)).toBeUndefined();
  });
});
