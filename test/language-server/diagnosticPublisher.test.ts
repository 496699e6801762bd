// When diagnostics are published, and what files that share an import say together.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Diagnostic } from 'vscode-languageserver';
import { DiagnosticPublisher, debounceMs } from '../../extension/language-server/diagnosticPublisher.ts';

function problem(message: string): Diagnostic {
  return { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } }, message };
}

let found: Map<string, Map<string, Diagnostic[]>>;
let events: string[];
let publisher: DiagnosticPublisher;

beforeEach(() => {
  vi.useFakeTimers();
  found = new Map();
  events = [];
  publisher = new DiagnosticPublisher({
    analyse: (file) => {
      events.push(`analyse ${file}`);
      if (file === 'broken') throw new Error('a mistake of ours');
      return found.get(file) ?? new Map();
    },
    publish: (file, diagnostics) =>
      events.push(`publish ${file}: ${diagnostics.map(({ message }) => message).join(', ')}`),
    analysed: (file) => events.push(`analysed ${file}`),
    failed: (file, failure) => events.push(`failed ${file}: ${(failure as Error).message}`),
  });
});

afterEach(() => {
  publisher.dispose();
  vi.useRealTimers();
});

describe('The publisher of diagnostics', () => {
  it('analyses once for a burst of changes, after the last of them', () => {
    found.set('net', new Map([['net', [problem('wrong')]]]));
    publisher.schedule(['net']);
    vi.advanceTimersByTime(debounceMs - 1);
    publisher.schedule(['net']);
    vi.advanceTimersByTime(debounceMs - 1);
    expect(events).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(events).toEqual(['analyse net', 'publish net: wrong', 'analysed net']);
  });

  it('shows what two files say about a shared import once, until the last of them is closed', () => {
    found.set(
      'a',
      new Map([
        ['a', []],
        ['blocks', [problem('shared'), problem('only a')]],
      ]),
    );
    found.set(
      'b',
      new Map([
        ['b', []],
        ['blocks', [problem('shared')]],
      ]),
    );
    publisher.schedule(['a', 'b']);
    vi.advanceTimersByTime(debounceMs);
    expect(events.filter((event) => event.startsWith('publish blocks')).at(-1)).toBe(
      'publish blocks: shared, only a',
    );
    events.length = 0;
    publisher.close('a');
    expect(events).toEqual(['publish a: ', 'publish blocks: shared']);
    publisher.close('b');
    expect(events.at(-1)).toBe('publish blocks: ');
  });

  it('takes back what it said about a file that is no longer imported', () => {
    found.set(
      'net',
      new Map([
        ['net', []],
        ['blocks', [problem('wrong')]],
      ]),
    );
    publisher.schedule(['net']);
    vi.advanceTimersByTime(debounceMs);
    found.set('net', new Map([['net', []]]));
    events.length = 0;
    publisher.schedule(['net']);
    vi.advanceTimersByTime(debounceMs);
    expect(events).toEqual(['analyse net', 'publish net: ', 'publish blocks: ', 'analysed net']);
  });

  it('goes on with the other files when the analysis of one fails', () => {
    publisher.schedule(['broken', 'net']);
    vi.advanceTimersByTime(debounceMs);
    expect(events).toEqual([
      'analyse broken',
      'failed broken: a mistake of ours',
      'analyse net',
      'analysed net',
    ]);
  });

  it('does not analyse a file that was closed before its turn', () => {
    publisher.schedule(['net']);
    publisher.close('net');
    vi.advanceTimersByTime(debounceMs);
    expect(events).toEqual([]);
  });
});
