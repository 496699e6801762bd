// What a training run looks like on a terminal, and where nobody watches.

import { describe, expect, it } from 'vitest';
import { plainStyle } from '../../cli/terminal/style.ts';
import { terminalSink } from '../../cli/trainingTable.ts';
import type { TrainingEvent } from '../../engine/protocol/messages.ts';

/** A stream that keeps what is written to it. */
function keeper(terminal: { readonly columns: number } | undefined) {
  const kept = { text: '' };
  const stream = {
    isTTY: terminal !== undefined,
    columns: terminal?.columns,
    write: (text: string) => {
      kept.text += text;
      return true;
    },
  };
  return { kept, stream: stream as unknown as NodeJS.WriteStream };
}

const start: TrainingEvent & { event: 'start' } = {
  event: 'start',
  run: '/runs/a',
  device: 'cpu',
  replicas: 1,
  model: 'LeNet5',
  recipe: 'quick',
  parameters: 61706,
  trainingImages: 12000,
  validationImages: 2000,
  epochs: 12,
  stepsPerEpoch: 100,
  step: 0,
};

function step(number: number, imagesPerSecond: number): TrainingEvent {
  const epoch = Math.ceil(number / start.stepsPerEpoch);
  return {
    event: 'step',
    step: number,
    epoch,
    loss: 0.25,
    accuracy: 0.9,
    learningRate: 0.1,
    imagesPerSecond,
  };
}

function epoch(number: number, seconds: number): TrainingEvent {
  return {
    event: 'epoch',
    epoch: number,
    step: number * start.stepsPerEpoch,
    train: { loss: 0.5, accuracy: 0.91234, top5: 1 },
    validation: { loss: 12.25, accuracy: 1, top5: 1 },
    seconds,
  };
}

function shown(events: readonly TrainingEvent[], columns?: number) {
  const out = keeper(undefined);
  const log = keeper(columns === undefined ? undefined : { columns });
  let now = 0;
  const sink = terminalSink({ out: out.stream, log: log.stream, style: plainStyle }, () => now);
  for (const event of events) {
    sink(event);
    now += 1000;
  }
  return { out: out.kept.text, log: log.kept.text };
}

const end: TrainingEvent = {
  event: 'end',
  reason: 'finished',
  best: { epoch: 2, accuracy: 0.9842 },
  run: '/runs/a',
  seconds: 75,
};

describe('a training run on paper', () => {
  it('says how many replicas share a batch', () => {
    const { out } = shown([{ ...start, replicas: 2 }]);
    expect(out.split('\n')[0]).toBe(
      'LeNet5  61,706 parameters, 12,000 images, 2,000 held out, on cpu, 2 replicas',
    );
  });

  it('has one line an epoch under its header, with the pace of that epoch alone', () => {
    const { out, log } = shown([
      start,
      step(25, 1000),
      step(100, 3000),
      epoch(1, 12.4),
      step(200, 5000),
      epoch(2, 0.5),
      end,
    ]);
    expect(log).toBe('');
    expect(out.split('\n')).toEqual([
      'LeNet5  61,706 parameters, 12,000 images, 2,000 held out, on cpu',
      '',
      'epoch  train loss   accuracy  held-out loss   accuracy   images/s         time',
      '──────────────────────────────────────────────────────────────────────────────',
      // A quarter of the steps at 1,000 and the rest at 3,000 images a second: 1 / (0.25 / 1000 + 0.75 / 3000).
      ' 1/12      0.5000    91.23 %        12.2500   100.00 %      2,000         12 s',
      ' 2/12      0.5000    91.23 %        12.2500   100.00 %      5,000       0.50 s',
      '',
      'Trained in 1 min 15 s; best 98.42 % held out, after epoch 2.',
      '',
    ]);
  });

  it('stays aligned with hundreds of epochs, and tells where it was resumed', () => {
    const long = { ...start, epochs: 250, step: 1250 };
    const { out } = shown([long, epoch(13, 3720)]);
    const lines = out.split('\n');
    expect(lines[1]).toBe('Resumed after step 1,250 of 25,000.');
    expect(lines[3]).toMatch(/^ {2}epoch {2}train loss/);
    expect(lines[5]).toBe(' 13/250      0.5000    91.23 %        12.2500   100.00 %              1 h 02 min');
    expect(lines[5]!.length).toBe(lines[3]!.length);
  });

  it('says nothing of its end where it failed: the problem is told elsewhere', () => {
    expect(shown([{ ...end, reason: 'failed' }]).out).toBe('');
    expect(shown([{ ...end, reason: 'stopped', best: undefined }]).out).toBe('\nStopped after 1 min 15 s.\n');
  });
});

describe('the progress line', () => {
  it('is redrawn in place, fits the terminal, and tells the time that is left', () => {
    for (const columns of [40, 80, 120]) {
      const { log } = shown([start, step(100, 1000), step(200, 1000), end], columns);
      const [nothing, ...frames] = log.split('\r\u001b[2K');
      expect(nothing).toBe('');
      for (const frame of frames) expect([...frame].length).toBeLessThan(columns);
    }
    const { log } = shown([start, step(100, 1000), step(200, 1500)], 120);
    const frames = log.split('\r\u001b[2K');
    // The pace is known from the second event on: 100 steps a second, and 1,000 are left.
    expect(frames.slice(-2)).toEqual([
      '██······················ epoch 1/12  loss 0.2500  1,000 images/s',
      '████···················· epoch 2/12  loss 0.2500  1,500 images/s  10 s left',
    ]);
  });

  it('gives way to lasting lines', () => {
    const { log } = shown([start, step(100, 1000), epoch(1, 2), end], 80);
    expect(log.endsWith('\r\u001b[2K')).toBe(true);
  });

  it('tells warnings between the epochs', () => {
    const message = 'Plateau: the training loss has been near 0.99 for 5 epochs.';
    const warning: TrainingEvent = { event: 'warning', step: 100, code: 'plateau', message };
    const lines = shown([start, epoch(1, 1), warning, epoch(2, 1)]).out.split('\n');
    expect(lines.slice(-4).map((line) => line.trim().slice(0, 8))).toEqual(
      ['1/12', 'Plateau:', '2/12', ''].map((text) => expect.stringContaining(text)),
    );
    expect(lines).toContain(message);
  });
});
