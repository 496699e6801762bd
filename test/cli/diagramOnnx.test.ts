// `netwright diagram` of ONNX files.

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, test } from 'vitest';
import { bytesOf, smallModel } from '../engine/onnx/reading/sampleModels.ts';
import { temporaryFolder } from '../engine/training/temporaryFolder.ts';
import { useCli } from './builtCli.ts';

const cli = useCli();

function folderWith(bytes: string | Uint8Array): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'net.onnx'), bytes);
  return folder;
}

test('an ONNX file is drawn as a .cnn text is', async () => {
  const folder = folderWith(bytesOf(smallModel()));
  const { code, out } = await cli.run(['diagram', 'net.onnx', '-o', 'net.svg', '--json'], { folder });
  expect([code, JSON.parse(out)]).toMatchObject([0, { file: 'net.svg', nodes: 6, edges: 5 }]);
  expect(readFileSync(join(folder, 'net.svg'), 'utf8')).toContain('Nx8x16x16');
});

test('an operator is marked by its name', async () => {
  const folder = folderWith(bytesOf(smallModel()));
  const words = ['diagram', 'net.onnx', '-o', 'net.svg', '--highlight', '/features/conv/Conv'];
  expect((await cli.run(words, { folder })).code).toBe(0);
  expect(
    readFileSync(join(folder, 'net.svg'), 'utf8').match(/class="node layer convolution marked"/g),
  ).toHaveLength(1);
});

it.each([
  [
    bytesOf(smallModel()).subarray(0, 400),
    [],
    1,
    /^net\.onnx: This file cannot be read as an ONNX model, because at byte \d+ /,
  ],
  [
    'PK\x03\x04',
    [],
    1,
    /^net\.onnx: This file is a ZIP archive, perhaps a PyTorch checkpoint, not an ONNX model\. /,
  ],
  [
    bytesOf(smallModel()),
    ['--view', 'figure'],
    2,
    /^A figure is made of a \.cnn text; an ONNX file is drawn as a graph/,
  ],
  [
    bytesOf(smallModel()),
    ['--set', 'n=3'],
    2,
    /^--set is for \.cnn texts; an ONNX file holds one network\.$/,
  ],
] as const)('%# is refused in one sentence', async (bytes, words, exit, message) => {
  const { code, log } = await cli.run(['diagram', 'net.onnx', '-o', 'net.svg', ...words], {
    folder: folderWith(bytes),
  });
  expect(code).toBe(exit);
  expect(log.split('\n')[0]).toMatch(message);
  expect(log).not.toContain('    at ');
});

it('refuses a folder and a pipe in one sentence', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'folder.onnx'));
  execFileSync('mkfifo', [join(folder, 'pipe.onnx')]);
  for (const name of ['folder.onnx', 'pipe.onnx']) {
    const { code, log } = await cli.run(['diagram', name, '-o', 'net.svg'], { folder });
    const sentence = `${name}: The file cannot be read: it is no file, but a folder, pipe or device.\n`;
    expect([code, log]).toEqual([1, sentence]);
  }
});
