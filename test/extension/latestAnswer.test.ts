// Questions to an engine of their own: one at a time, and of those that come meanwhile only the last.
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { EngineClient } from '../../engine/client/engineClient.ts';

let started: number;
let disposed: number;

vi.mock('vscode', () => ({ workspace: { getConfiguration: () => ({ get: () => '' }) } }));
vi.mock('../../engine/client/engineClient.ts', () => ({
  startEngine: async () => {
    started += 1;
    return {
      dispose: async () => {
        disposed += 1;
      },
    };
  },
}));

const { LatestAnswer } = await import('../../extension/insight/latestAnswer.ts');

beforeEach(() => {
  started = disposed = 0;
});

function questions(work: (question: number) => Promise<void>) {
  const failures: string[] = [];
  const asked: number[] = [];
  const answers = new LatestAnswer<number>(
    'engine.js',
    { info: () => undefined } as never,
    async (_engine: EngineClient, question) => {
      asked.push(question);
      await work(question);
    },
    (message) => failures.push(message),
  );
  return { answers, asked, failures };
}

describe('the latest answer', () => {
  test('passes over questions that were replaced while one was worked on, with one engine', async () => {
    const { answers, asked } = questions(async (question) => {
      if (question !== 1) return;
      void answers.ask(2);
      void answers.ask(3);
      expect(answers.outdated).toBe(true);
    });
    await answers.ask(1);
    expect(asked).toEqual([1, 3]);
    expect([started, answers.outdated]).toEqual([1, false]);
  });

  test('tells a failure, and asks a new engine afterwards', async () => {
    const { answers, asked, failures } = questions(async (question) => {
      if (question === 1) throw new Error('The engine crashed.');
    });
    await answers.ask(1);
    await answers.ask(2);
    expect(failures).toEqual(['The engine crashed.']);
    expect(asked).toEqual([1, 2]);
    expect([started, disposed]).toEqual([2, 1]);
  });

  test('ends its engine once, and starts none for that', async () => {
    const { answers } = questions(async () => undefined);
    await answers.end();
    await answers.ask(1);
    await answers.end();
    await answers.end();
    expect([started, disposed]).toEqual([1, 1]);
  });
});
