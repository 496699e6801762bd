// `netwright diff` of ONNX files: with the text that they were exported of, and with each other.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inferenceShapes } from '../../engine/training/evaluationGraph.ts';
import { exportModel } from '../../engine/training/exportModel.ts';
import { bytesOf, smallModel } from '../engine/onnx/reading/sampleModels.ts';
import { networkOf } from '../language/support/compileText.ts';
import { useCli } from './builtCli.ts';

const cli = useCli();

const net = `block Unit(n, k = 3) { conv(n, k, padding: same, bias: false) -> bn -> relu }
model Net(k = 3) { input 3x32x32; Unit(8); repeat 3 { Unit(8, k) }; global_avgpool -> dropout(0.5) -> dense(10) }
`;

describe('diff of ONNX files', () => {
  let folder: string;
  const diff = (...words: string[]) => cli.run(['diff', ...words], { folder });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'netwright-'));
    writeFileSync(join(folder, 'net.cnn'), net);
    writeFileSync(join(folder, 'small.onnx'), bytesOf(smallModel()));
    const network = networkOf(net);
    const shapes = [...inferenceShapes(network)];
    const weights = new Map(
      shapes.map(([name, shape]) => {
        const count = shape.reduce((product, extent) => product * extent, 1);
        return [name, { shape, data: new Float32Array(count).fill(1) }] as const;
      }),
    );
    for (const fold of [true, false]) {
      const file = join(folder, fold ? 'folded.onnx' : 'plain.onnx');
      await exportModel(file, network, { weights }, { heads: false, fold });
    }
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('says that a text and its export compute the same, and what is written otherwise', async () => {
    const { code, out, log } = await diff('net.cnn', 'folded.onnx');
    expect([code, log]).toEqual([0, '']);
    expect(out.split('\n').slice(0, 7)).toEqual([
      'Net of net.cnn → folded.onnx',
      '',
      'The networks compute the same in inference. 9 layers are written otherwise:',
      '≈ 4 × conv: bn is folded into it',
      '≈ 4 × bn: folded into the layer before it',
      '≈ 1 × dropout: does nothing in inference',
      '',
    ]);
    // Each of four normalisations has 16 parameters, and leaves 8 biases.
    expect(out).toMatch(/^parameters +2,098 +2,066 +-32 +-1\.5 %$/m);
    expect(out).toMatch(/^receptive field +40x40 +40x40$/m);
    expect(out).toContain('not the numbers of the weights.');
  });

  it('says that nothing differs where nothing is folded but dropout, in JSON', async () => {
    const { code, out } = await diff('plain.onnx', 'net.cnn', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      models: ['Net', 'Net'],
      added: [],
      removed: [],
      changed: [],
      affected: [],
      equivalent: [
        {
          path: 'dropout1',
          kind: 'dropout',
          before: null,
          after: 'dropout1',
          reason: 'does nothing in inference',
        },
      ],
      unchanged: 15,
      parameters: [2098, 2098],
      notes: ['Structure, attributes and shapes are compared, not the numbers of the weights.'],
    });
  });

  it('tells what was changed since the export, once for all rounds', async () => {
    const { out } = await diff('folded.onnx', 'net.cnn', '--set-b', 'k=5');
    expect(out).toMatch(
      /^~ +unit2…unit4\.conv1 +3 × conv 3x3, 8 → conv 5x5, 8 +8x32x32 +\+3,048 +\+3,145,728$/m,
    );
    expect(out.match(/^[~+-]/gm)).toHaveLength(1);
  });

  it('tells two files apart operator by operator, and that they hold one network', async () => {
    const { out } = await diff('plain.onnx', 'folded.onnx');
    expect(out).toMatch(
      /^~ +unit1…unit4\.conv1\/Conv +4 × Conv 3x3, 8, bias none → float32 8 +8x32x32 +\+32$/m,
    );
    expect(out).toMatch(/^- +unit1…unit4\.bn1\/BatchNormalization +4 × BatchNormalization +8x32x32 +-128$/m);
    expect(out).toContain('4 removed, 4 changed; 7 layers unchanged.');
    expect(out).toContain('Taken as layers, both compute the same in inference: only the operators differ.');
    expect((await diff('plain.onnx', 'plain.onnx')).out).toContain('The networks are equal, layer by layer.');
  });

  it.each(['svg', 'png', 'pdf', 'tex'])('draws both in one picture: %s', async (format) => {
    const file = `both.${format}`;
    expect((await diff('net.cnn', 'small.onnx', '-o', file)).code).toBe(0);
    expect((await diff('plain.onnx', 'folded.onnx', '-o', `files.${format}`)).code).toBe(0);
    expect(readFileSync(join(folder, file)).length).toBeGreaterThan(2000);
    if (format !== 'svg') return;
    expect(readFileSync(join(folder, file), 'utf8')).toContain('differs removed');
    expect(readFileSync(join(folder, 'files.svg'), 'utf8')).toContain(
      'node layer normalization differs removed',
    );
  });

  it('marks quietly in a picture what is written otherwise', async () => {
    await diff('net.cnn', 'folded.onnx', '-o', 'same.svg');
    const svg = readFileSync(join(folder, 'same.svg'), 'utf8');
    expect(svg).toContain('node layer normalization differs equivalent');
    expect(svg).not.toMatch(/differs (added|removed|changed)/);
    expect(svg).not.toContain('<path class="change-stroke"');
  });

  it.each([
    [['net.cnn', 'gone.onnx'], 1, /^gone\.onnx: The file cannot be read: it does not exist\./],
    [['cut.onnx', 'net.cnn'], 1, /^cut\.onnx: This file cannot be read as an ONNX model/],
    [
      ['folded.onnx@HEAD', 'net.cnn'],
      1,
      /^folded\.onnx@HEAD names a revision of an ONNX file, and only those of \.cnn texts are read: /,
    ],
    [
      ['plain.onnx', 'folded.onnx', '--model', 'Net'],
      2,
      /--model is for \.cnn texts; an ONNX file holds one network\./,
    ],
    [
      ['net.cnn', 'folded.onnx', '--set-b', 'k=5'],
      2,
      /--set-b is for \.cnn texts; an ONNX file holds one network\./,
    ],
    [['net.cnn', 'folded.onnx', '-o', 'folded.onnx'], 2, /folded\.onnx/],
  ] as const)('refuses %j with one sentence', async (words, code, message) => {
    writeFileSync(join(folder, 'cut.onnx'), bytesOf(smallModel()).subarray(0, 400));
    const answer = await diff(...words);
    expect([answer.code, answer.log]).toEqual([code, expect.stringMatching(message)]);
    expect(answer.log).not.toContain('mistake of its own');
  });

  it('takes a file as it was in a revision through git show', async () => {
    const git = (...words: string[]) =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...words], {
        cwd: folder,
        stdio: 'pipe',
      });
    git('init', '-q');
    git('add', 'folded.onnx', 'net.cnn');
    git('commit', '-q', '-m', 'first');
    writeFileSync(join(folder, 'then.onnx'), git('show', 'HEAD:folded.onnx'));
    const { out } = await diff('then.onnx', 'folded.onnx');
    expect(out).toContain('The networks are equal, layer by layer.');
    expect((await diff('net.cnn@HEAD', 'folded.onnx')).out).toContain(
      'The networks compute the same in inference.',
    );
  });
});
