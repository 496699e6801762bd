// A run in words, and what two of them do not have in common.
import { describe, expect, test } from 'vitest';
import type { Recipe } from '../../../engine/recipe/recipe.ts';
import { recipeDifferences } from '../../../extension/runs/recipeDifferences.ts';
import { summarizeRun } from '../../../extension/runs/runSummary.ts';
import { durationText, runFacts, runLine } from '../../../extension/runs/runWords.ts';
import { runRecord } from './runFolders.ts';

const label = { name: 'LeNet5-20261120', tags: [] };
const now = Date.parse('2026-11-20T12:05:00.000Z');

describe('the row of a run', () => {
  test('says accuracy, duration and device beside a name that tells the recipe', () => {
    expect(runLine(summarizeRun('/runs/a', runRecord(), label), now)).toBe('98.31 %  ·  2 min  ·  cpu');
  });

  test('names the recipe where the name does not, the state where it is not finished, and tags', () => {
    const run = summarizeRun('/runs/a', runRecord({ state: 'stopped' }), { name: 'wide', tags: ['my net'] });
    expect(runLine(run, now)).toBe('LeNet5  ·  stopped  ·  98.31 %  ·  2 min  ·  cpu  ·  #my-net');
  });

  test('counts the time that it trained, and on from there while it trains, but not while it is paused', () => {
    const line = (since: string | null, state: 'running' | 'stopped' = 'running') => {
      const record = runRecord({ state, best: null, timing: { seconds: 300, since } });
      return runLine(summarizeRun('/runs/a', record, label), now);
    };
    expect(line('2026-11-20T12:04:00.000Z')).toBe('running  ·  6 min  ·  cpu');
    expect(line(null)).toBe('paused  ·  5 min  ·  cpu');
    expect(line(null, 'stopped')).toBe('stopped  ·  5 min  ·  cpu');
  });

  test('counts from the start where nobody noted pauses', () => {
    const run = summarizeRun('/runs/a', runRecord({ state: 'running', ended: null, best: null }), label);
    expect(runLine(run, now)).toBe('running  ·  2 h 05 min  ·  cpu');
  });
});

test('the facts of a run say that it can be resumed, and how far it came', () => {
  const facts = runFacts(
    summarizeRun('/runs/a', runRecord({ state: 'stopped', epoch: 2, step: 1062 }), label),
    now,
  );
  expect(facts.slice(0, 5)).toEqual([
    ['State', 'stopped; it can be resumed'],
    ['Recipe', 'LeNet5'],
    ['Device', 'cpu'],
    ['Best accuracy', '98.31 %'],
    ['Epochs', '2 of 6, 1,062 steps'],
  ]);
});

test('the facts of a run say whether pauses are in the time that it trained', () => {
  const trainedFor = (changes: Parameters<typeof runRecord>[0]) =>
    runFacts(summarizeRun('/runs/a', runRecord(changes), label), now).find(
      ([name]) => name === 'Trained for',
    )?.[1];
  expect(trainedFor({ timing: { seconds: 65, since: null } })).toBe('1 min, without pauses');
  expect(trainedFor({})).toBe('2 min, with pauses');
  expect(trainedFor({ state: 'stopped', ended: null })).toBe('not known');
});

test.each([
  [0, '0 s'],
  [59.4, '59 s'],
  [60, '1 min'],
  [3570, '1 h 00 min'],
  [7500, '2 h 05 min'],
])('%d seconds are %s', (seconds, text) => {
  expect(durationText(seconds)).toBe(text);
});

test("two recipes differ in what a text would write, under the language's own names", () => {
  const { recipe } = runRecord();
  const other: Recipe = {
    ...recipe,
    name: 'other',
    optimizer: { kind: 'adam', attributes: { lr: 0.001 } },
    augmentations: [
      { kind: 'flip', attributes: {} },
      { kind: 'crop', attributes: { padding: 4 } },
    ],
    earlyStopping: 3,
  };
  expect(recipeDifferences(recipe, other)).toEqual([
    { name: 'augment', values: ['none', 'flip, crop(padding: 4)'] },
    { name: 'optimizer', values: ['sgd(lr: 0.05, momentum: 0.9)', 'adam(lr: 0.001)'] },
    { name: 'early_stopping', values: ['none', '3'] },
  ]);
  expect(recipeDifferences(recipe, { ...recipe, name: 'other' })).toEqual([]);
});
