// Names for the folders of runs.

import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** `runs/LeNet5-20261123-214500`, with a number behind it when that is taken. */
export function newRunFolder(parent: string, name: string, now = new Date()): string {
  const digits = now.toISOString().replace(/[-:]/g, '');
  const base = join(parent, `${name}-${digits.slice(0, 8)}-${digits.slice(9, 15)}`);
  let folder = base;
  for (let count = 2; existsSync(folder); count += 1) folder = `${base}-${count}`;
  return folder;
}
