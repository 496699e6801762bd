// `data` and `devices`.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { folderWith, jsonOf, lenet5File, problemOf, useCli } from './builtCli.ts';
import { mnistFiles } from './mnistFiles.ts';

const cli = useCli();

describe('data', () => {
  it('tells what a folder of MNIST holds, with paths from where it runs', async () => {
    const folder = folderWith(mnistFiles(20));
    const words = ['data', 'mnist(".")', '--sheet', 'sheet.png', '--json'];
    expect(jsonOf(await cli.run(words, { folder }))).toEqual({
      count: 20,
      validationCount: 20,
      classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
      shape: [1, 28, 28],
      mean: [0.5],
      deviation: [0.5],
      sheet: 'sheet.png',
    });
    const png = readFileSync(join(folder, 'sheet.png'));
    expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
    // Twenty images in one row, one pixel apart.
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([20 * 29 - 1, 28]);
    const start = png.indexOf('IDAT') + 4;
    const rows = inflateSync(png.subarray(start, start + png.readUInt32BE(start - 8)));
    expect([...rows.subarray(0, 31)]).toEqual([0, ...Array(14).fill([0, 255]).flat(), 96, 0]);
  });

  it('shows the images of a recipe before and after augmentation, and mixed', async () => {
    const text = `model Net { input 1x28x28; flatten -> dense(10) }
train Net { data digits(40) }
train mixed for Net { data digits(40); transform normalize; augment rotate(10), mixup }
`;
    const folder = folderWith({ 'net.cnn': text });
    const words = ['data', 'net.cnn', '--recipe', 'mixed', '--sheet', 'sheet.png', '--json'];
    expect(jsonOf(await cli.run(words, { folder }))).toMatchObject({ count: 40, sheet: 'sheet.png' });
    const png = readFileSync(join(folder, 'sheet.png'));
    // Two groups of sixteen images in three rows: a column of labels, a pixel after each image, six around each group.
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([43 + 16 * 29, 6 + 2 * (3 * 29 + 6)]);
    const refused = await cli.run(['data', 'digits(40)', '--recipe', 'mixed'], { folder });
    expect([refused.code, refused.log]).toEqual([
      2,
      expect.stringMatching(/^--recipe chooses among the recipes/),
    ]);
  });

  it('shows names of classes that cannot steer the terminal', async () => {
    const names = ['\u001b]0;owned\u0007\u001b[31mred', '\u202eevil', 'x'.repeat(200)];
    const picture = await sharp({ create: { width: 4, height: 4, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    const files = names.flatMap((name) =>
      Array.from({ length: 12 }, (_, place) => [`d/${name}/${place}.png`, picture] as const),
    );
    const { out } = await cli.run(['data', 'images("d")'], { folder: folderWith(Object.fromEntries(files)) });
    expect(out).toContain('classes  3: \ufffd]0;owned\ufffd\ufffd[31mred, ');
    expect(out).toContain(`${'x'.repeat(59)}…, \ufffdevil`);
    expect(out).not.toMatch(/(?!\n)[\p{Cc}\u202e]/u);
  });

  it('speaks of a source as the language does', async () => {
    expect((await problemOf(cli, ['data', 'digits(500, sed: 2)'])).log).toBe(
      'In `data digits(500, sed: 2)`: `digits` has no attribute `sed`. Did you mean `seed`?',
    );
    expect((await problemOf(cli, ['data', 'imagenet("x")'])).log).toMatch(
      /^In `data imagenet\("x"\)`: There is no data source `imagenet`\./,
    );
    const unquoted =
      'In `mnist(data)` the folder must stand in quotes, and all of it in single quotes for the shell: ';
    expect((await problemOf(cli, ['data', 'mnist(data)'])).log).toBe(`${unquoted}'mnist("data")'.`);
    expect((await problemOf(cli, ['train', lenet5File, '--data', 'images(a/b, size: 3)'])).log).toMatch(
      /'images\("a\/b", size: 3\)'\.$/,
    );
    expect((await problemOf(cli, ['data', 'digits(5', '--sheet', 'nowhere/s.png'])).log).toMatch(/digits\(5/);
    expect((await problemOf(cli, ['data', 'digits(50)', '--sheet', 'nowhere/s.png'])).log).toBe(
      'Cannot write nowhere/s.png: there is no folder nowhere. Make it first.',
    );
  });

  it('is a list of facts on a terminal', async () => {
    const { code, out } = await cli.run(['data', 'digits(600, seed: 3), validation: digits(50)']);
    expect(code).toBe(0);
    expect(out).toMatch(/^images {3}600 to train, 50 held out$/m);
    expect(out).toMatch(/^classes {2}10: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9$/m);
    expect(out).toMatch(/^pixels {3}mean 0\.\d{4}, deviation 0\.\d{4}, of the images to train$/m);
  });
});

describe('devices', () => {
  it('lists every device, the processor among those that work, the others with a reason', async () => {
    const { devices } = jsonOf(await cli.run(['devices', '--json'])) as {
      devices: { name: string; available: boolean; reason?: string }[];
    };
    expect(devices.map(({ name }) => name)).toEqual(['auto', 'cpu', 'webgpu', 'cuda', 'dml', 'coreml']);
    expect(devices.slice(0, 2)).toEqual([
      { name: 'auto', available: true },
      { name: 'cpu', available: true },
    ]);
    for (const { available, reason } of devices) expect(reason === undefined).toBe(available);
  });

  it('stand in a list with why they do not work and what would help, without what every line would repeat', async () => {
    const { out } = await cli.run(['devices']);
    expect(out).toMatch(/^✓ auto\n✓ cpu\n/);
    const foreign = process.platform === 'darwin' ? 'dml' : 'coreml';
    const helps = { dml: 'run it on Windows with a graphics card for DirectX 12', coreml: 'run it on a Mac' };
    expect(out.replaceAll(/\s+/g, ' ')).toContain(
      `· ${foreign.padEnd(6)} this build of ONNX Runtime does not contain it; ${helps[foreign]}`.replaceAll(
        /\s+/g,
        ' ',
      ),
    );
  });
});
