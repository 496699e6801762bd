// Help, versions, wrong usage and the exit codes of the command line.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repository } from '../process/bundle.ts';
import { jsonLines, lenet5File, useCli } from './builtCli.ts';

const cli = useCli();

const commands = [
  'check',
  'summary',
  'zoo',
  'diagram',
  'diff',
  'train',
  'resume',
  'eval',
  'predict',
  'export',
  'data',
  'devices',
  'install-cuda',
  'init',
  'gradients',
  'step',
];

async function misuse(...words: string[]) {
  const { code, out, log } = await cli.run(words);
  expect(out).toBe('');
  expect(code).toBe(2);
  expect(log).not.toMatch(/^\s+at /m);
  return log.split('\n')[0];
}

describe('help', () => {
  it('lists every command, and explains each with its options', async () => {
    const { code, out, log } = await cli.run(['help']);
    expect([code, log]).toEqual([0, '']);
    for (const command of commands) expect(out).toMatch(new RegExp(`^  ${command} +\\S`, 'm'));
    for (const command of commands) {
      const { code, out } = await cli.run([command, '--help']);
      expect(code).toBe(0);
      expect(out).toMatch(new RegExp(`^Usage  .* ${command} `, 'm'));
      expect(out).toMatch(/^ {2}--json +\S/m);
      // An option without a word of explanation would end its line.
      expect(out).not.toMatch(/^ {2}-\S*(, --\S+)?( …)?\s*$/m);
    }
    expect((await cli.run(['help', 'train'])).out).toBe((await cli.run(['train', '-h'])).out);
  });

  it('is shown to who names no command, as wrong usage', async () => {
    const { code, out } = await cli.run([]);
    expect(code).toBe(2);
    expect(out).toContain('Usage');
  });

  it('is not needed for the version', async () => {
    const { version } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));
    expect(await cli.run(['--version'])).toMatchObject({ code: 0, out: `${version}\n`, log: '' });
  });
});

describe('wrong usage', () => {
  it('names what was meant, and ends with 2', async () => {
    expect(await misuse('sumary')).toBe('There is no command `sumary`. Did you mean `summary`?');
    expect(await misuse('fly')).toMatch(/^There is no command `fly`\. The commands are: check, /);
    expect(await misuse('help', 'fly')).toMatch(/^There is no command `fly`/);
    expect(await misuse('train', lenet5File, '--bacth', '3')).toBe(
      'There is no option --bacth. Did you mean --batch?',
    );
    expect(await misuse('train', lenet5File, '-x')).toBe('There is no option -x.');
    expect(await misuse('train', lenet5File, '--batch')).toBe('--batch needs a value.');
    expect(await misuse('check', lenet5File, '--debug=3')).toBe('--debug takes no value.');
    expect(await misuse('train', lenet5File, '--epochs', '0')).toBe(
      '--epochs must be a whole number, at least 1; it is "0".',
    );
    expect(await misuse('train', lenet5File, '--seed', '1.5')).toMatch(/^--seed must be a whole number/);
    expect(await misuse('train', lenet5File, '--replicas', 'all')).toMatch(
      /^--replicas must be a whole number/,
    );
    expect(await misuse('train', lenet5File, '--threads', 'all')).toMatch(
      /^--threads must be a whole number/,
    );
    expect(await misuse('summary', lenet5File, '--set', 'classes')).toBe(
      '--set must be written name=value; it is "classes".',
    );
  });

  it('asks for what is missing', async () => {
    expect(await misuse('check')).toBe('Name the files or folders to check.');
    expect(await misuse('summary')).toBe('Name the file.');
    expect(await misuse('summary', 'a.cnn', 'b.cnn')).toBe('Name one file only; there are 2.');
    expect(await misuse('resume')).toBe('Name the run folder.');
    expect(await misuse('diagram', lenet5File)).toBe('Name the picture with -o OUT.svg.');
    expect(await misuse('init', lenet5File)).toBe('Name the file to write: -o W.safetensors.');
    expect(await misuse('gradients', lenet5File)).toBe('Name the weights: --weights W.safetensors.');
    expect(await misuse('gradients', lenet5File, '--weights', 'w')).toBe(
      'Name the batch: --batch B.safetensors.',
    );
    expect(await misuse('step', lenet5File)).toBe('Say how many steps to take: --steps N.');
    expect(await misuse('export', lenet5File)).toBe('Name the file to write: -o OUT.onnx.');
    expect(await misuse('export', lenet5File, '--to', 'tf', '-o', 'm')).toBe(
      '--to must be onnx; it is "tf".',
    );
    expect(await misuse('data')).toBe("Name the data source, as in 'digits(5000)', or a network's file.");
  });

  it('is told as JSON too, where JSON is asked for', async () => {
    const { code, out } = await cli.run(['summary', '--json']);
    expect(code).toBe(2);
    expect(jsonLines(out)).toEqual([{ error: { code: 'usage', message: 'Name the file.' } }]);
  });
});
