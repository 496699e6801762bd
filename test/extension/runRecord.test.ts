// What the editor knows of a run, event by event.
import { describe, expect, test } from 'vitest';
import type { TrainingEvent } from '../../engine/protocol/messages.ts';
import { RunRecord } from '../../extension/training/runRecord.ts';

const begin = { model: 'LeNet5', recipe: 'quick', device: 'cpu', folder: '/runs/a' };

function start(step = 0): TrainingEvent {
  return {
    event: 'start',
    run: '/runs/a',
    device: 'cpu',
    replicas: 1,
    model: 'LeNet5',
    recipe: 'quick',
    parameters: 61706,
    trainingImages: 650,
    validationImages: 100,
    epochs: 3,
    stepsPerEpoch: 10,
    step,
  };
}

function step(number: number, loss: number): TrainingEvent {
  const epoch = Math.ceil(number / 10);
  return {
    event: 'step',
    step: number,
    epoch,
    loss,
    accuracy: 0.5,
    learningRate: 0.1,
    imagesPerSecond: 130,
  };
}

function epoch(number: number, accuracy: number): TrainingEvent {
  const train = { loss: 1, accuracy: 0.5, top5: 1 };
  return {
    event: 'epoch',
    epoch: number,
    step: number * 10,
    train,
    validation: { loss: 2, accuracy, top5: 1 },
    seconds: 1,
  };
}

describe('a run record', () => {
  test('goes from preparing to running to finished', () => {
    const run = new RunRecord(begin);
    expect(run.state.status).toBe('preparing');
    expect(run.active).toBe(true);
    run.apply(start());
    expect(run.state).toMatchObject({ status: 'running', epochs: 3, stepsPerEpoch: 10, step: 0 });
    const best = { epoch: 1, accuracy: 0.9 };
    run.apply({ event: 'end', reason: 'finished', best, run: '/runs/a', seconds: 3 });
    expect(run.state).toMatchObject({ status: 'finished', best });
    expect(run.active).toBe(false);
  });

  test('estimates the time left from the images still to come', () => {
    const run = new RunRecord(begin);
    run.apply(start());
    run.apply(step(10, 1));
    // 20 of 30 steps are left, of 65 images each, at 130 images a second.
    expect(run.state.secondsLeft).toBe(10);
  });

  test('keeps the points that came', () => {
    const run = new RunRecord(begin);
    run.apply(start());
    run.apply(step(4, 1.5));
    run.apply(step(8, 1.25));
    run.apply(epoch(1, 0.75));
    expect([...run.steps.slice(0, 99).loss]).toEqual([1.5, 1.25]);
    expect([...run.steps.slice(0, 99).imagesPerSecond]).toEqual([130, 130]);
    expect(run.loss).toBe(1.25);
    expect(run.epochs).toHaveLength(1);
    expect(run.state.best).toEqual({ epoch: 1, accuracy: 0.75 });
  });

  test('keeps the best epoch, not the last', () => {
    const run = new RunRecord(begin);
    run.apply(start());
    run.apply(epoch(1, 0.9));
    run.apply(epoch(2, 0.8));
    expect(run.state.best).toEqual({ epoch: 1, accuracy: 0.9 });
  });

  test('drops the points after the checkpoint that a resumed run starts from', () => {
    const run = new RunRecord(begin);
    run.apply(start());
    for (const number of [5, 10, 15]) run.apply(step(number, 1));
    run.apply(epoch(1, 0.9));
    run.apply(start(10));
    expect([...run.steps.slice(0, 99).step]).toEqual([5, 10]);
    expect(run.epochs.map((point) => point.epoch)).toEqual([1]);
  });

  test('stays stopping until the engine has ended the run', () => {
    const run = new RunRecord(begin);
    run.stopping();
    run.apply(start());
    expect(run.state.status).toBe('stopping');
    run.apply({ event: 'end', reason: 'stopped', best: undefined, run: '/runs/a', seconds: 1 });
    expect(run.state.status).toBe('stopped');
    run.stopping();
    expect(run.state.status).toBe('stopped');
  });

  test('keeps what the user should know, of a resumed run what is said then', () => {
    const run = new RunRecord(begin);
    const skipped = { training: 2, validation: 1, first: 'a/1.png is empty' };
    run.apply({ ...start(), notes: ['`auto` took the processor.'], skipped } as TrainingEvent);
    expect(run.state.remarks).toEqual([
      '`auto` took the processor.',
      '3 damaged images are left out; the first: a/1.png is empty.',
    ]);
    run.broken('crashed', 'The engine was killed.');
    const resumed = new RunRecord(run.state, run);
    expect(resumed.state.remarks).toEqual([]);
    resumed.apply(start(10));
    expect(resumed.state.remarks).toEqual([]);
  });

  test('says why it broke', () => {
    const run = new RunRecord(begin);
    run.apply(start());
    run.broken('crashed', 'The engine was killed.');
    expect(run.state).toMatchObject({ status: 'crashed', message: 'The engine was killed.' });
    expect(run.active).toBe(false);
  });

  test('goes on with its curves and its best epoch when it is resumed', () => {
    const run = new RunRecord(begin);
    run.apply(start());
    run.apply(step(10, 1));
    run.apply(epoch(1, 0.9));
    run.broken('crashed', 'The engine was killed.');
    const resumed = new RunRecord(run.state, run);
    expect(resumed.state).toMatchObject({ status: 'preparing', message: undefined, step: 0 });
    resumed.apply(start(10));
    expect(resumed.state.best).toEqual({ epoch: 1, accuracy: 0.9 });
    expect([...resumed.steps.slice(0, 99).step]).toEqual([10]);
    resumed.apply(epoch(2, 0.8));
    expect(resumed.state.best).toEqual({ epoch: 1, accuracy: 0.9 });
  });

  test('is paused once the engine holds, and running again once it goes on', () => {
    const run = new RunRecord(begin);
    run.pausing();
    expect(run.state.status).toBe('preparing');
    run.apply(start());
    run.pausing();
    expect([run.state.status, run.steerable]).toEqual(['pausing', true]);
    run.apply({ event: 'paused', step: 3 });
    expect([run.state.status, run.active]).toEqual(['paused', true]);
    run.apply({ event: 'continued', step: 3 });
    expect(run.state.status).toBe('running');
  });

  test('stays stopping where a pause was on its way', () => {
    const run = new RunRecord(begin);
    run.apply(start());
    run.stopping();
    run.apply({ event: 'paused', step: 3 });
    expect(run.state.status).toBe('stopping');
  });

  test('notes where its learning rate was changed', () => {
    const run = new RunRecord(begin);
    run.apply(start());
    run.apply({ event: 'learningRate', step: 4, learningRate: 0.0123456, factor: 0.5 });
    expect(run.notes).toEqual([{ step: 4, text: 'learning rate set to 0.0123' }]);
    run.apply(start(3));
    expect(run.notes).toEqual([]);
  });
});
