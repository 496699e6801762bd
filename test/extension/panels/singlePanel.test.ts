// What a view remembers over a reload of the window, also where VS Code had not written it down.
import { describe, expect, test, vi } from 'vitest';
import { SinglePanel } from '../../../extension/panels/singlePanel.ts';
import { EventEmitter } from '../training/fakeVsCode.ts';

interface Kept {
  readonly file: string;
}
interface Serializer {
  deserializeWebviewPanel(panel: unknown, state: unknown): Promise<void>;
}
const editor = vi.hoisted(() => ({ serializer: undefined as unknown }));

vi.mock('vscode', () => ({
  Uri: { joinPath: (base: string, ...names: string[]) => [base, ...names].join('/') },
  window: {
    registerWebviewPanelSerializer: (_: string, serializer: unknown) => {
      editor.serializer = serializer;
      return { dispose: () => undefined };
    },
  },
}));

class NotesPanel extends SinglePanel<never, never, Kept> {
  readonly restored: (Kept | undefined)[] = [];
  protected override restore(kept: Kept | undefined): void {
    this.restored.push(kept);
  }
  protected override show(): void {}
  protected override receive(): void {}
}

function notes(memory: Map<string, unknown>, keepsMuch = false): NotesPanel {
  const workspaceState = {
    get: (key: string) => memory.get(key),
    update: async (key: string, value: unknown) => memory.set(key, value),
  };
  const page = { id: 'notes', title: 'Notes' };
  const kind = {
    viewType: 'netwright.notes',
    title: 'Notes',
    icon: 'notes',
    bundle: 'notes',
    page,
    keepsMuch,
  };
  return new NotesPanel(kind, { workspaceState, extensionUri: 'ours' } as never, {} as never);
}

/** The tab of the last session, with what VS Code has of its page's state; returns what the page can say. */
async function comesBack(state: unknown) {
  const received = new EventEmitter<unknown>();
  const webview = { onDidReceiveMessage: received.event, asWebviewUri: String, cspSource: 'ours', html: '' };
  const never = new EventEmitter<void>().event;
  const panel = { webview, onDidChangeViewState: never, onDidDispose: never, visible: false };
  await (editor.serializer as Serializer).deserializeWebviewPanel(panel, state);
  return { say: (message: unknown) => received.fire(message), html: () => webview.html };
}

const dated = (at: number, file: string) => ({ at, state: { file } });
const written = (state: unknown) => `data-kept="${JSON.stringify(state).replaceAll('"', '&#34;')}"`;

describe('A view after a reload of the window', () => {
  test('is as its page kept it', async () => {
    const panel = notes(new Map());
    const page = await comesBack(dated(1, 'a.cnn'));
    expect(panel.restored).toEqual([{ file: 'a.cnn' }]);
    expect(page.html()).toContain(written(dated(1, 'a.cnn')));
  });

  test.each([undefined, dated(1, 'a.cnn')])(
    'is as its page kept it last, where VS Code has %j',
    async (state) => {
      const memory = new Map();
      notes(memory);
      const page = await comesBack(dated(1, 'a.cnn'));
      page.say({ kind: 'kept', ...dated(2, 'b.cnn') });
      const panel = notes(memory);
      const again = await comesBack(state);
      expect(panel.restored).toEqual([{ file: 'b.cnn' }]);
      expect(again.html()).toContain(written(dated(2, 'b.cnn')));
    },
  );

  test('begins anew where nothing was kept', async () => {
    const panel = notes(new Map());
    const page = await comesBack(undefined);
    expect(panel.restored).toEqual([undefined]);
    expect(page.html()).toContain('data-kept=""');
  });

  test('asks for no copy of a page that keeps too much', async () => {
    const panel = notes(new Map(), true);
    const page = await comesBack({ file: 'a.cnn' });
    expect(panel.restored).toEqual([{ file: 'a.cnn' }]);
    expect(page.html()).toContain('<main id="notes">');
  });
});
