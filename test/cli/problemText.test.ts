// Problems as people read them on the terminal.

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { problemText } from '../../cli/problemText.ts';
import { programName, quoted } from '../../cli/programName.ts';

const here = process.cwd();

describe('a problem', () => {
  it('shows paths below the working folder from there', () => {
    const file = join(here, 'runs/a/run.json');
    expect(problemText({ message: `${file} is not valid JSON.`, file })).toBe(
      'runs/a/run.json is not valid JSON.',
    );
    expect(problemText({ message: `Look at "${file}" and \`${file}\`.` })).toBe(
      'Look at "runs/a/run.json" and `runs/a/run.json`.',
    );
  });

  it('leaves other paths alone, those that only contain the folder among them', () => {
    const message = `/elsewhere${here}/run.json and ${here}more/run.json are damaged.`;
    expect(problemText({ message })).toBe(message);
    expect(problemText({ message: '/a/b is damaged.' }, '/')).toBe('/a/b is damaged.');
  });

  it('is put in its place where the message does not name the file', () => {
    const file = join(here, 'data/train-images');
    expect(problemText({ message: 'train-images is empty.', file })).toBe('data/train-images is empty.');
    const model = join(here, 'net.cnn');
    expect(problemText({ message: 'The images are 1x28x28.', file: model, line: 3 })).toBe(
      'net.cnn:4: The images are 1x28x28.',
    );
    expect(problemText({ message: 'The images are 1x28x28.', file: model })).toBe(
      'net.cnn: The images are 1x28x28.',
    );
    expect(problemText({ message: 'net.cnn:4:1: error: no.', file: model, line: 3 })).toBe(
      'net.cnn:4:1: error: no.',
    );
  });
});

describe('a command that is suggested', () => {
  it('is written as the user calls this program', () => {
    expect(programName('/usr/local/bin/netwright')).toBe('netwright');
    expect(programName(join(here, 'dist/cli.js'))).toBe('node dist/cli.js');
    expect(programName('/opt/my tools/cli.js')).toBe('node "/opt/my tools/cli.js"');
    expect(quoted('runs/LeNet5-1')).toBe('runs/LeNet5-1');
    expect(quoted('my runs/1')).toBe('"my runs/1"');
  });
});

it('a name in a message does not steer the terminal', () => {
  const message = 'There is no \u001b[31mclass\u001b[0m \u202eegami\u202c\r.\n\tNext.';
  expect(problemText({ message })).toBe(
    'There is no \ufffd[31mclass\ufffd[0m \ufffdegami\ufffd\ufffd.\n\tNext.',
  );
});
