// Figures of a network and of the whole list as tables, JSON, CSV and Markdown.

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CommandContext, UsageError } from '../../cli/command.ts';
import { summary } from '../../cli/commands/summary.ts';
import { zoo } from '../../cli/commands/zoo.ts';
import { csvText } from '../../cli/csvText.ts';
import { markdownTable } from '../../cli/markdownTable.ts';
import { readOptions } from '../../cli/readOptions.ts';
import { styleFor } from '../../cli/terminal/style.ts';

const models = join(import.meta.dirname, '../../models');
const lenet5 = join(models, 'lenet5.cnn');

/** What a command prints. */
async function printed(command: typeof summary, words: readonly string[]): Promise<string> {
  let text = '';
  const stream = { write: (part: string) => (text += part) } as unknown as NodeJS.WriteStream;
  const { positionals, options } = readOptions(command, words);
  const context: CommandContext = {
    positionals,
    options,
    json: options['json'] === true,
    out: stream,
    log: stream,
    style: styleFor({ isTTY: false }, {}),
  };
  expect(await command.run(context)).toBe(0);
  return text;
}

/** A line of CSV without quotes in it. */
function cells(line: string | undefined): readonly string[] {
  return (line ?? '').split(',');
}

describe('summary', () => {
  it('as CSV has one row a layer with plain numbers', async () => {
    const lines = (await printed(summary, [lenet5, '--format', 'csv'])).trimEnd().split('\n');
    expect(lines[0]).toBe(
      'path,kind,file,line,inputs,output,parameters,macs,receptiveField,head,' +
        'tracked,share,flops,neurons,connections,activationBytes,stride,offset',
    );
    expect(lines).toHaveLength(1 + 13);
    const f6 = lines.map(cells).find(([path]) => path === 'f6.dense1');
    expect(f6?.filter((_, index) => index !== 2 && index !== 3)).toEqual([
      'f6.dense1',
      'dense',
      'flatten1',
      '84',
      '10164',
      '10080',
      '32x32',
      '',
      '0',
      String(10_164 / 61_706),
      // Two operations a multiply-add, and one for each bias.
      String(2 * 10_080 + 84),
      '84',
      '10164',
      String(4 * 84),
      '4x4',
      '0x0',
    ]);
    const sum = lines.slice(1).reduce((total, line) => total + Number(cells(line)[6]), 0);
    expect(sum).toBe(61_706);
  });

  it('as CSV names the head that a layer belongs to', async () => {
    const text = await printed(summary, [join(models, 'googlenet.cnn'), '--format', 'csv']);
    const heads = text
      .trimEnd()
      .split('\n')
      .map((line) => cells(line)[9]);
    expect(new Set(heads)).toEqual(new Set(['head', '', 'aux1', 'aux2']));
  });

  it('as Markdown is a table with totals and the facts below', async () => {
    const text = await printed(summary, [lenet5, '--format', 'markdown']);
    expect(text).toContain('## LeNet5\n\n1x32x32 → 10\n');
    expect(text).toContain(
      '| layer | kind | output | parameters | share | MACs | sees | every | from | activations | FLOPs | tracked |\n' +
        '|---|---|---:|---:|---|---:|---:|---:|---:|---:|---:|---:|\n',
    );
    expect(text).toContain(
      '| c1.conv1 | conv | 6x28x28 | 156 | 0.3 % | 117,600 | 5x5 | 1 | 0 | 18.4 KiB | 239,904 |  |',
    );
    expect(text).toContain('| **total** |  |  | **61,706** |  | **416,520** |');
    expect(text).toContain('- parameters: 61,706, 61,706 trainable\n');
  });

  it('as JSON is the same with `--json`, and as a table without a word', async () => {
    expect(await printed(summary, [lenet5, '--format', 'json'])).toBe(
      await printed(summary, [lenet5, '--json']),
    );
    expect(await printed(summary, [lenet5, '--format', 'table'])).toBe(await printed(summary, [lenet5]));
  });

  it('refuses formats that do not exist or contradict each other', async () => {
    const wrong = printed(summary, [lenet5, '--format', 'xml']);
    await expect(wrong).rejects.toThrow(UsageError);
    await expect(wrong).rejects.toThrow('table, json, csv, markdown; it is "xml"');
    await expect(printed(summary, [lenet5, '--format', 'csv', '--json'])).rejects.toThrow('two formats');
  });
});

describe('zoo', () => {
  interface Listed {
    readonly models: readonly {
      readonly name: string;
      readonly file: string;
      readonly model: string;
      readonly arguments: Readonly<Record<string, string>>;
      readonly parameters: number;
      readonly macs: number;
      readonly withHeads?: { readonly parameters: number; readonly macs: number };
    }[];
  }

  it('as JSON names files, arguments and figures that `summary` confirms', async () => {
    const { models: listed }: Listed = JSON.parse(await printed(zoo, ['--json']));
    expect(listed.length).toBeGreaterThan(35);
    for (const name of ['ResNet-50', 'GoogLeNet', 'DenseNet-BC-100 (CIFAR-10, k = 12)']) {
      const entry = listed.find((candidate) => candidate.name === name)!;
      const given = Object.entries(entry.arguments).flatMap(([key, text]) => ['--set', `${key}=${text}`]);
      const figures: { parameters: Record<string, number>; macs: Record<string, number> } = JSON.parse(
        await printed(summary, [entry.file, '--model', entry.model, ...given, '--json']),
      );
      expect(figures.parameters).toMatchObject({
        inference: entry.parameters,
        total: entry.withHeads?.parameters ?? entry.parameters,
      });
      expect(figures.macs).toEqual({ inference: entry.macs, total: entry.withHeads?.macs ?? entry.macs });
    }
  });

  it('as a table has one line a network', async () => {
    const lines = (await printed(zoo, [])).split('\n');
    expect(lines[0]).toMatch(/^network +input +parameters +multiply-adds +file +arguments$/);
    expect(lines.find((line) => line.startsWith('ResNet-110 (CIFAR-10) '))).toMatch(
      / 3x32x32 +1,727,962 +252,887,680 .*resnet_cifar\.cnn +n: 18, shortcut: "A"$/,
    );
  });

  it('as CSV quotes what holds commas', async () => {
    const line = (await printed(zoo, ['--format', 'csv']))
      .split('\n')
      .find((row) => row.startsWith('ResNet-18,'));
    expect(line).toContain(
      ',ResNet,"depths: [2, 2, 2, 2], unit: Basic",3x224x224,11689512,1814073344,"He, Zhang',
    );
  });

  it('takes no file', async () => {
    await expect(printed(zoo, ['lenet5.cnn'])).rejects.toThrow('takes no file');
  });
});

describe('cells', () => {
  it('with commas, quotes and line breaks are quoted in CSV', () => {
    const text = csvText(
      ['a', 'b'],
      [
        ['x, y', 'he said "no"'],
        [1, undefined],
        ['two\nlines', 2.5],
      ],
    );
    expect(text).toBe('a,b\n"x, y","he said ""no"""\n1,\n"two\nlines",2.5');
  });

  it('cannot break a Markdown table', () => {
    const columns = [
      { title: 'a', align: 'left' },
      { title: 'b', align: 'right' },
    ] as const;
    expect(markdownTable(columns, [['x | y', 'two\nlines']])).toBe(
      '| a | b |\n|---|---:|\n| x \\| y | two lines |',
    );
  });
});
