// One check for every rule: a text with its problems marked, and what is said about each.

import { expect } from 'vitest';
import type { Diagnostic } from '../../../extension/language/diagnostic.ts';
import { compileText, mainFile } from './compileText.ts';

export interface Marked {
  readonly text: string;
  readonly ranges: readonly { readonly start: number; readonly end: number }[];
}

/** Takes the marks `⟦` and `⟧` out of a text; marked ranges stand in order and do not nest. */
export function readMarks(marked: string): Marked {
  const ranges: { start: number; end: number }[] = [];
  let text = '';
  for (const character of marked) {
    if (character === '⟦') ranges.push({ start: text.length, end: text.length });
    else if (character === '⟧') ranges.push({ ...ranges.pop()!, end: text.length });
    else text += character;
  }
  return { text, ranges };
}

/** What is expected of the diagnostic at each mark: its code, and what its message contains. */
export type Expected = readonly [code: string, ...contains: string[]];

/**
 * Compiles a text in which `⟦…⟧` marks where diagnostics must stand, and checks that exactly these are there, in order.
 * Returns them.
 */
export function checkDiagnostics(
  marked: string,
  expected: readonly Expected[],
  others: Readonly<Record<string, string>> = {},
): readonly Diagnostic[] {
  const { text, ranges } = readMarks(marked);
  const { diagnostics } = compileText(text, others);
  const own = diagnostics.filter(({ file }) => file === mainFile);
  const found = own.map(({ code, range }) => ({ code, text: text.slice(range.start, range.end), ...range }));
  const wanted = ranges.map((range, index) => {
    return { code: expected[index]?.[0], text: text.slice(range.start, range.end), ...range };
  });
  expect(found).toEqual(wanted);
  for (const [index, [, ...contains]] of expected.entries()) {
    for (const part of contains) expect(own[index]?.message).toContain(part);
  }
  return own;
}

/** The text after the first fix of a diagnostic. */
export function afterFix(marked: string, { fixes }: Diagnostic): string {
  const { text } = readMarks(marked);
  const edits = [...(fixes[0]?.edits ?? [])].sort((a, b) => b.range.start - a.range.start);
  return edits.reduce((result, { range, text: inserted }) => {
    return result.slice(0, range.start) + inserted + result.slice(range.end);
  }, text);
}
