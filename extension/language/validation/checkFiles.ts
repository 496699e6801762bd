// What can be said of a program's files before anything is elaborated: syntax and imports.

import type { Program, SourceFile } from '../elaboration/program.ts';
import type { Reporter } from '../reporter.ts';
import { codeOf } from './codes.ts';

export function checkFiles({ files }: Program, reporter: Reporter): void {
  for (const file of files.values()) {
    reportSyntax(file, reporter);
    for (const { node, problem } of file.imports) {
      if (problem !== undefined) reporter.report(file.name, node.path ?? node, problem.code, problem.message);
    }
  }
}

function reportSyntax({ name, tree }: SourceFile, reporter: Reporter): void {
  for (const { range, code, message, insertion } of tree.problems) {
    const fixes =
      insertion === undefined
        ? []
        : [
            {
              title: insertion.title,
              edits: [
                {
                  file: name,
                  range: { start: insertion.offset, end: insertion.offset },
                  text: insertion.text,
                },
              ],
            },
          ];
    reporter.report(name, range, codeOf(code, 'syntax'), message, { fixes });
  }
}
