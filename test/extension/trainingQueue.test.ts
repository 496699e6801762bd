// The queue of runs: one after the other, in the order that the user gives, over sessions.
import { describe, expect, test, vi } from 'vitest';
import type { TrainRequest } from '../../engine/protocol/messages.ts';

vi.mock('vscode', () => ({
  EventEmitter: class<T> {
    private readonly listeners: ((value: T) => void)[] = [];
    readonly event = (listener: (value: T) => void) => {
      this.listeners.push(listener);
      return { dispose: () => undefined };
    };
    fire(value: T): void {
      for (const listener of this.listeners) listener(value);
    }
    dispose(): void {
      this.listeners.length = 0;
    }
  },
}));

const { TrainingQueue } = await import('../../extension/training/trainingQueue.ts');

class FakeTrainer {
  active = true;
  readonly trained: string[] = [];
  private listener: () => void = () => undefined;
  private finish: () => void = () => undefined;
  readonly onDidChange = (listener: () => void) => {
    this.listener = listener;
    return { dispose: () => undefined };
  };
  readonly train = async ({ recipe }: TrainRequest) => {
    this.active = true;
    this.trained.push(recipe.name);
    await new Promise<void>((resolve) => {
      this.finish = resolve;
    });
  };
  end(): void {
    this.active = false;
    this.finish();
    this.listener();
  }
}

class Memory {
  readonly kept = new Map<string, unknown>();
  get = (key: string, usual: unknown) => this.kept.get(key) ?? usual;
  update = async (key: string, value: unknown) => {
    this.kept.set(key, value);
  };
}

const request = (name: string) => ({ recipe: { name }, folder: `/runs/${name}` }) as unknown as TrainRequest;
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

function queueWith(names: readonly string[], memory = new Memory()) {
  const trainer = new FakeTrainer();
  const queue = new TrainingQueue(memory as never, trainer as never, trainer.train);
  for (const name of names) queue.add(request(name));
  const waiting = () => queue.runs.map((run) => run.request.recipe.name);
  const run = (name: string) => queue.runs.find((candidate) => candidate.request.recipe.name === name)!;
  return { trainer, queue, memory, waiting, run };
}

describe('the queue', () => {
  test('starts one run after the other, each when the one before has ended', async () => {
    const { trainer, waiting } = queueWith(['a', 'b']);
    expect(trainer.trained).toEqual([]);
    trainer.end();
    await settled();
    expect(trainer.trained).toEqual(['a']);
    expect(waiting()).toEqual(['b']);
    trainer.end();
    await settled();
    expect(trainer.trained).toEqual(['a', 'b']);
    trainer.end();
    await settled();
    expect(trainer.trained).toEqual(['a', 'b']);
  });

  test('lets a run be moved forward and taken out', () => {
    const { queue, waiting, run } = queueWith(['a', 'b', 'c']);
    queue.advance(run('c'));
    expect(waiting()).toEqual(['a', 'c', 'b']);
    queue.advance(run('a'));
    expect(waiting()).toEqual(['a', 'c', 'b']);
    queue.cancel(run('a'));
    expect(waiting()).toEqual(['c', 'b']);
  });

  test('is there again in the next session, and goes on when it is asked to', async () => {
    const { memory } = queueWith(['a', 'b']);
    const next = queueWith([], memory);
    expect(next.waiting()).toEqual(['a', 'b']);
    next.trainer.active = false;
    void next.queue.startNext();
    await settled();
    expect(next.trainer.trained).toEqual(['a']);
    expect(queueWith([], memory).waiting()).toEqual(['b']);
  });

  test('starts a run at once where nothing is trained', async () => {
    const { trainer, queue, waiting } = queueWith([]);
    trainer.active = false;
    queue.add(request('a'));
    await settled();
    expect(trainer.trained).toEqual(['a']);
    expect(waiting()).toEqual([]);
  });
});
