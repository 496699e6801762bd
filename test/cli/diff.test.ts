// `netwright diff`: two files, or a file as it was in a revision.

import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../engine/training/temporaryFolder.ts';
import { repository } from '../process/bundle.ts';
import { useCli } from './builtCli.ts';

const cli = useCli();
const resnet = join(repository, 'models/resnet_cifar.cnn');

const before = 'import "parts.cnn"\nmodel Net { input 1x28x28; Part(8); flatten -> dense(10) }\n';
const parts = 'block Part(n) { conv(n, 3) -> relu }\n';

/** A repository whose only commit holds the files as they were. */
function committed(): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'net.cnn'), before);
  writeFileSync(join(folder, 'parts.cnn'), parts);
  const git = (...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...words], {
      cwd: folder,
      stdio: 'pipe',
    });
  git('init', '-q');
  git('add', '.');
  git('commit', '-q', '-m', 'first');
  return folder;
}

describe('diff', () => {
  it('compares a family with itself under other arguments', async () => {
    const { code, out } = await cli.run(['diff', resnet, resnet, '--set-b', 'n=9', '--json']);
    expect(code).toBe(0);
    const difference = JSON.parse(out);
    expect(difference).toMatchObject({
      models: ['ResNetCifar', 'ResNetCifar'],
      removed: [],
      changed: [],
      affected: [],
      parameters: [269_722, 853_018],
      macs: [40_551_040, 125_485_696],
      depth: [20, 56],
    });
    // 18 units more, of two convolutions, two normalisations, two activations, a sum and its shortcut.
    expect(difference.added).toHaveLength(18 * 8);
    expect(difference.added[0]).toMatchObject({
      path: expect.stringMatching(/^width1\./),
      line: expect.any(Number),
    });
  });

  it('compares with a revision, imports included, and draws both in one picture', async () => {
    const folder = committed();
    writeFileSync(join(folder, 'parts.cnn'), 'block Part(n) { conv(n, 5) -> relu }\n');
    const words = ['diff', 'net.cnn@HEAD', 'net.cnn', '-o', 'both.svg'];
    const { code, out, log } = await cli.run(words, { folder });
    expect([code, log]).toEqual([0, '']);
    expect(out).toMatch(/^~ +part1\.conv1 +conv 3x3, 8 → conv 5x5, 8 +8x26x26 → 8x24x24 +\+128 +/m);
    expect(out).toMatch(/^parameters +54,170 +46,298 +-7,872 +-15 %$/m);
    const svg = readFileSync(join(folder, 'both.svg'), 'utf8');
    expect(svg).toContain('class="node layer convolution differs changed"');
    expect(svg).not.toContain('differs added');
  });

  it('finds a file that is gone since', async () => {
    const folder = committed();
    writeFileSync(join(folder, 'other.cnn'), 'model Net { input 1x28x28; flatten -> dense(10) }');
    rmSync(join(folder, 'net.cnn'));
    const { code, out } = await cli.run(['diff', 'net.cnn@HEAD', 'other.cnn', '--json'], { folder });
    expect(code).toBe(0);
    expect(JSON.parse(out).removed.map(({ path }: { path: string }) => path)).toEqual([
      'part1.conv1',
      'part1.relu1',
    ]);
  });

  it('says that equal networks are equal', async () => {
    const { out } = await cli.run(['diff', resnet, resnet]);
    expect(out).toContain('The networks are equal, layer by layer.');
  });

  it.each([
    [
      'net.cnn@nonsense',
      'The repository of net.cnn has no revision nonsense: name a commit, branch or tag, or HEAD.',
    ],
    [
      'net.cnn@--output=x',
      'The repository of net.cnn has no revision --output=x: name a commit, branch or tag, or HEAD.',
    ],
    [
      'gone.cnn@HEAD',
      'gone.cnn is not in the revision HEAD of its repository. Is its name another one there?',
    ],
    ['net.cnn@', 'Write a revision behind the @ of net.cnn@, such as net.cnn@HEAD.'],
  ])('refuses %s with one sentence', async (place, message) => {
    const folder = committed();
    const { code, out, log } = await cli.run(['diff', place, 'net.cnn', '--json'], { folder });
    expect(code).toBe(1);
    expect(JSON.parse(out).error.message).toBe(message);
    expect(log).toContain(message);
  });

  it('says where there is no repository', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'net.cnn'), 'model Net { input 1x28x28; flatten -> dense(10) }');
    const { code, log } = await cli.run(['diff', 'net.cnn@HEAD', 'net.cnn'], { folder });
    expect(code).toBe(1);
    expect(log).toContain(
      'net.cnn is in no Git repository, so it has no revisions. Compare two files instead.',
    );
  });

  it('takes a revision of the reflog, and a file with an @ in its name', async () => {
    const folder = committed();
    writeFileSync(join(folder, 'net@2.cnn'), before);
    for (const place of ['net.cnn@HEAD@{0}', 'net.cnn@@{0}', 'net@2.cnn']) {
      const { out, log } = await cli.run(['diff', place, 'net.cnn'], { folder });
      expect([out.includes('The networks are equal'), log]).toEqual([true, '']);
    }
  });

  it('says in which revision a text is wrong', async () => {
    const folder = committed();
    writeFileSync(join(folder, 'wrong.cnn'), 'model Net { input 1x28x28; flatten -> dnse(10) }');
    const git = ['-c', 'user.name=t', '-c', 'user.email=t@example.org', 'commit', '-q', '-m', 'wrong'];
    execFileSync('git', ['add', '.'], { cwd: folder });
    execFileSync('git', git, { cwd: folder });
    writeFileSync(join(folder, 'wrong.cnn'), before);
    const { code, out, log } = await cli.run(['diff', 'wrong.cnn@HEAD', 'wrong.cnn', '--json'], { folder });
    expect(code).toBe(1);
    expect(log).toMatch(/^In the revision HEAD: wrong\.cnn:1:39: error: There is no layer or block `dnse`/);
    expect(JSON.parse(out).error).toMatchObject({ code: 'unknown-layer', line: 0 });
  });

  it('tells the former name of a file that Git takes for renamed', async () => {
    const folder = committed();
    execFileSync('git', ['mv', 'net.cnn', 'renamed.cnn'], { cwd: folder });
    const { code, log } = await cli.run(['diff', 'renamed.cnn@HEAD', 'renamed.cnn'], { folder });
    expect([code, log]).toEqual([
      1,
      'renamed.cnn is not in the revision HEAD of its repository: there it is called net.cnn. Write net.cnn@HEAD.\n',
    ]);
    const { out } = await cli.run(['diff', 'net.cnn@HEAD', 'renamed.cnn'], { folder });
    expect(out).toContain('The networks are equal');
  });

  it('keeps a revision of endless length out of its message', async () => {
    const folder = committed();
    const { log } = await cli.run(['diff', `net.cnn@${'x'.repeat(10_000)}`, 'net.cnn'], { folder });
    expect(log.length).toBeLessThan(300);
    expect(log).toContain('xxx…');
  });

  it('tells once what differs alike in each round of a repeat, with the sum of its figures', async () => {
    const folder = temporaryFolder();
    const text = (kernel: number) =>
      `block Unit(k) { conv(8, k, padding: same) -> relu }
       model Net { input 8x16x16; Unit(3); repeat 4 { Unit(${kernel}) }; flatten -> dense(10) }`;
    writeFileSync(join(folder, 'a.cnn'), text(3));
    writeFileSync(join(folder, 'b.cnn'), text(5));
    const { out } = await cli.run(['diff', 'a.cnn', 'b.cnn'], { folder });
    // 8 * 8 * (25 - 9) weights more in each of 4 layers, of 16 * 16 pixels; and 2 pixels more of field.
    expect(out).toMatch(
      /^~ +unit2…unit5\.conv1 +4 × conv 3x3, 8 → conv 5x5, 8 +8x16x16 +\+4,096 +\+1,048,576$/m,
    );
    expect(out.match(/^~/gm)).toHaveLength(1);
    expect(out).toMatch(/^receptive field +26x26 +34x34 +\+8x8$/m);
  });

  it.each(['svg', 'png', 'pdf', 'tex'])(
    'draws what was added, removed and changed as .%s',
    async (format) => {
      const folder = temporaryFolder();
      const text = (layers: string) => `model Net { input 8x16x16; ${layers}; flatten -> dense(10) }`;
      writeFileSync(join(folder, 'a.cnn'), text('conv(8, 3) -> bn -> relu'));
      writeFileSync(join(folder, 'b.cnn'), text('conv(8, 5) -> relu -> maxpool(2)'));
      const words = ['diff', 'a.cnn', 'b.cnn', '-o', `both.${format}`];
      const { code, out, log } = await cli.run(words, { folder });
      expect([code, log]).toEqual([0, '']);
      expect(out).toContain('1 added, 1 removed, 1 changed, 3 affected');
      expect(readFileSync(join(folder, `both.${format}`)).length).toBeGreaterThan(2000);
    },
  );

  it('needs two networks', async () => {
    const { code, log } = await cli.run(['diff', resnet]);
    expect(code).toBe(2);
    expect(log).toContain('Name two networks: A B.');
  });
});
