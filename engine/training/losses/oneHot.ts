// Targets of plain classification: 1 for the right class, 0 for the others.

import type { ClassRow } from './loss.ts';

export function writeOneHot(label: number, row: ClassRow): void {
  row.fill(0);
  row[label] = 1;
}
