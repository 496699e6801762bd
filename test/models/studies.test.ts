// The networks that the studies compare: what must differ does, and what must be equal is.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { experiments } from '../../bench/studies/experiments.ts';
import { diskFiles } from '../../cli/diskFiles.ts';
import { summarize } from '../../engine/analysis/summarize.ts';
import type { Network } from '../../engine/network/network.ts';
import { compile, elaborateRecipe } from '../../extension/language/compile.ts';

const repository = join(import.meta.dirname, '../..');
const studies = join(repository, 'bench/studies');

/** The networks of a study by the names of its runs. */
function networksOf(study: string): ReadonlyMap<string, Network> {
  return new Map(
    experiments[study]!.runs.map(({ name, file, recipe, set = {} }) => {
      const compilation = compile(join(repository, file), diskFiles);
      const found = elaborateRecipe(
        compilation,
        { name: recipe, model: undefined },
        { arguments: set, entries: {} },
      );
      expect(found.diagnostics).toEqual([]);
      return [name, found.recipe!.network!];
    }),
  );
}

function figures(
  networks: ReadonlyMap<string, Network>,
): Readonly<Record<string, { parameters: number; depth: number }>> {
  return Object.fromEntries(
    [...networks].map(([name, network]) => {
      const { parameters, depth } = summarize(network, { batch: 1 });
      return [name, { parameters: parameters.inference, depth }];
    }),
  );
}

describe('the studies', () => {
  it.each(readdirSync(studies).filter((name) => name.endsWith('.cnn')))(
    'have a text without warnings: %s',
    (name) => {
      expect(compile(join(studies, name), diskFiles).diagnostics).toEqual([]);
    },
  );

  it('compare networks that differ in nothing but bn: its two numbers for each channel, and the biases before it', () => {
    const found = figures(networksOf('bn'));
    expect(found['sigmoids-bn']!.parameters - found['sigmoids-plain']!.parameters).toBe(300);
    expect(found['convolutions-bn']!.parameters - found['convolutions-plain']!.parameters).toBe(
      3 * 8 + 3 * 16,
    );
  });

  it('compare depths of 20 and 56 with equal parameters with and without shortcuts', () => {
    const found = figures(networksOf('depth'));
    expect(found['plain-20']).toEqual({ parameters: 68_050, depth: 20 });
    expect(found['plain-56']).toEqual({ parameters: 214_546, depth: 56 });
    expect(found['resnet-20']).toEqual(found['plain-20']);
    expect(found['resnet-56']).toEqual(found['plain-56']);
  });

  it('compare a DenseNet with a ResNet of parameters within 2 %', () => {
    const found = figures(networksOf('dense'));
    expect(Math.abs(found['dense']!.parameters / found['residual']!.parameters - 1)).toBeLessThan(0.02);
  });

  it('compare one network with auxiliary heads and without', () => {
    const networks = networksOf('heads');
    const found = figures(networks);
    expect(found['with heads']).toEqual(found['without heads']);
    expect([...networks.values()].map(({ heads }) => heads.map(({ name }) => name))).toEqual([
      ['aux1', 'aux2'],
      [],
    ]);
  });
});
