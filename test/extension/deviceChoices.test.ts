// The list of devices: what works first, the chosen one marked, and the reasons of the rest.
import { expect, test } from 'vitest';
import { devices } from '../../engine/runtime/device.ts';
import { settingIds } from '../../extension/contributions.ts';
import { deviceChoices } from '../../extension/training/deviceChoices.ts';
import manifest from '../../package.json' with { type: 'json' };

const found = devices.map((name) =>
  name === 'cuda' || name === 'dml'
    ? { name, available: false, reason: `${name} is missing.`, cause: 'it is missing' }
    : { name, available: true },
);

test('what works comes first, with the choice of today marked, and what does not has its reason', () => {
  const choices = deviceChoices(found, 'webgpu');
  expect(choices.map(({ value }) => value)).toEqual([
    'recipe',
    'auto',
    'cpu',
    'webgpu',
    'coreml',
    'cuda',
    'dml',
  ]);
  expect(choices.filter(({ current }) => current).map(({ value }) => value)).toEqual(['webgpu']);
  expect(choices.slice(5).map(({ reason, cause }) => [reason, cause])).toEqual([
    ['cuda is missing.', 'it is missing'],
    ['dml is missing.', 'it is missing'],
  ]);
});

test('every choice is a value of the setting, and is described', () => {
  const setting = manifest.contributes.configuration.properties[settingIds.device];
  const choices = deviceChoices(found, 'recipe');
  expect(choices.map(({ value }) => value).toSorted()).toEqual(setting.enum.toSorted());
  for (const { description } of choices) expect(description).not.toBe('');
});
