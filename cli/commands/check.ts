// `netwright check`: what is wrong in model files.

import { resolve } from 'node:path';
import { UserError } from '../../engine/userError.ts';
import type { Compilation } from '../../extension/language/compilation.ts';
import type { Diagnostic } from '../../extension/language/diagnostic.ts';
import type { Command, CommandContext } from '../command.ts';
import { UsageError } from '../command.ts';
import { compileFile } from '../compiledFile.ts';
import { formatDiagnostics, rangeOf } from '../diagnosticText.ts';
import { modelFiles } from '../diskFiles.ts';

export const check: Command = {
  name: 'check',
  usage: 'FILE|FOLDER…',
  summary: 'Say what is wrong in model files.',
  options: {},
  optionHelp: {},
  async run(context) {
    if (context.positionals.length === 0) throw new UsageError('Name the files or folders to check.');
    const files = await modelFiles(context.positionals);
    const results = files.map((file) => ({ file, compilation: compileOrTell(file) }));
    if (context.json) printJson(context, results);
    else printText(context, results);
    return results.some(({ compilation }) => errorCount(compilation.diagnostics) > 0) ? 1 : 0;
  },
};

interface Result {
  readonly file: string;
  readonly compilation: Compilation;
}

/** What is no text is told of like a mistake in one, so that the other files are checked all the same. */
function compileOrTell(file: string): Compilation {
  try {
    return compileFile(file);
  } catch (failure) {
    if (!(failure instanceof UserError) || failure.code !== 'file.not-text') throw failure;
    const { code, message } = failure;
    const place = { file: resolve(file), range: { start: 0, end: 0 } };
    const diagnostic: Diagnostic = { ...place, severity: 'error', code, message, related: [], fixes: [] };
    return { file: place.file, trees: new Map(), diagnostics: [diagnostic], models: [], recipes: [] };
  }
}

function errorCount(diagnostics: readonly Diagnostic[]): number {
  return diagnostics.filter(({ severity }) => severity === 'error').length;
}

function printJson(context: CommandContext, results: readonly Result[]): void {
  const files = results.map(({ file, compilation }) => ({
    file,
    diagnostics: compilation.diagnostics.map((diagnostic) => ({
      severity: diagnostic.severity,
      code: diagnostic.code,
      message: diagnostic.message,
      file: diagnostic.file,
      range: rangeOf(compilation, diagnostic),
      related: diagnostic.related.map((cause) => ({
        message: cause.message,
        file: cause.file,
        range: rangeOf(compilation, cause),
      })),
    })),
  }));
  context.out.write(`${JSON.stringify({ files })}\n`);
}

function printText(context: CommandContext, results: readonly Result[]): void {
  const { style } = context;
  for (const { file, compilation } of results) {
    if (compilation.diagnostics.length === 0) {
      context.out.write(`${style.green('✓')} ${file}\n`);
      continue;
    }
    const mark = errorCount(compilation.diagnostics) > 0 ? style.red('✗') : style.yellow('!');
    const text = formatDiagnostics(compilation, compilation.diagnostics, style);
    context.out.write(`${mark} ${file}\n${text.replace(/^/gm, '  ')}\n`);
  }
}
