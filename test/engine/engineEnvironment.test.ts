// What an engine's process finds in its environment.

import { expect, test } from 'vitest';
import { engineEnvironment } from '../../engine/client/engineEnvironment.ts';

test('arrays of results are taken from freed memory, in huge pages, unless the user says otherwise', () => {
  expect(engineEnvironment({})).toMatchObject({
    MALLOC_MMAP_THRESHOLD_: '1073741824',
    MALLOC_TRIM_THRESHOLD_: '1073741824',
    GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1',
  });
  expect(engineEnvironment({ MALLOC_MMAP_THRESHOLD_: '65536' })['MALLOC_MMAP_THRESHOLD_']).toBe('65536');
});

test('telemetry is off whatever the environment says, and what the caller gives comes after its own', () => {
  const environment = engineEnvironment({ ORT_DISABLE_TELEMETRY: '0', A: '1' }, { A: '2' });
  expect(environment).toMatchObject({ ORT_DISABLE_TELEMETRY: '1', ELECTRON_RUN_AS_NODE: '1', A: '2' });
});
