// The version that runs and models record is the manifest's.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { NETWRIGHT_VERSION } from '../../engine/protocol/version.ts';

it('records the version of the manifest', () => {
  const manifest = readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8');
  expect(NETWRIGHT_VERSION).toBe((JSON.parse(manifest) as { version: string }).version);
});
