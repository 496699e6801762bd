// Every code that a text can bring up, at its exact place; the messages are read as a whole in the golden file beside this.

import { describe, expect, it } from 'vitest';
import { codes } from '../../extension/language/validation/codes.ts';
import { everyMessage } from './everyMessage.ts';
import { readMarks } from './support/checkDiagnostics.ts';
import { compileText } from './support/compileText.ts';

/** Need other files (imports.test.ts), or other calls (recipes.test.ts); the last two stand for codes that do not exist yet. */
const elsewhere = [
  ...['file-not-found', 'import-cycle', 'too-many-imports', 'crop-larger-than-image', 'needs-grey-or-color'],
  ...['layer-problem', 'recipe-problem'],
];

function found(code: string) {
  const { text, ranges } = readMarks(everyMessage[code]!);
  const of = compileText(text).diagnostics.find((diagnostic) => diagnostic.code === code);
  return { of, wanted: ranges[0] };
}

describe('every message', () => {
  it('has a text that brings it up', () => {
    expect([...Object.keys(everyMessage), ...elsewhere].toSorted()).toEqual(Object.keys(codes).toSorted());
  });

  it.each(Object.keys(everyMessage))('%s stands at its place', (code) => {
    const { of, wanted } = found(code);
    expect(of?.range).toEqual(wanted);
  });

  it('reads as it was read', async () => {
    const lines = Object.keys(everyMessage).map((code) => {
      const { of } = found(code);
      const fixes = of?.fixes.map(({ title }) => `\n  fix: ${title}`).join('') ?? '';
      const related = of?.related.map(({ message }) => `\n  cause: ${message}`).join('') ?? '';
      return `${code} (${of?.severity})\n  ${of?.message}${fixes}${related}\n`;
    });
    await expect(lines.join('\n')).toMatchFileSnapshot('everyMessage.golden.txt');
  });
});
