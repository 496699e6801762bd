// `check`, `summary` and `diagram`: their fields, figures and exit codes.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderWith, jsonOf, lenet5File, problemOf, smallText, useCli } from './builtCli.ts';

const cli = useCli();

describe('check', () => {
  it('gives positions as the language server protocol has them, and exit code 1 on errors', async () => {
    const folder = folderWith({
      'bad.cnn': 'model Bad {\n  input 1x28x28\n  flatten\n  dense(7)\n}\ntrain Bad { data digits(100) }\n',
    });
    const { code, out, log } = await cli.run(['check', 'bad.cnn', '--json'], { folder });
    expect([code, log]).toEqual([1, '']);
    const { files } = JSON.parse(out);
    expect(files).toEqual([
      {
        file: 'bad.cnn',
        diagnostics: [
          {
            severity: 'error',
            code: 'class-count-mismatch',
            message: expect.stringContaining('`digits` has 10 classes, and `dense1` gives 7 scores'),
            file: join(folder, 'bad.cnn'),
            range: { start: { line: 5, character: 17 }, end: { line: 5, character: 23 } },
            related: [
              {
                message: '`dense1` gives 7 scores here.',
                file: join(folder, 'bad.cnn'),
                range: { start: { line: 3, character: 2 }, end: { line: 3, character: 10 } },
              },
            ],
          },
        ],
      },
    ]);
    const text = await cli.run(['check', 'bad.cnn'], { folder });
    expect(text.code).toBe(1);
    expect(text.out).toMatch(
      /^✗ bad\.cnn\n {2}bad\.cnn:6:18: error: `digits` has 10 classes.* \[class-count-mismatch\]\n {6}bad\.cnn:4:3: `dense1` gives/,
    );
  });

  it('finds nothing wrong in the models that ship', async () => {
    const { files } = jsonOf(await cli.run(['check', 'models', '--json'])) as {
      files: { file: string; diagnostics: { severity: string }[] }[];
    };
    const shipped = readdirSync('models', { recursive: true, encoding: 'utf8' });
    expect(files.map(({ file }) => file)).toEqual(
      shipped
        .filter((name) => name.endsWith('.cnn'))
        .map((name) => join('models', name))
        .sort(),
    );
    for (const { file, diagnostics } of files) {
      expect(
        diagnostics.filter(({ severity }) => severity === 'error'),
        file,
      ).toEqual([]);
    }
  });

  it('goes through folders in order, and checks the rest where one file is no text', async () => {
    const folder = folderWith({
      'b/second.cnn': smallText,
      'a.cnn': smallText,
      'c.cnn': Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 1, 2),
      'notes.txt': 'no network',
    });
    const { code, out } = await cli.run(['check', '.', '--json'], { folder });
    expect(code).toBe(1);
    const { files } = JSON.parse(out) as { files: { file: string; diagnostics: { code: string }[] }[] };
    expect(files.map(({ file, diagnostics }) => [file, diagnostics.map(({ code }) => code)])).toEqual([
      ['a.cnn', []],
      [join('b', 'second.cnn'), []],
      ['c.cnn', ['file.not-text']],
    ]);
  });
});

interface Summary {
  readonly layers: readonly Readonly<Record<string, unknown>>[];
  readonly parameters: object;
}

describe('summary', () => {
  it("has LeNet-5's published figures and every field of the contract", async () => {
    const summary = jsonOf(await cli.run(['summary', lenet5File, '--json'])) as Summary;
    expect(summary).toMatchObject({
      model: 'LeNet5',
      arguments: { classes: 10, act: 'relu' },
      input: [1, 32, 32],
      output: [10],
      parameters: { total: 61706, inference: 61706, trainable: 61706 },
      macs: { total: 416520, inference: 416520 },
      flops: expect.any(Number),
      neurons: expect.any(Number),
      connections: expect.any(Number),
      memory: { inferenceBytes: expect.any(Number), trainingBytes: expect.any(Number), batch: 1 },
      receptiveField: { size: 32, stride: 4, offset: 0 },
    });
    // One layer after another: parameters, then multiply-adds, of LeCun et al. 1998 with full connections in C3.
    const costs = summary.layers.filter(({ parameters }) => parameters !== 0);
    expect(costs.map(({ parameters, macs }) => [parameters, macs])).toEqual([
      [6 * (25 + 1), 6 * 25 * 28 * 28],
      [16 * (6 * 25 + 1), 16 * 6 * 25 * 10 * 10],
      [120 * (16 * 25 + 1), 120 * 16 * 25],
      [84 * (120 + 1), 84 * 120],
      [10 * (84 + 1), 10 * 84],
    ]);
    expect(summary.layers[1]).toMatchObject({
      path: 'c1.conv1',
      kind: 'conv',
      line: 5,
      inputs: ['input'],
      outputShape: [6, 28, 28],
      parameters: 156,
      macs: 117600,
      receptiveField: { size: 5, stride: 1, offset: 0 },
    });
  });

  it('follows the arguments, the model and the batch that are given', async () => {
    const folder = folderWith({
      'two.cnn': [
        'model First { input 1x4x4 -> flatten -> dense(2) }',
        'model Second(classes = 10, width = 3) {',
        '  input 1x4x4 -> flatten -> dense(width) -> dense(classes)',
        '}',
      ].join('\n'),
    });
    const words = ['summary', 'two.cnn', '--model', 'Second', '--set', 'classes=26', '--set', 'width=5'];
    const summary = jsonOf(await cli.run([...words, '--batch', '8', '--json'], { folder }));
    expect(summary).toMatchObject({
      model: 'Second',
      arguments: { classes: 26, width: 5 },
      output: [26],
      parameters: { total: 5 * 17 + 26 * 6 },
      memory: { batch: 8 },
    });
    expect(jsonOf(await cli.run(['summary', 'two.cnn', '--json'], { folder }))).toMatchObject({
      model: 'First',
      parameters: { total: 2 * 17 },
    });
  });

  it('is a table without colours where nobody looks', async () => {
    const { code, out, log } = await cli.run(['summary', lenet5File]);
    expect([code, log]).toEqual([0, '']);
    expect(out).not.toContain('\u001b');
    expect(out).toMatch(/^LeNet5 {2}1x32x32 → 10\n/);
    expect(out).toMatch(/^total +61,706 +416,520 +850,794$/m);
  });
});

describe('diagram', () => {
  it('draws an SVG file and counts what it drew', async () => {
    const folder = folderWith({ 'small.cnn': smallText });
    const drawn = jsonOf(await cli.run(['diagram', 'small.cnn', '-o', 'small.svg', '--json'], { folder }));
    expect(drawn).toEqual({ file: 'small.svg', nodes: 4, edges: 3, layoutMs: expect.any(Number) });
    const svg = readFileSync(join(folder, 'small.svg'), 'utf8');
    expect(svg).toMatch(/^<(\?xml|svg)/);
    for (const word of ['maxpool', 'flatten', 'dense']) expect(svg).toContain(word);
  });

  it('says where it cannot write', async () => {
    const folder = folderWith({ 'small.cnn': smallText });
    const problem = await problemOf(cli, ['diagram', 'small.cnn', '-o', 'none/small.svg'], folder);
    expect(problem.code).toBe('file.unwritable');
    expect(problem.log).toBe('Cannot write none/small.svg: there is no folder none. Make it first.');
  });
});
