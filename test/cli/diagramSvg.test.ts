// The pictures that the command line draws.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { describe, expect, it, test } from 'vitest';
import { renderDiagramSvg } from '../../cli/diagramSvg.ts';
import { temporaryFolder } from '../engine/training/temporaryFolder.ts';
import { repository } from '../process/bundle.ts';
import { lenet5, resnetCifar } from '../webview/sampleGraphs.ts';
import { useCli } from './builtCli.ts';

const cli = useCli();

describe('the picture of a network', () => {
  test('is laid out by ELK and holds every layer', async () => {
    const { svg, nodes, edges, fallback } = await renderDiagramSvg(lenet5(), { theme: 'light' });
    expect([nodes, edges, fallback]).toEqual([13, 12, undefined]);
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    expect([...svg.matchAll(/class="node layer (\w+)"/g)].map(([, category]) => category)).toEqual([
      'input',
      'convolution',
      'activation',
      'pooling',
      'convolution',
      'activation',
      'pooling',
      'convolution',
      'activation',
      'reshaping',
      'dense',
      'activation',
      'dense',
    ]);
  });

  test('is the same for the same network', async () => {
    const [first, second] = [
      await renderDiagramSvg(resnetCifar(1), { theme: 'dark' }),
      await renderDiagramSvg(resnetCifar(1), { theme: 'dark' }),
    ];
    expect(second.svg).toBe(first.svg);
  });

  test('opens as many levels of blocks as asked for', async () => {
    const counts = [];
    for (const depth of [0, 1, 2, 3])
      counts.push((await renderDiagramSvg(resnetCifar(2), { theme: 'light', depth })).nodes);
    expect(counts).toEqual([7, 12, 40, 52]);
  });
});

describe('diagram', () => {
  const model = join(repository, 'models/lenet5.cnn');

  it.each([
    ['net.svg', /^<svg xmlns/],
    ['net.pdf', /^%PDF-1\.4\n/],
    ['net.tex', /^% Diagram of LeNet5\. Drawn by Netwright/],
    ['net.png', /^\x89PNG\r\n/],
  ])('writes %s', async (name, beginning) => {
    const folder = temporaryFolder();
    const { code, out, log } = await cli.run(['diagram', model, '-o', name, '--json'], { folder });
    expect([code, log]).toEqual([0, '']);
    expect(JSON.parse(out)).toMatchObject({ file: name, nodes: 13, edges: 12 });
    expect(readFileSync(join(folder, name), 'latin1')).toMatch(beginning);
  });

  it('draws the figure of a paper, as large as asked for', async () => {
    const folder = temporaryFolder();
    const words = [
      'diagram',
      model,
      '-o',
      'figure.png',
      '--view',
      'figure',
      '--scale',
      '3',
      '--font',
      'sans',
    ];
    const { code, out } = await cli.run(words, { folder });
    expect([code, out]).toEqual([0, 'figure.png: 8 volumes, 0 modules\n']);
    const png = readFileSync(join(folder, 'figure.png'));
    await cli.run(['diagram', model, '-o', 'figure.svg', '--view', 'figure', '--font', 'sans'], { folder });
    const [, width] = /width="(\d+)"/.exec(readFileSync(join(folder, 'figure.svg'), 'utf8'))!;
    expect(png.readUInt32BE(16)).toBe(3 * Number(width));
  });

  it('sets the letters of a graph in a font and size, with room for them and no more', async () => {
    const folder = temporaryFolder();
    const boxOf = async (...words: string[]) => {
      await cli.run(['diagram', model, '-o', 'net.svg', ...words], { folder });
      const svg = readFileSync(join(folder, 'net.svg'), 'utf8');
      const [, width, viewed] = /width="([\d.]+)" height="[\d.]+" viewBox="-16 -16 (\d+) /.exec(svg)!;
      return { width: Number(width), viewed: Number(viewed), svg };
    };
    const [sans, serif] = [await boxOf(), await boxOf('--font', 'serif', '--font-size', '9')];
    expect(sans.width).toBe(sans.viewed);
    expect(serif.width).toBeCloseTo((serif.viewed * 9) / 12, 9);
    // Times is narrower than Helvetica.
    expect(serif.viewed).toBeLessThan(sans.viewed);
    expect(serif.svg).toContain("text { font-family: 'Latin Modern Roman'");
    await cli.run(['diagram', model, '-o', 'net.pdf', '--font', 'serif', '--font-size', '9'], { folder });
    const pdf = readFileSync(join(folder, 'net.pdf'), 'latin1');
    expect(pdf).toContain(`/MediaBox [0 0 ${serif.width} `);
    expect([...pdf.matchAll(/\/(\w+) 9 Tf/g)].every(([, name]) => name === 'Tinos')).toBe(true);
  });

  it.each(['graph', 'figure'])(
    'leaves the ground of a %s out where it is to be transparent',
    async (view) => {
      const folder = temporaryFolder();
      const words = ['diagram', model, '-o', 'net.png', '--view', view, '--scale', '1'];
      const cornerAlpha = async (...more: string[]) => {
        await cli.run([...words, ...more], { folder });
        return PNG.sync.read(readFileSync(join(folder, 'net.png'))).data[3];
      };
      expect(await cornerAlpha()).toBe(255);
      expect(await cornerAlpha('--transparent')).toBe(0);
      await cli.run(['diagram', model, '-o', 'net.svg', '--view', view, '--transparent'], { folder });
      expect(readFileSync(join(folder, 'net.svg'), 'utf8')).not.toMatch(/<rect (class="canvas"|width=)/);
    },
  );

  it('draws a figure as wide as the page, in maps or boxes, on either scale', async () => {
    const folder = temporaryFolder();
    const alexnet = join(repository, 'models/alexnet2012.cnn');
    const drawn = async (...words: string[]) => {
      await cli.run(['diagram', alexnet, '-o', 'a.svg', '--view', 'figure', ...words], { folder });
      return readFileSync(join(folder, 'a.svg'), 'utf8');
    };
    const width = (svg: string) => Number(/width="(\d+)"/.exec(svg)![1]);
    const narrow = await drawn('--width', '400');
    expect(width(narrow)).toBeLessThanOrEqual(400);
    expect(width(await drawn('--width', '2000', '--volumes', 'maps'))).toBeGreaterThan(760);
    expect(narrow).toContain('>Sizes on a logarithmic scale</text>');
    expect(await drawn('--sides', 'linear')).not.toContain('logarithmic');
  });

  it('draws a figure by blocks or by layers', async () => {
    const folder = temporaryFolder();
    const nin = join(repository, 'models/nin.cnn');
    const drawn = async (depth: string) => {
      const words = ['diagram', nin, '-o', 'nin.svg', '--view', 'figure', '--depth', depth];
      return (await cli.run(words, { folder })).out;
    };
    expect(await drawn('0')).toMatch(/^nin\.svg: 7 volumes/);
    expect(await drawn('1')).toMatch(/^nin\.svg: 13 volumes/);
  });

  it('marks a layer, with the blocks around it open', async () => {
    const folder = temporaryFolder();
    const resnet = join(repository, 'models/resnet.cnn');
    const words = ['diagram', resnet, '-o', 'net.svg', '--depth', '0', '--highlight', 'stage1.basic1.add1'];
    expect((await cli.run(words, { folder })).code).toBe(0);
    const svg = readFileSync(join(folder, 'net.svg'), 'utf8');
    expect(svg.match(/class="node layer merge marked"/g)).toHaveLength(1);
  });

  it.each([
    [['-o', 'net.gif'], 2, 'A picture\'s name must end in .svg, .png, .pdf or .tex; it is "net.gif".'],
    [['-o', 'net.svg', '--volumes', 'maps'], 2, '--volumes is for --view figure.'],
    [['-o', 'net.svg', '--view', 'figure', '--highlight', 'c1'], 2, '--highlight is for --view graph.'],
    [['-o', 'net.svg', '--scale', '3'], 2, '--scale is for a PNG; a .svg picture is sharp at every size.'],
    [['-o', 'net.svg', '--sides', 'linear'], 2, '--sides is for --view figure.'],
    [
      ['-o', 'net.svg', '--view', 'figure', '--volumes', 'cubes'],
      2,
      '--volumes must be maps or boxes; it is "cubes".',
    ],
    [
      ['-o', 'net.svg', '--view', 'figure', '--width', '9'],
      2,
      '--width must be a number from 100 to 10000; it is "9".',
    ],
    [
      ['-o', 'net.svg', '--theme', 'blue'],
      2,
      '--theme must be light, dark, high-contrast or high-contrast-light; it is "blue".',
    ],
    [['-o', 'net.png', '--scale', '0'], 2, '--scale must be a number from 0.1 to 20; it is "0".'],
    [
      ['-o', 'net.svg', '--highlight', 'c9'],
      1,
      'LeNet5 has no layer or block `c9`; `netwright summary` lists the paths.',
    ],
  ] as const)('refuses %j', async (words, exit, message) => {
    const { code, log } = await cli.run(['diagram', model, ...words], { folder: temporaryFolder() });
    expect([code, log.split('\n')[0]]).toEqual([exit, message]);
  });
});
