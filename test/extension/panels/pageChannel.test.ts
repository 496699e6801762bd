// The handshake of a page and its panel: what is told when, and what happens where the page never comes.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { PageChannel } from '../../../extension/panels/pageChannel.ts';
import { EventEmitter } from '../training/fakeVsCode.ts';

type ToPage = { readonly kind: 'run'; readonly name: string };
type FromPage = { readonly kind: 'stop' };

/** A webview panel whose page says what a test has it say. */
function fakePanel({ visible = true, atOnce = false } = {}) {
  const received = new EventEmitter<unknown>();
  const viewState = new EventEmitter<void>();
  const disposed = new EventEmitter<void>();
  const loaded: string[] = [];
  const posted: ToPage[] = [];
  const panel = {
    title: 'Training',
    visible,
    webview: {
      onDidReceiveMessage: received.event,
      set html(html: string) {
        loaded.push(html);
        if (atOnce) received.fire({ kind: 'ready' });
      },
      postMessage: async (message: ToPage) => posted.push(message),
    },
    onDidChangeViewState: viewState.event,
    onDidDispose: disposed.event,
  };
  return {
    panel,
    loaded,
    posted,
    say: (message: unknown) => received.fire(message),
    close: () => disposed.fire(),
    setVisible(now: boolean) {
      panel.visible = now;
      viewState.fire();
    },
  };
}

function channelOf(fake: ReturnType<typeof fakePanel>) {
  let nonces = 0;
  const log: string[] = [];
  const received: FromPage[] = [];
  const channel: PageChannel<FromPage, ToPage> = new PageChannel<FromPage, ToPage>(fake.panel as never, {
    html: () => {
      nonces += 1;
      return `page ${nonces}`;
    },
    // A page that answers while it is loaded comes before the panel has its channel.
    show: () => queueMicrotask(() => channel.send({ kind: 'run', name: 'shown' })),
    receive: (message) => received.push(message),
    log: (message) => log.push(message),
  });
  return { channel, log, received };
}

const shown = { kind: 'run', name: 'shown' };
const again = 'The page of Training did not load; it is loaded again.';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('a page', () => {
  test('is told nothing before it is there, and everything then', async () => {
    const fake = fakePanel();
    const { channel } = channelOf(fake);
    channel.send({ kind: 'run', name: 'early' });
    expect([channel.isReady, fake.posted]).toEqual([false, []]);
    fake.say({ kind: 'ready' });
    await vi.advanceTimersByTimeAsync(0);
    expect([channel.isReady, fake.posted]).toEqual([true, [shown]]);
  });

  test('that is there before its panel is made is heard', async () => {
    const fake = fakePanel({ atOnce: true });
    channelOf(fake);
    await vi.advanceTimersByTimeAsync(0);
    expect(fake.posted).toEqual([shown]);
  });

  test('that VS Code loads again, in another column, is told everything again', async () => {
    const fake = fakePanel();
    channelOf(fake);
    for (let time = 0; time < 2; time++) fake.say({ kind: 'ready' });
    await vi.advanceTimersByTimeAsync(120_000);
    expect([fake.posted, fake.loaded]).toEqual([[shown, shown], ['page 1']]);
  });

  test('that never says that it is there is loaded again, ever more patiently, and given up', async () => {
    const fake = fakePanel();
    const { log } = channelOf(fake);
    const loads: number[] = [];
    for (let second = 1; second <= 100; second++) {
      const before = fake.loaded.length;
      await vi.advanceTimersByTimeAsync(1000);
      if (fake.loaded.length > before) loads.push(second);
    }
    expect(fake.loaded).toEqual(['page 1', 'page 2', 'page 3', 'page 4']);
    expect(loads).toEqual([6, 18, 42]);
    expect(log).toEqual([again, again, again, expect.stringContaining('close the view and open it again')]);
  });

  test('that comes at the second attempt is shown, and left alone', async () => {
    const fake = fakePanel();
    const { log } = channelOf(fake);
    await vi.advanceTimersByTimeAsync(6000);
    fake.say({ kind: 'ready' });
    await vi.advanceTimersByTimeAsync(120_000);
    expect([fake.loaded, fake.posted, log]).toEqual([['page 1', 'page 2'], [shown], [again]]);
  });

  test('behind another tab is not waited for until it is looked at', async () => {
    const fake = fakePanel({ visible: false });
    channelOf(fake);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(fake.loaded).toEqual(['page 1']);
    fake.setVisible(true);
    await vi.advanceTimersByTimeAsync(3000);
    fake.setVisible(false);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(fake.loaded).toEqual(['page 1']);
    fake.setVisible(true);
    await vi.advanceTimersByTimeAsync(6000);
    expect(fake.loaded).toEqual(['page 1', 'page 2']);
  });

  test('whose view is closed is not loaded again, nor heard', async () => {
    const fake = fakePanel();
    const { received } = channelOf(fake);
    fake.say({ kind: 'stop' });
    fake.close();
    fake.say({ kind: 'stop' });
    await vi.advanceTimersByTimeAsync(120_000);
    expect([received, fake.loaded]).toEqual([[{ kind: 'stop' }], ['page 1']]);
  });

  test('tells the log what failed in it', () => {
    const fake = fakePanel();
    const { log } = channelOf(fake);
    fake.say({ kind: 'failed', message: 'no canvas' });
    expect(log).toEqual(['The page of Training: no canvas']);
  });
});
