// The fields that scripts find in the `--json` of commands with one answer, and exit codes: more may come, none may go.

import { join } from 'node:path';
import { expect, it } from 'vitest';
import { folderWith, jsonOf, lenet5File, smallText, useCli } from './builtCli.ts';

const cli = useCli();

/** The object at a path such as `layers.0.receptiveField`. */
function at(value: unknown, path: string): Record<string, unknown> {
  const steps = path === '' ? [] : path.split('.');
  return steps.reduce(
    (inner, step) => inner[step] as Record<string, unknown>,
    value as Record<string, unknown>,
  );
}

/** Each command's words, and by place in its answer the fields that are there. */
const contract: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ['check small.cnn', { '': 'files', 'files.0': 'file diagnostics' }],
  [
    `summary ${lenet5File}`,
    {
      '': 'model arguments input output parameters macs flops neurons connections memory receptiveField layers',
      parameters: 'total inference trainable',
      macs: 'total inference',
      memory: 'inferenceBytes trainingBytes batch',
      receptiveField: 'size stride offset',
      'layers.1': 'path kind line inputs outputShape parameters macs receptiveField',
    },
  ],
  [`diff small.cnn ${lenet5File}`, { '': 'added removed changed parameters macs' }],
  [`diagram ${lenet5File} -o d.svg`, { '': 'file nodes edges layoutMs' }],
  ['data digits(200)', { '': 'count classes shape mean deviation' }],
  ['devices', { '': 'devices choices', 'devices.0': 'name available' }],
  [`init ${lenet5File} -o w`, { '': 'parameters', 'parameters.0': 'name shape' }],
  [`eval ${lenet5File} --weights w --data digits(200)`, { '': 'loss top1 top5 perClass confusion' }],
  [`export ${lenet5File} --weights w --to onnx -o m.onnx`, { '': 'file bytes opset' }],
  [
    `profile ${lenet5File} --batch 4 --train`,
    {
      '': 'device batch wallMs accountedMs peak layers',
      peak: 'gflops gbs',
      'layers.1': 'path forwardMs backwardMs updateMs gflops bytes provider estimateMs',
    },
  ],
];

it('is kept by the commands that answer with one object', async () => {
  const folder = folderWith({ 'small.cnn': smallText });
  for (const [words, places] of contract) {
    const answer = jsonOf(await cli.run([...words.split(' '), '--json'], { folder }));
    for (const [place, fields] of Object.entries(places)) {
      const missing = fields.split(' ').filter((field) => !Object.hasOwn(at(answer, place), field));
      expect(missing, `${words}: ${place}`).toEqual([]);
    }
  }
}, 120_000);

it('gives 1 for a wrong text with the place of the error, and 2 for wrong usage', async () => {
  const folder = folderWith({ 'wrong.cnn': 'model A {\n  input 1x8x8\n  conv(\n}\n' });
  const checked = await cli.run(['check', 'wrong.cnn', '--json'], { folder });
  expect(checked.code).toBe(1);
  const diagnostic = at(JSON.parse(checked.out), 'files.0.diagnostics.0');
  expect(Object.keys(diagnostic)).toEqual(
    expect.arrayContaining(['severity', 'code', 'message', 'range', 'related']),
  );
  const refused = await cli.run(['summary', 'wrong.cnn', '--json'], { folder });
  expect(refused.code).toBe(1);
  expect(at(JSON.parse(refused.out), 'error')).toEqual({
    code: expect.any(String),
    message: expect.any(String),
    file: expect.stringContaining(join(folder, 'wrong.cnn')),
    line: expect.any(Number),
  });
  const misused = await cli.run(['export', 'wrong.cnn', '--to', 'tflite', '--json'], { folder });
  expect(misused.code).toBe(2);
});
