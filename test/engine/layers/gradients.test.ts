// The gradient of every layer, in every combination of its attributes, against finite differences of the loss.

import { describe, expect, test } from 'vitest';
import { interpret } from '../../../engine/graph/interpret.ts';
import { type Tensor64, tensor64 } from '../../../engine/graph/tensor64.ts';
import { randomStream } from '../../../engine/random.ts';
import { computedKinds, type LayerCase, layerCases } from '../layerCases.ts';
import { prepareLayerCase } from '../layerSubject.ts';

type Feeds = ReadonlyMap<string, Tensor64>;

/** From `feeds`, `step` times a random direction along every tensor that is named. */
function moved(feeds: Feeds, directions: Feeds, step: number): Feeds {
  const result = new Map(feeds);
  for (const [name, direction] of directions) {
    const from = feeds.get(name)!;
    const data = from.data.map((value, index) => value + step * direction.data[index]!);
    result.set(name, tensor64(from.shape, data));
  }
  return result;
}

function drawDirection(feeds: Feeds, name: string, seed: number): Tensor64 {
  const { shape, data } = feeds.get(name)!;
  const stream = randomStream(seed, 'direction', name);
  return tensor64(
    shape,
    data.map(() => stream.normal()),
  );
}

/** Central differences at two steps, extrapolated: (4 D(h) - D(2h)) / 3 has an error of order h⁴. */
function measureSlope(loss: (feeds: Feeds) => number, feeds: Feeds, directions: Feeds): number {
  const difference = (h: number) =>
    (loss(moved(feeds, directions, h)) - loss(moved(feeds, directions, -h))) / (2 * h);
  return (4 * difference(1e-4) - difference(2e-4)) / 3;
}

function checkGradients(given: LayerCase): void {
  const { graph, feeds, wanted } = prepareLayerCase(given);
  const results = interpret(graph, feeds);
  const loss = (at: Feeds) => interpret(graph, at).get('loss')!.data[0]!;
  // Along each tensor alone, and along all of them at once.
  for (const names of [...wanted.map((name) => [name]), wanted]) {
    const directions = new Map(names.map((name) => [name, drawDirection(feeds, name, 1)]));
    const measured = measureSlope(loss, feeds, directions);
    let claimed = 0;
    let largest = 1e-3;
    for (const name of names) {
      results.get(`grad.${name}`)!.data.forEach((value, index) => {
        claimed += value * directions.get(name)!.data[index]!;
        largest = Math.max(largest, Math.abs(value));
      });
    }
    const apart = Math.abs(claimed - measured) / Math.max(largest, Math.abs(measured));
    // NaN fails.
    expect(apart <= 1e-6, `${names.join(', ')}: ${claimed} is not ${measured}`).toBe(true);
  }
  const reaching = results.get('grad.images')!.data.some((value) => Math.abs(value) > 1e-5);
  expect(reaching, 'something of the image reaches the loss').toBe(!given.blind);
}

describe.each([...computedKinds.keys()])('%s', (kind) => {
  const own = layerCases.filter((given) => given.kind === kind);
  test.each(own)('$title has the slope that its gradient claims', checkGradients);
});
