// What the status bar says of a run.
import { describe, expect, test, vi } from 'vitest';
import type { RunState } from '../../../webview/protocol/dashboard.ts';

vi.mock('vscode', () => ({}));

const { statusText, tooltipText } = await import('../../../extension/training/trainingStatusBar.ts');

const state: RunState = {
  model: 'LeNet5',
  recipe: 'quick',
  device: 'cpu',
  folder: '/runs/a',
  status: 'running',
  message: undefined,
  remarks: [],
  epochs: 6,
  stepsPerEpoch: 10,
  step: 12,
  imagesPerSecond: 100,
  secondsLeft: 3,
  best: { epoch: 1, accuracy: 0.981 },
  internals: 0,
};
const noted = {
  ...state,
  remarks: ['`auto` took the processor: `cuda` cannot be used here (it is missing).'],
};

describe('the status bar of a run', () => {
  test('shows epoch, loss and accuracy, and that there is a note', () => {
    expect(statusText(state, 0.1234)).toBe('$(pulse) LeNet5  epoch 2/6  loss 0.123  98.10 %');
    expect(statusText(noted, 0.1234)).toBe('$(pulse) LeNet5  epoch 2/6  loss 0.123  98.10 %  $(info)');
  });

  test('names the device of each where several are trained', () => {
    expect(statusText(state, 0.1234, 'cpu')).toBe('$(pulse) LeNet5 on cpu  epoch 2/6  loss 0.123  98.10 %');
    expect(statusText({ ...state, status: 'paused' }, 0.1, 'cuda')).toBe(
      '$(debug-pause) LeNet5 on cuda  paused',
    );
  });

  test('tells device, folder and remarks in its tooltip, or what went wrong', () => {
    expect(tooltipText(state)).toBe('On cpu, in /runs/a\nClick to show the training view.');
    expect(tooltipText(noted)).toBe(
      'On cpu, in /runs/a\n`auto` took the processor: `cuda` cannot be used here (it is missing).\nClick to show the training view.',
    );
    expect(tooltipText({ ...noted, status: 'failed', message: 'The disk is full.' })).toBe(
      'The disk is full.',
    );
  });
});
