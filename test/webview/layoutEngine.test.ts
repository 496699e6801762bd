// The layout engine against workers that hang, fail, crash, or answer late.

import { describe, expect, test, vi } from 'vitest';
import type { ElkNode } from '../../webview/diagram/layout/elkGraph.ts';
import { layOutSimply } from '../../webview/diagram/layout/layeredFallback.ts';
import { layOutDiagram } from '../../webview/diagram/layout/layOutDiagram.ts';
import { createWorkerEngine, type LayoutWorker } from '../../webview/diagram/layout/layoutEngine.ts';
import { createMeasure } from '../../webview/diagram/layout/measure.ts';
import { outlineOf } from '../../webview/diagram/layout/outline.ts';
import { viewOf } from '../../webview/diagram/layout/view.ts';
import { lenet5 } from './sampleGraphs.ts';

const graph: ElkNode = { id: 'root', layoutOptions: {} };

/** A worker that does only what the test tells it to. */
class FakeWorker implements LayoutWorker {
  readonly posted: unknown[] = [];
  terminated = false;
  private handlers: Parameters<LayoutWorker['listen']>[0] | undefined;

  post(message: unknown) {
    this.posted.push(message);
  }

  listen(handlers: Parameters<LayoutWorker['listen']>[0]) {
    this.handlers = handlers;
  }

  terminate() {
    this.terminated = true;
  }

  answer(data: unknown) {
    this.handlers?.message(data);
  }

  crash(message: string) {
    this.handlers?.failure(message);
  }

  /** The ids of the layouts that it was asked for. */
  get asked(): readonly number[] {
    return this.posted.flatMap((message) => {
      const { cmd, id } = message as { readonly cmd: string; readonly id: number };
      return cmd === 'layout' ? [id] : [];
    });
  }
}

function fakeWorkers() {
  const workers: FakeWorker[] = [];
  const engine = createWorkerEngine(async () => {
    const worker = new FakeWorker();
    workers.push(worker);
    return worker;
  });
  return { engine, workers };
}

const started = () => new Promise<void>((resolve) => queueMicrotask(() => queueMicrotask(resolve)));

describe('the layout engine', () => {
  test('registers the algorithm once and keeps its worker for the next graph', async () => {
    const { engine, workers } = fakeWorkers();
    for (const width of [1, 2]) {
      const answer = engine.layout(graph, { deadlineMs: 1000 });
      await vi.waitUntil(() => workers[0]?.asked.length === width);
      workers[0]!.answer({ id: workers[0]!.asked.at(-1), data: { ...graph, width } });
      expect(await answer).toEqual({ ...graph, width });
    }
    expect(workers).toHaveLength(1);
    expect(workers[0]!.posted[0]).toEqual({ id: 0, cmd: 'register', algorithms: ['layered'] });
  });

  test('ends a worker that hangs past the deadline, and starts another for the next graph', async () => {
    vi.useFakeTimers();
    try {
      const { engine, workers } = fakeWorkers();
      const late = expect(engine.layout(graph, { deadlineMs: 5000 })).rejects.toMatchObject({
        reason: 'deadline',
      });
      await vi.advanceTimersByTimeAsync(4999);
      expect(workers[0]!.terminated).toBe(false);
      await vi.advanceTimersByTimeAsync(1);
      await late;
      expect(workers[0]!.terminated).toBe(true);
      const next = engine.layout(graph, { deadlineMs: 5000 });
      await vi.advanceTimersByTimeAsync(0);
      workers[1]!.answer({ id: workers[1]!.asked[0], data: graph });
      expect(await next).toEqual(graph);
    } finally {
      vi.useRealTimers();
    }
  });

  test('cancels the older request when a newer one comes', async () => {
    const { engine, workers } = fakeWorkers();
    const older = expect(engine.layout(graph, { deadlineMs: 1000 })).rejects.toMatchObject({
      reason: 'cancelled',
    });
    await started();
    const newer = engine.layout({ ...graph, width: 2 }, { deadlineMs: 1000 });
    await older;
    await vi.waitUntil(() => workers[1]?.asked.length === 1);
    expect(workers[0]!.terminated).toBe(true);
    workers[0]!.answer({ id: 1, data: { ...graph, width: 1 } });
    workers[1]!.answer({ id: workers[1]!.asked[0], data: { ...graph, width: 2 } });
    expect(await newer).toEqual({ ...graph, width: 2 });
  });

  test('cancels on the signal, before and after the work began', async () => {
    const { engine, workers } = fakeWorkers();
    const controller = new AbortController();
    const running = expect(
      engine.layout(graph, { deadlineMs: 1000, signal: controller.signal }),
    ).rejects.toMatchObject({ reason: 'cancelled' });
    await vi.waitUntil(() => workers[0]?.asked.length === 1);
    controller.abort();
    await running;
    expect(workers[0]!.terminated).toBe(true);
    await expect(engine.layout(graph, { deadlineMs: 1000, signal: controller.signal })).rejects.toMatchObject(
      {
        reason: 'cancelled',
      },
    );
    expect(workers).toHaveLength(1);
  });

  test.each([
    [
      'answers with an error',
      (worker: FakeWorker) => worker.answer({ id: 1, error: { message: 'no such port' } }),
    ],
    ['crashes', (worker: FakeWorker) => worker.crash('no such port')],
  ])('reports a worker that %s', async (_name, fail) => {
    const { engine, workers } = fakeWorkers();
    const failed = expect(engine.layout(graph, { deadlineMs: 1000 })).rejects.toMatchObject({
      reason: 'failed',
      message: 'no such port',
    });
    await vi.waitUntil(() => workers[0]?.asked.length === 1);
    fail(workers[0]!);
    await failed;
  });

  test('reports a worker that cannot be started', async () => {
    const engine = createWorkerEngine(() => Promise.reject(new Error('blocked')));
    await expect(engine.layout(graph, { deadlineMs: 1000 })).rejects.toMatchObject({ reason: 'failed' });
  });
});

describe('laying out a diagram', () => {
  const lenet = lenet5();
  const view = viewOf(lenet, outlineOf(lenet), new Set());
  const measure = createMeasure();

  test.each(['deadline', 'failed'] as const)('falls back to the simple layout: %s', async (reason) => {
    const engine = createWorkerEngine(async () => {
      const worker = new FakeWorker();
      if (reason === 'failed') worker.post = () => queueMicrotask(() => worker.crash('out of memory'));
      return worker;
    });
    const { layout, fallback } = await layOutDiagram(view, measure, engine, { deadlineMs: 20 });
    expect(layout).toEqual(layOutSimply(view, measure));
    expect(fallback).toBe(reason === 'failed' ? 'out of memory' : 'No layout within 20 ms.');
  });

  test('falls back when the answer lacks a place', async () => {
    const engine = { layout: async (asked: ElkNode) => asked, dispose: () => undefined };
    const { fallback } = await layOutDiagram(view, measure, engine, { deadlineMs: 20 });
    expect(fallback).toBe('The layout has no place for root.');
  });

  test('does not lay out at all what was cancelled', async () => {
    const { engine } = fakeWorkers();
    const controller = new AbortController();
    const work = layOutDiagram(view, measure, engine, { deadlineMs: 1000, signal: controller.signal });
    controller.abort();
    await expect(work).rejects.toMatchObject({ reason: 'cancelled' });
  });
});
