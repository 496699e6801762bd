// When diagnostics are published, and what files that share an import say together.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Diagnostic } from 'vscode-languageserver';
import {
  DiagnosticPublisher,
  longestWaitMs,
  type PublisherHooks,
} from '../../extension/language-server/diagnosticPublisher.ts';

function problem(message: string): Diagnostic {
  return { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } }, message };
}

let found: Map<string, Map<string, Diagnostic[]>>;
let events: string[];
/** Milliseconds that each analysis takes. */
let work: number;
let now: number;
let publisher: DiagnosticPublisher;

beforeEach(() => {
  vi.useFakeTimers();
  found = new Map();
  events = [];
  [work, now] = [0, 0];
  const hooks: PublisherHooks = {
    analyse: (file) => {
      events.push(`analyse ${file}`);
      now += work;
      if (file === 'broken') throw new Error('a mistake of ours');
      return found.get(file) ?? new Map();
    },
    publish: (file, diagnostics) =>
      events.push(`publish ${file}: ${diagnostics.map(({ message }) => message).join(', ')}`),
    analysed: (file) => events.push(`analysed ${file}`),
    failed: (file, failure) => events.push(`failed ${file}: ${(failure as Error).message}`),
  };
  publisher = new DiagnosticPublisher(hooks, () => now);
});

afterEach(() => {
  publisher.dispose();
  vi.useRealTimers();
});

/** Lets time pass, with its timers. */
function pass(milliseconds: number): void {
  const start = now;
  vi.advanceTimersByTime(milliseconds);
  now = Math.max(now, start + milliseconds);
}

describe('The publisher of diagnostics', () => {
  it('analyses at once, and once for the changes that arrived together', () => {
    found.set('net', new Map([['net', [problem('wrong')]]]));
    publisher.schedule(['net']);
    publisher.schedule(['net']);
    expect(events).toEqual([]);
    pass(0);
    expect(events).toEqual(['analyse net', 'publish net: wrong', 'analysed net']);
    pass(longestWaitMs);
    expect(events).toHaveLength(3);
  });

  it('rests after an analysis for as long as it took, and takes what changed meanwhile together', () => {
    work = 30;
    publisher.schedule(['net']);
    pass(0);
    publisher.schedule(['net']);
    pass(29);
    publisher.schedule(['other']);
    expect(events).toEqual(['analyse net', 'analysed net']);
    pass(1);
    expect(events.slice(2)).toEqual(['analyse net', 'analysed net', 'analyse other', 'analysed other']);
  });

  it('never rests for long, and not at all after a pause', () => {
    work = 5000;
    publisher.schedule(['net']);
    pass(0);
    publisher.schedule(['net']);
    pass(longestWaitMs - 1);
    expect(events).toHaveLength(2);
    pass(1);
    expect(events).toHaveLength(4);
    pass(longestWaitMs);
    publisher.schedule(['net']);
    pass(0);
    expect(events).toHaveLength(6);
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
    pass(0);
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
    pass(0);
    found.set('net', new Map([['net', []]]));
    events.length = 0;
    publisher.schedule(['net']);
    pass(0);
    expect(events).toEqual(['analyse net', 'publish net: ', 'publish blocks: ', 'analysed net']);
  });

  it('goes on with the other files when the analysis of one fails', () => {
    publisher.schedule(['broken', 'net']);
    pass(0);
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
    pass(0);
    expect(events).toEqual([]);
  });
});
