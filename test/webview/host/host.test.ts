// What a page keeps for itself, alone and with a copy at its panel.
import { afterEach, expect, test, vi } from 'vitest';
import { connectHost } from '../../../webview/host/host.ts';

interface Kept {
  readonly file: string;
}

/** `copy` is what the page's HTML has of the panel's copy; `state` is what VS Code has. */
function page(copy: string | undefined, state?: unknown) {
  const editor = { state, posted: [] as unknown[] };
  vi.stubGlobal('document', { querySelector: () => ({ dataset: copy === undefined ? {} : { kept: copy } }) });
  vi.stubGlobal('acquireVsCodeApi', () => ({
    postMessage: (message: unknown) => editor.posted.push(message),
    getState: () => editor.state,
    setState: (now: unknown) => {
      editor.state = now;
    },
  }));
  return { editor, host: connectHost<never, never, Kept>() };
}

const dated = (at: number, file: string) => ({ at, state: { file } });

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test('a page without a copy at its panel keeps its state with VS Code alone', () => {
  const { editor, host } = page(undefined);
  host.keep({ file: 'a.cnn' });
  expect([host.kept(), editor.state, editor.posted]).toEqual([{ file: 'a.cnn' }, { file: 'a.cnn' }, []]);
});

test('a page with a copy at its panel tells it every state, with its time', () => {
  vi.useFakeTimers({ now: 5 });
  const { editor, host } = page('');
  expect(host.kept()).toBeUndefined();
  host.keep({ file: 'a.cnn' });
  expect([host.kept(), editor.posted]).toEqual([{ file: 'a.cnn' }, [{ kind: 'kept', ...dated(5, 'a.cnn') }]]);
});

test.each([
  [undefined, dated(1, 'copy.cnn'), 'copy.cnn'],
  [dated(1, 'own.cnn'), dated(2, 'copy.cnn'), 'copy.cnn'],
  [dated(2, 'own.cnn'), dated(1, 'copy.cnn'), 'own.cnn'],
])("of VS Code's %j and the copy %j the later one counts", (own, copy, expected) => {
  expect(page(JSON.stringify(copy), own).host.kept()).toEqual({ file: expected });
});
