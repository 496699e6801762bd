// What is measured on a machine: told, recorded, shown, forgotten, and left out where a run is to be deterministic.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { folderWith, jsonLines, jsonOf, useCli } from './builtCli.ts';

const cli = useCli();

/** One convolution with work enough to be measured, whose weights alone have a gradient. */
const text = `model Wide {
  input 1x28x28
  conv(4, 3) -> relu
  conv(16, 3) -> global_avgpool -> dense(10)
}
train Short for Wide {
  data digits(128)
  optimizer sgd(lr: 0.01)
  batch 64
  epochs 1
  seed 3
}
`;

function lowerings(folder: string): Record<string, string> {
  return JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')).lowerings;
}

it('is told at the first run, known to the next, which gives the same weights, shown and forgotten', async () => {
  const folder = folderWith({ 'wide.cnn': text });
  const env = { XDG_CACHE_HOME: join(folder, 'cache') };
  const train = async (out: string, ...more: string[]) => {
    const words = ['train', 'wide.cnn', '--out', out, '--threads', '1', '--device', 'cpu', '--json', ...more];
    const { code, out: lines, log } = await cli.run(words, { folder, env });
    expect(code, log).toBe(0);
    return (jsonLines(lines)[0]!['notes'] ?? []) as readonly string[];
  };
  const measured = /^It was measured how 3 kinds of convolutions are computed fastest on this machine, in /;
  expect(await train('first')).toEqual([expect.stringMatching(measured)]);
  expect(await train('second')).toEqual([]);
  const chosen = lowerings(join(folder, 'first'));
  expect(
    Object.keys(chosen)
      .map((key) => key.split(' ')[0])
      .sort(),
  ).toEqual(['convolution', 'convolutionInputGradient', 'convolutionWeightGradient']);
  expect(lowerings(join(folder, 'second'))).toEqual(chosen);
  const weights = (run: string) => readFileSync(join(folder, run, 'checkpoint.safetensors'));
  expect(weights('second').equals(weights('first'))).toBe(true);
  expect(await train('by rule', '--deterministic')).toEqual([]);
  expect(lowerings(join(folder, 'by rule'))).toEqual({});

  const { choices } = jsonOf(await cli.run(['devices', '--json'], { folder, env })) as {
    choices: { machine: { threads: number }; kinds: { lowering: Record<string, { choice: string }> } }[];
  };
  expect(choices).toHaveLength(1);
  expect(choices[0]!.machine.threads).toBe(1);
  const kept = Object.entries(choices[0]!.kinds.lowering).map(([key, { choice }]) => [key, choice]);
  expect(Object.fromEntries(kept)).toEqual(chosen);
  const shown = await cli.run(['devices'], { folder, env });
  expect(shown.out.replaceAll(/\s+/g, ' ')).toContain('3 choices measured with 1 thread: ');
  expect((await cli.run(['devices', '--forget'], { folder, env })).out).toBe('Forgot 3 choices.\n');
  expect(jsonOf(await cli.run(['devices', '--json'], { folder, env }))).toMatchObject({ choices: [] });
}, 120_000);
