// The queue of jobs: one after the other on each device, in the order that the user gives, over sessions.
import { describe, expect, test, vi } from 'vitest';
import type { Lane } from '../../../extension/training/lane.ts';
import type { Job } from '../../../extension/training/trainingQueue.ts';
import { trainRequest } from './fakeEngines.ts';
import { EventEmitter } from './fakeVsCode.ts';

vi.mock('vscode', () => import('./fakeVsCode.ts'));

const { TrainingQueue } = await import('../../../extension/training/trainingQueue.ts');

class FakeLanes {
  private readonly changed = new EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  readonly taken = new Set<Lane>();
  /** What began, in order. */
  readonly begun: string[] = [];
  isFree = (lane: Lane) => !this.taken.has(lane);
  start = (job: Job, lane: Lane) => {
    this.taken.add(lane);
    this.begun.push(`${nameOf(job)} on ${lane}`);
  };
  end(lane: Lane): void {
    this.taken.delete(lane);
    this.changed.fire();
  }
}

class Memory {
  readonly kept = new Map<string, string>();
  get = (key: string, usual: unknown) => {
    const text = this.kept.get(key);
    return text === undefined ? usual : JSON.parse(text);
  };
  update = async (key: string, value: unknown) => {
    this.kept.set(key, JSON.stringify(value));
  };
}

const nameOf = (job: Job) => (job.kind === 'train' ? job.request.recipe.name : job.name);
const trainingOf = (name: string): Job => ({ kind: 'train', request: trainRequest(`/nowhere/${name}`) });

/** `a cpu` waits for the processor. */
function queueWith(names: readonly string[], busy: readonly Lane[] = ['cpu', 'cuda'], memory = new Memory()) {
  const lanes = new FakeLanes();
  for (const lane of busy) lanes.taken.add(lane);
  const queue = new TrainingQueue(memory as never, lanes, lanes.start);
  for (const word of names) {
    const [name, lane] = word.split(' ') as [string, Lane];
    queue.add(trainingOf(name), lane);
  }
  const waiting = () => queue.runs.map(({ job }) => nameOf(job));
  const run = (name: string) => queue.runs.find(({ job }) => nameOf(job) === name)!;
  return { lanes, queue, memory, waiting, run };
}

describe('the queue', () => {
  test('starts one job after the other on a device, each when the one before has ended', () => {
    const { lanes, waiting } = queueWith(['a cpu', 'b cpu']);
    expect(lanes.begun).toEqual([]);
    lanes.end('cpu');
    expect(lanes.begun).toEqual(['a on cpu']);
    expect(waiting()).toEqual(['b']);
    lanes.end('cpu');
    lanes.end('cpu');
    expect(lanes.begun).toEqual(['a on cpu', 'b on cpu']);
    expect(waiting()).toEqual([]);
  });

  test('lets no job wait for another device', () => {
    const { lanes, waiting } = queueWith(['a cpu', 'b cuda', 'c cpu', 'd webgpu']);
    expect(lanes.begun).toEqual(['d on webgpu']);
    lanes.end('cuda');
    expect(lanes.begun).toEqual(['d on webgpu', 'b on cuda']);
    expect(waiting()).toEqual(['a', 'c']);
  });

  test('lets a job be moved forward on its device, and taken out', () => {
    const { queue, waiting, run } = queueWith(['a cpu', 'b cuda', 'c cpu', 'd cpu']);
    queue.advance(run('d'));
    expect(waiting()).toEqual(['a', 'b', 'd', 'c']);
    queue.advance(run('d'));
    expect(waiting()).toEqual(['d', 'b', 'a', 'c']);
    queue.advance(run('d'));
    queue.advance(run('b'));
    expect(waiting()).toEqual(['d', 'b', 'a', 'c']);
    expect(['a', 'b', 'c', 'd'].map((name) => queue.placeOf(run(name)))).toEqual([1, 0, 2, 0]);
    queue.cancel(run('a'));
    expect(waiting()).toEqual(['d', 'b', 'c']);
  });

  test('is there again in the next session, and goes on when it is asked to', () => {
    const { memory } = queueWith(['a cpu', 'b cpu']);
    const next = queueWith([], [], memory);
    expect(next.waiting()).toEqual(['a', 'b']);
    next.queue.startNext();
    expect(next.lanes.begun).toEqual(['a on cpu']);
    expect(queueWith([], ['cpu'], memory).waiting()).toEqual(['b']);
  });

  test('starts a job at once where its device is free', () => {
    const { lanes, waiting } = queueWith(['a cpu'], []);
    expect(lanes.begun).toEqual(['a on cpu']);
    expect(waiting()).toEqual([]);
  });

  test('resumes a run in its own folder, and trains a new one in one that is free by then', () => {
    const memory = new Memory();
    const begun: string[] = [];
    const lanes = { isFree: () => true, onDidChange: new EventEmitter<void>().event };
    const queue = new TrainingQueue(memory as never, lanes, ({ request }) => begun.push(request.folder));
    const folder = '/nowhere/old';
    const begin = { model: 'Net', recipe: 'old', device: 'cpu', folder };
    queue.add({ kind: 'resume', request: { folder, threads: 1 }, name: 'old', start: begin }, 'cpu');
    queue.add(trainingOf('new'), 'cpu');
    expect(begun).toEqual([folder, expect.stringMatching(/^\/nowhere\/new-\d{8}-\d{6}$/)]);
  });
});
