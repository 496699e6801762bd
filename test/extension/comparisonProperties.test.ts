// What holds of the comparison of any two networks: each layer is told once, and one diagram shows both.

import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { compareNetworks } from '../../engine/analysis/comparison/compareNetworks.ts';
import type { Network } from '../../engine/network/network.ts';
import { comparisonToDiagram } from '../../extension/diagram/comparisonToDiagram.ts';
import { compile } from '../../extension/language/compile.ts';
import { createTestEngine, problemsAtEveryLevel } from '../webview/everyLevel.ts';

const engine = createTestEngine();
afterAll(() => engine.dispose());

const layer = fc.constantFrom(
  'conv(4, 3, padding: same)',
  'conv(4, 1)',
  'bn',
  'relu',
  'elu',
  'maxpool(3, stride: 1, padding: same)',
);
const { part } = fc.letrec<{ part: string; row: string }>((tie) => ({
  row: fc.array(tie('part'), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('\n')),
  part: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    layer,
    fc.constantFrom('Unit(4)', 'Unit(4, 1)', 'other = Unit(4)'),
    fc.array(tie('row'), { minLength: 2, maxLength: 3 }).map((rows) => merge('add', rows)),
    fc
      .array(tie('row'), { minLength: 2, maxLength: 3 })
      .map((rows) => `${merge('concat', rows)}\nconv(4, 1)`),
    fc
      .tuple(fc.integer({ min: 1, max: 4 }), tie('row'))
      .map(([count, row]) => `repeat ${count} {\n${row}\n}`),
  ),
}));

function merge(kind: string, rows: readonly string[]): string {
  return `${kind} {\n${rows.map((row) => `{ ${row} }`).join('\n')}\n}`;
}

/** Parts of one network, and the same with some of them taken out, put in, doubled or exchanged. */
const pair = fc
  .tuple(
    fc.array(part, { minLength: 1, maxLength: 5 }),
    fc.array(part, { maxLength: 2 }),
    fc.infiniteStream(fc.nat()),
  )
  .map(([parts, others, chances]) => {
    const changed = [...parts];
    for (const other of others) changed.splice((chances.next().value ?? 0) % (changed.length + 1), 0, other);
    for (let step = (chances.next().value ?? 0) % 3; step > 0; step--) {
      const [from, to] = [chances.next().value ?? 0, chances.next().value ?? 0];
      const [moved] = changed.splice(from % changed.length, 1);
      if (moved !== undefined && to % 3 > 0) changed.splice(to % (changed.length + 1), 0, moved);
      if (changed.length === 0) changed.push('relu');
    }
    return [parts, changed] as const;
  });

function networkOf(parts: readonly string[]): Network {
  const unit = 'block Unit(n, k = 3) { conv(n, k, padding: same) -> bn -> relu }';
  const text = `${unit}\nmodel M {\ninput 4x8x8\n${parts.join('\n')}\nglobal_avgpool -> dense(3)\n}`;
  const host = { read: () => text, resolve: (_: string, path: string) => path };
  return compile('m.cnn', host).models[0]!.network!;
}

test('every layer is told once, and nothing of equal networks', () => {
  fc.assert(
    fc.property(pair, ([first, second]) => {
      const [before, after] = [networkOf(first), networkOf(second)];
      const { layers } = compareNetworks(before, after, { batch: 1 });
      const told = (side: 'before' | 'after') => layers.flatMap((layer) => layer[side]?.path ?? []).sort();
      expect(told('before')).toEqual(before.layers.map(({ path }) => path).sort());
      expect(told('after')).toEqual(after.layers.map(({ path }) => path).sort());
      const same = compareNetworks(before, before, { batch: 1 });
      expect(same.layers.filter(({ status }) => status !== 'same')).toEqual([]);
    }),
    { seed: 11, numRuns: 120 },
  );
});

test('one diagram shows both, with lines that go forward between nodes and groups that are there', () => {
  fc.assert(
    fc.property(pair, ([first, second]) => {
      const networks = { before: networkOf(first), after: networkOf(second) };
      const { nodes, edges, groups } = comparisonToDiagram(
        compareNetworks(networks.before, networks.after, { batch: 1 }),
        networks,
      );
      const places = new Map(nodes.map(({ id }, place) => [id, place]));
      expect(places.size).toBe(nodes.length);
      for (const { source, target } of edges) expect(places.get(source)).toBeLessThan(places.get(target)!);
      expect(new Set(edges.map(({ id }) => id)).size).toBe(edges.length);
      const known = new Set(groups.map(({ id }) => id));
      expect(known.size).toBe(groups.length);
      for (const group of [...nodes.map((node) => node.group), ...groups.map(({ parent }) => parent)]) {
        if (group !== undefined) expect(known).toContain(group);
      }
    }),
    { seed: 12, numRuns: 120 },
  );
});

test('the diagram of both is laid out cleanly', async () => {
  await fc.assert(
    fc.asyncProperty(pair, async ([first, second]) => {
      const networks = { before: networkOf(first), after: networkOf(second) };
      const comparison = compareNetworks(networks.before, networks.after, { batch: 1 });
      expect(await problemsAtEveryLevel(comparisonToDiagram(comparison, networks), engine)).toEqual([]);
    }),
    { seed: 13, numRuns: 10 },
  );
}, 300_000);
