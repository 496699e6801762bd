// What the rules of warnings find: a kind of trouble, where it is, and the sentence that tells of it.

import type { WarningCode } from '../../protocol/warning.ts';

export interface Finding {
  readonly code: WarningCode;
  readonly layer?: string;
  readonly message: string;
}

/** `62 %` */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** Three digits. */
export function short(number: number): string {
  return String(Number(number.toPrecision(3)));
}
