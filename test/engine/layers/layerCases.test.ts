// The catalogue of layer cases is complete: no kind, and no choice of an attribute, is left out.

import { describe, expect, test } from 'vitest';
import type { Attribute, AttributeValue } from '../../../engine/network/attribute.ts';
import { computedKinds, layerCases } from '../layerCases.ts';

/** The values that the cases of a kind give an attribute of that kind, as JSON. */
function valuesOf(kind: string, attribute: string): ReadonlySet<string> {
  const layers = layerCases
    .filter((given) => given.kind === kind)
    .flatMap(({ network }) => network.layers.filter((layer) => layer.kind === kind));
  return new Set(layers.map(({ attributes }) => JSON.stringify(attributes[attribute])));
}

/** What must occur; undefined where any two different values do. */
function requiredValues({ type, choices }: Attribute<AttributeValue>): readonly string[] | undefined {
  if (type === 'true or false') return ['true', 'false'];
  return choices?.map((choice) => JSON.stringify(choice));
}

describe.each([...computedKinds])('%s', (kind, definition) => {
  test('has a case', () => {
    expect(layerCases.some((given) => given.kind === kind)).toBe(true);
  });

  test.each(Object.entries(definition.attributes))('has cases for every choice of %s', (name, attribute) => {
    const values = valuesOf(kind, name);
    const required = requiredValues(attribute);
    expect([...values]).toEqual(expect.arrayContaining([...(required ?? [])]));
    expect(values.size).toBeGreaterThanOrEqual(2);
  });
});

test.each(['conv', 'depthwise_conv', 'separable_conv', 'conv_transpose', 'maxpool', 'avgpool', 'lppool'])(
  '%s has cases with padding of different sides, and of equal ones',
  (kind) => {
    const paddings = [...valuesOf(kind, 'padding')].map((json) => JSON.parse(json)).filter(Array.isArray);
    const isEven = ([top, left, bottom, right]: number[]) => top === bottom && left === right;
    expect(new Set(paddings.map(isEven))).toEqual(new Set([true, false]));
  },
);

test('there are several hundred, each with a title of its own', () => {
  expect(layerCases.length).toBeGreaterThan(400);
  expect(new Set(layerCases.map(({ kind, title }) => `${kind} ${title}`)).size).toBe(layerCases.length);
});
