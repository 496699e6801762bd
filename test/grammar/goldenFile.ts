// Compares a text with an approved one that lies beside the test.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

/**
 * Expects `actual` to equal the approved file. `UPDATE_GOLDEN=1` writes it instead; a missing file fails, so
 * that a mistyped name approves nothing.
 */
export function expectGolden(actual: string, golden: URL): void {
  const file = fileURLToPath(golden);
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, actual);
    return;
  }
  expect(existsSync(file), `${file} is missing: run with UPDATE_GOLDEN=1 and review what it writes.`).toBe(
    true,
  );
  expect(actual).toBe(readFileSync(file, 'utf8'));
}
