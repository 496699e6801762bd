// What users call a run: `label.json` in its folder, a plain file that travels with it.

import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { writeFileAtomically } from '../../engine/training/writeFileAtomically.ts';
import type { RunLabel } from './runSummary.ts';

const labelFile = 'label.json';

/** The folder's own name and no tags where there is no label, or none that can be read. */
export async function readRunLabel(folder: string): Promise<RunLabel> {
  const text = await readFile(join(folder, labelFile), 'utf8').catch(() => '{}');
  const { name, tags } = parse(text);
  return {
    name: typeof name === 'string' && name !== '' ? name : basename(folder),
    tags: Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string') : [],
  };
}

export async function writeRunLabel(folder: string, changes: Partial<RunLabel>): Promise<void> {
  const label = { ...(await readRunLabel(folder)), ...changes };
  await writeFileAtomically(join(folder, labelFile), `${JSON.stringify(label)}\n`);
}

/** `mnist,  wide ` is two tags; each counts once. */
export function parseTags(text: string): readonly string[] {
  const words = text.split(',').map((word) => word.trim());
  return [...new Set(words.filter((word) => word !== ''))];
}

function parse(text: string): { readonly name?: unknown; readonly tags?: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
