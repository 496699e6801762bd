// Arguments and recipe entries that come from outside the file, such as `--set n=18`, as texts of the
// language.

import type { Diagnostic, TextRange } from './diagnostic.ts';
import type { SourceFile } from './elaboration/program.ts';
import { parse } from './syntax/parser/parse.ts';
import type { ArgumentsNode, EntryNode } from './syntax/tree.ts';
import { codeOf } from './validation/codes.ts';

/** The texts, parsed in a file of their own that sees what the real one sees. */
export interface OutsideText {
  readonly file: SourceFile;
  readonly arguments: ArgumentsNode | undefined;
  readonly entries: readonly EntryNode[];
  readonly problems: readonly Diagnostic[];
  /** Each text's place in the made-up file, and how it was given. */
  readonly pieces: readonly Piece[];
}

interface Piece extends TextRange {
  readonly given: string;
}

const outsideFileName = '(outside the file)';

export function readOutsideText(
  file: SourceFile,
  given: {
    readonly arguments: Readonly<Record<string, string>>;
    readonly entries: Readonly<Record<string, string>>;
  },
): OutsideText {
  let text = 'train Model(';
  const pieces: Piece[] = [];
  const add = (piece: string, shown: string, after: string) => {
    pieces.push({ start: text.length, end: text.length + piece.length, given: shown });
    text += piece + after;
  };
  for (const [name, value] of Object.entries(given.arguments))
    add(`${name}: ${value}`, `${name} = ${value}`, ', ');
  text += ') {\n';
  for (const [keyword, value] of Object.entries(given.entries))
    add(`${keyword} ${value}`, `${keyword} ${value}`, '\n');
  const tree = parse(`${text}}`);
  const source: SourceFile = { ...file, name: outsideFileName, tree };
  const problems = tree.problems.map(({ range, code, message }): Diagnostic => {
    return {
      file: outsideFileName,
      range,
      severity: 'error',
      code: codeOf(code, 'syntax'),
      message,
      related: [],
      fixes: [],
    };
  });
  const [train] = tree.file.declarations;
  if (train?.kind !== 'train') return { file: source, arguments: undefined, entries: [], problems, pieces };
  return { file: source, arguments: train.arguments, entries: train.entries, problems, pieces };
}

/** Moves what was reported in the made-up file to a place that users can see, and says what it is about. */
export function relocate(
  diagnostics: readonly Diagnostic[],
  { pieces }: OutsideText,
  place: { readonly file: string; readonly range: TextRange },
): readonly Diagnostic[] {
  const givenAt = (offset: number) =>
    pieces.find(({ start, end }) => offset >= start && offset <= end)?.given ?? pieces.at(-1)?.given ?? '';
  return diagnostics.map((diagnostic) => {
    const related = diagnostic.related.map((cause) =>
      cause.file === outsideFileName
        ? { ...cause, ...place, message: `In \`${givenAt(cause.range.start)}\`.` }
        : cause,
    );
    if (diagnostic.file !== outsideFileName) return { ...diagnostic, related };
    const message = `In \`${givenAt(diagnostic.range.start)}\`: ${diagnostic.message}`;
    return { ...diagnostic, ...place, message, related, fixes: [] };
  });
}
