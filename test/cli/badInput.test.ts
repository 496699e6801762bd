// Bad input of every kind: one clear message that names file and place, exit code 1, and nothing lost or left behind.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { idxBytes } from '../engine/datasets/idxFiles.ts';
import { folderWith, lenet5File, problemOf, smallText, useCli } from './builtCli.ts';
import { digitsInTurn, mnistFiles } from './mnistFiles.ts';

const cli = useCli();
const images = 'train-images-idx3-ubyte';
const labels = 'train-labels-idx1-ubyte';

/** What training says of MNIST's files with some of them changed; undefined takes one away. */
async function mnistProblem(changes: Readonly<Record<string, Uint8Array | undefined>>) {
  const files = Object.entries({ ...mnistFiles(40), ...changes });
  const kept = files.filter((entry): entry is [string, Uint8Array] => entry[1] !== undefined);
  const folder = folderWith({
    'small.cnn': smallText.replace(/data .*/, 'data mnist("mnist")'),
    ...Object.fromEntries(kept.map(([name, bytes]) => [`mnist/${name}`, bytes])),
  });
  const problem = await problemOf(cli, ['train', 'small.cnn', '--out', 'run'], folder);
  expect(existsSync(join(folder, 'run'))).toBe(false);
  for (const [name, bytes] of kept) {
    expect(readFileSync(join(folder, 'mnist', name)).equals(Buffer.from(bytes))).toBe(true);
  }
  return problem;
}

describe('damaged data files', () => {
  const whole = mnistFiles(40)[images]!;

  it('are named with the byte where they end', async () => {
    const problem = await mnistProblem({ [images]: whole.subarray(0, -100) });
    expect(problem.code).toBe('data.truncated');
    expect(problem.log).toBe(
      `mnist/${images} ends at byte 31,276; its header declares 40 x 28 x 28, which takes 31,376 bytes. The download ` +
        'was probably cut off: download it again.',
    );
  });

  it('are told when they are a damaged archive, another file, empty or swapped', async () => {
    const packed = gzipSync(whole);
    const archive = { [images]: undefined, [`${images}.gz`]: packed.subarray(0, packed.length / 2) };
    expect((await mnistProblem(archive)).log).toMatch(
      new RegExp(
        `^mnist/${images}\\.gz, a gzip file of \\d+ bytes, cannot be unpacked .*Download it again\\.$`,
      ),
    );
    expect((await mnistProblem({ [images]: Buffer.from('<html>Not found</html>') })).log).toBe(
      `mnist/${images} is not an IDX file: it starts with the bytes 3c 68 74 6d instead of 00 00 08 03. Check that ` +
        'the right file was downloaded.',
    );
    expect((await mnistProblem({ [images]: new Uint8Array(0) })).log).toBe(
      `mnist/${images} is empty. Download or copy it again.`,
    );
    const swapped = { [images]: idxBytes([40]), [labels]: whole };
    expect((await mnistProblem(swapped)).log).toBe(
      `mnist/${images} has 1 axis (at byte 3), and 3 are expected here: images have number, height and width. Were ` +
        'files swapped or renamed?',
    );
  });

  it('are told when labels and images do not belong together', async () => {
    expect((await mnistProblem({ [labels]: idxBytes([39], digitsInTurn(39)) })).log).toBe(
      `mnist/${labels} has 39 labels, and ${images} has 40 images: they do not belong together. Take both from the ` +
        'same download.',
    );
    const eleven = [...digitsInTurn(39), 11];
    expect((await mnistProblem({ [labels]: idxBytes([40], eleven) })).log).toMatch(
      new RegExp(`^mnist/${labels} has the label 11 for image 39; labels go from 0 to 9\\.`),
    );
  });

  it('are looked for, and what is there instead is listed', async () => {
    const absent = { 't10k-images-idx3-ubyte': undefined, 't10k-labels-idx1-ubyte': undefined };
    expect((await mnistProblem(absent)).log).toMatch(
      /^mnist has no file of MNIST's t10k-images: looked for .*\. It holds train-images-idx3-ubyte, train-labels-idx1-ubyte\.$/,
    );
    const folder = folderWith({ 'small.cnn': smallText });
    const nowhere = ['train', 'small.cnn', '--data', 'mnist("nowhere")'];
    expect((await problemOf(cli, nowhere, folder)).log).toMatch(
      /^The folder nowhere, where the files of MNIST are looked for, does not exist\. Write the path/,
    );
    expect(existsSync(join(folder, 'runs'))).toBe(false);
  });
});

describe('model files', () => {
  const folderOf = () =>
    folderWith({
      'empty.cnn': '',
      'garbage.cnn': Uint8Array.from({ length: 4096 }, (_, index) => (index * 167 + 31) % 256),
      'latin.cnn': Buffer.from('// caf\u00e9\nmodel A { input 1x1x1 }', 'latin1'),
      'unparsable.cnn': 'model ( { input',
      'blocks.cnn': 'block B {\n  relu\n}\n',
      'broken.cnn': 'model Broken {\n  input 1x28x28\n  conv(4, 99x99)\n}\n',
      'small.cnn': smallText,
    });

  it('that are empty, binary, unparsable or without a model are named', async () => {
    const folder = folderOf();
    const log = async (...words: string[]) => (await problemOf(cli, words, folder)).log;
    for (const command of ['summary', 'train']) {
      expect(await log(command, 'empty.cnn')).toMatch(
        /^empty\.cnn is empty: a network is written `model Name/,
      );
      expect(await log(command, 'blocks.cnn')).toMatch(
        /^blocks\.cnn declares no model: a network is written/,
      );
      for (const file of ['garbage.cnn', 'latin.cnn']) {
        expect(await log(command, file)).toBe(
          `${file} is not a text in UTF-8, and a network is one. Is it the right file?`,
        );
      }
      expect(await log(command, 'unparsable.cnn')).toMatch(/^unparsable\.cnn:1:7: error: .* \[syntax\]$/m);
      expect(await log(command, 'broken.cnn')).toMatch(/^broken\.cnn:3:\d+: error: .*99/);
      expect(await log(command, 'none.cnn')).toBe('Cannot read none.cnn: there is no such file.');
      expect(await log(command, '.')).toBe('. is a folder; name a .cnn file in it.');
    }
  });

  it('do not have the model, recipe or parameter that is asked for', async () => {
    const folder = folderOf();
    const log = async (...words: string[]) => (await problemOf(cli, words, folder)).log;
    expect(await log('summary', 'small.cnn', '--model', 'Large')).toBe(
      'small.cnn has no model `Large`; it has `Small`.',
    );
    expect(await log('train', 'small.cnn', '--model', 'Large')).toBe(
      'small.cnn has no model `Large`; its models: `Small`.',
    );
    expect(await log('train', 'small.cnn', '--recipe', 'slow')).toBe(
      'small.cnn has no recipe `slow`; its recipes: `Small`.',
    );
    const bare = folderWith({ 'bare.cnn': 'model Bare { input 1x28x28 -> flatten -> dense(10) }' });
    expect((await problemOf(cli, ['train', 'bare.cnn'], bare)).log).toBe(
      'bare.cnn has no recipe to train by: add `train Bare { data digits(12000) }` to it, ' +
        "or give the data with --data 'digits(12000)'.",
    );
    expect(await log('summary', 'small.cnn', '--set', 'n=3')).toMatch(
      /^small\.cnn:1:7: error: In `n = 3`: `Small` has no parameter `n`\./,
    );
    expect(await log('summary', lenet5File, '--set', 'act=5')).toMatch(
      /lenet5\.cnn:\d+:\d+: error: `act` is a number: a layer or a block must stand here/,
    );
    expect(await log('train', 'small.cnn', '--device', 'tpu')).toBe(
      'There is no device `tpu`; there are auto, cpu, webgpu, cuda, dml, coreml.',
    );
  });

  it('with more errors than anyone reads show the first ones', async () => {
    const lines = Array.from({ length: 30 }, (_, index) => `  layer${index}x()`);
    const folder = folderWith({ 'many.cnn': ['model Many {', '  input 1x8x8', ...lines, '}'].join('\n') });
    const { log } = await problemOf(cli, ['summary', 'many.cnn'], folder);
    expect(log.split('\n')).toHaveLength(11);
    expect(log).toMatch(/^20 more errors; `check` lists all of them\.$/m);
  });
});

describe('networks that do not fit', () => {
  it('their data or their classes are refused with the place, once', async () => {
    const folder = folderWith({
      'large.cnn': smallText.replace('1x28x28', '1x32x32'),
      'seven.cnn': smallText.replace('dense(10)', 'dense(7)'),
    });
    const large = await problemOf(cli, ['train', 'large.cnn'], folder);
    expect(large).toMatchObject({ code: 'image-shape-mismatch', line: 7 });
    // Training and validation data, each at its place, with the cause.
    const text = '`digits` has images of 1x28x28 and `Small` takes 1x32x32: add `transform pad(2)`.';
    expect(large.log.split('\n')).toEqual([
      `large.cnn:8:8: error: ${text} [image-shape-mismatch]`,
      '    large.cnn:2:3: The input of the model is here.',
      `large.cnn:8:33: error: ${text} [image-shape-mismatch]`,
      '    large.cnn:2:3: The input of the model is here.',
    ]);
    const seven = await problemOf(cli, ['train', 'seven.cnn'], folder);
    expect(seven).toMatchObject({ code: 'class-count-mismatch' });
    expect(existsSync(join(folder, 'runs'))).toBe(false);
  });

  it('the images are too few for one batch', async () => {
    const folder = folderWith({ 'small.cnn': smallText });
    const problem = await problemOf(cli, ['train', 'small.cnn', '--batch', '1000', '--out', 'run'], folder);
    expect(problem.log).toBe(
      'digits(320) has 320 images, and one step takes 1000: lower `batch` to 320 or less, or use more images.',
    );
    expect(existsSync(join(folder, 'run'))).toBe(false);
  });

  it('weights of another network are refused by name', async () => {
    const folder = folderWith({ 'small.cnn': smallText });
    await cli.run(['init', lenet5File, '-o', 'lenet'], { folder });
    for (const words of [
      ['eval', 'small.cnn'],
      ['export', 'small.cnn', '-o', 'x.onnx'],
    ]) {
      const { code, log } = await problemOf(cli, [...words, '--weights', 'lenet'], folder);
      expect(code).toBe('weights.mismatch');
      expect(log).toBe(
        'The weights in lenet do not fit the network: `output.weight` is 10x84 there and 10x49 in the network: the ' +
          'weights are of another network, or it was changed since.',
      );
    }
    expect(existsSync(join(folder, 'x.onnx'))).toBe(false);
    expect((await problemOf(cli, ['eval', 'small.cnn'], folder)).log).toMatch(
      /^small\.cnn is not a run's folder\./,
    );
  });
});

describe('places that cannot be written', () => {
  it('are named before anything is trained', async () => {
    const folder = folderWith({ 'small.cnn': smallText, 'there/keep.txt': 'mine', 'empty/.keep': '' });
    const log = async (out: string) =>
      (await problemOf(cli, ['train', 'small.cnn', '--out', out], folder)).log;
    expect(await log('there')).toBe(
      'there exists already; a run writes a folder of its own. Name another with --out.',
    );
    expect(await log('small.cnn')).toMatch(/^small\.cnn exists already; /);
    expect(await log('small.cnn/run')).toBe(
      "The run's folder small.cnn/run cannot be made: what should be its folder is a file. Name another.",
    );
    expect(readFileSync(join(folder, 'there/keep.txt'), 'utf8')).toBe('mine');
    expect(readFileSync(join(folder, 'small.cnn'), 'utf8')).toBe(smallText);
  });

  it('are named for single files too', async () => {
    const folder = folderWith({ 'small.cnn': smallText });
    const log = async (...words: string[]) => (await problemOf(cli, words, folder)).log;
    expect(await log('init', 'small.cnn', '-o', '.')).toBe(
      '. is a folder: name a file in it, such as W.safetensors.',
    );
    expect(await log('init', 'small.cnn', '-o', 'none/w')).toBe(
      'Cannot write none/w: there is no folder none. Make it first.',
    );
    expect(await log('export', 'small.cnn', '-o', 'small.cnn/x.onnx')).toMatch(
      /^Cannot write small\.cnn\/x\.onnx: /,
    );
  });
});

describe('damaged runs', () => {
  it('are told apart, file by file', async () => {
    const folder = folderWith({ 'small.cnn': smallText });
    await cli.run(['train', 'small.cnn', '--epochs', '1', '--out', 'run'], { folder });
    const kept = new Map(
      ['run.json', 'network.json', 'best.safetensors'].map((file) => [
        file,
        readFileSync(join(folder, 'run', file)),
      ]),
    );
    const withFile = async (file: string, content: string | Uint8Array, ...words: string[]) => {
      writeFileSync(join(folder, 'run', file), content);
      const { log, code } = await problemOf(cli, words, folder);
      writeFileSync(join(folder, 'run', file), kept.get(file) ?? '');
      return `${code}: ${log}`;
    };
    // Every damage of these files is told by the one reader (test/engine/client/readRun.test.ts), which each command asks.
    const truncated = '{"format": 1';
    expect(await withFile('run.json', truncated, 'resume', 'run')).toBe(
      'run.unreadable: run/run.json is not valid JSON.',
    );
    expect(await withFile('run.json', truncated, 'export', 'run', '-o', 'x.onnx')).toBe(
      'run.unreadable: run/run.json is not valid JSON.',
    );
    expect(await withFile('network.json', '{"name": "Small"}', 'eval', 'run')).toBe(
      'run.unreadable: run/network.json lacks the field arguments.',
    );
    const best = kept.get('best.safetensors')!;
    expect(await withFile('best.safetensors', best.subarray(0, -40), 'eval', 'run')).toBe(
      'weights.damaged: run/best.safetensors is not a whole safetensors file: it ends 40 bytes too early.',
    );
    expect((await cli.run(['eval', 'run'], { folder })).code).toBe(0);
  });

  it('without a whole checkpoint cannot go on, and keep what they have', async () => {
    const folder = folderWith({ 'small.cnn': smallText });
    await cli.run(['train', 'small.cnn', '--epochs', '1', '--out', 'run'], { folder });
    const file = join(folder, 'run/run.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"finished"', '"stopped"'));
    const best = readFileSync(join(folder, 'run/best.safetensors'));
    for (const name of ['checkpoint', 'checkpoint.previous']) {
      writeFileSync(join(folder, `run/${name}.safetensors`), 'damaged by something');
    }
    const { code, log } = await problemOf(cli, ['resume', 'run'], folder);
    expect(code).toBe('run.no_checkpoint');
    expect(log).toMatch(/^run has no checkpoint to go on from\. run\/checkpoint\.safetensors is not a whole/);
    expect(readFileSync(join(folder, 'run/best.safetensors')).equals(best)).toBe(true);
  });

  it('and folders and files that are no runs are told', async () => {
    const folder = folderWith({ 'small.cnn': smallText, 'other/notes.txt': '' });
    const log = async (...words: string[]) => (await problemOf(cli, words, folder)).log;
    expect(await log('resume', 'other')).toBe('other is not the folder of a run: other/run.json is missing.');
    expect(await log('resume', 'none')).toMatch(/^none is not the folder of a run/);
    expect(await log('resume', 'small.cnn')).toMatch(/^small\.cnn is not the folder of a run/);
    expect(await log('eval', 'other')).toBe(
      "other is not the folder of a run: it has no run.json. Name a run's folder or a .cnn file.",
    );
    expect(await log('eval', 'none')).toBe('Cannot read none: there is no such file or folder.');
    expect(await log('export', 'none', '-o', 'x')).toBe('Cannot read none: there is no such file or folder.');
  });
});
