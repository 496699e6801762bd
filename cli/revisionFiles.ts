// Model files as they were in a revision of their Git repository: `FILE@REVISION`.

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename, dirname, relative, resolve, sep } from 'node:path';
import { UserError } from '../engine/userError.ts';
import type { Compilation, FileHost } from '../extension/language/compilation.ts';
import { compile } from '../extension/language/compile.ts';
import { compileFile } from './compiledFile.ts';
import { diskFiles } from './diskFiles.ts';

/** The largest text that Git may print: no model file is as large. */
const mostBytes = 16 * 1024 * 1024;

/**
 * Compiles `FILE`, or `FILE@REVISION`: the file and what it imports, as they were there. A file whose name holds an `@`
 * goes before a revision.
 */
export function compileRevision(place: string): Compilation {
  const at = place.lastIndexOf('@');
  if (at < 1 || existsSync(place)) return compileFile(place);
  const [file, revision] = [place.slice(0, at), place.slice(at + 1)];
  if (revision === '') {
    throw new UserError('revision.none', `Write a revision behind the @ of ${place}, such as ${file}@HEAD.`);
  }
  const host = revisionFiles(resolve(file), revision);
  const absolute = resolve(file);
  if (host.read(absolute) === undefined) {
    const message = `${file} is not in the revision ${revision} of its repository. Is its name another one there?`;
    throw new UserError('revision.no-file', message, { file });
  }
  return compile(absolute, host);
}

/** Reads from a revision of the repository that `file` is in. */
function revisionFiles(file: string, revision: string): FileHost {
  const folder = existingFolder(dirname(file));
  const top = git(folder, ['rev-parse', '--show-toplevel'], () => notInRepository(file)).trim();
  const unknown = () => {
    const message = `The repository of ${basename(file)} has no revision ${revision}: name a commit, branch or tag, or HEAD.`;
    return new UserError('revision.unknown', message, { file });
  };
  const commit = git(
    top,
    ['rev-parse', '--verify', '--end-of-options', `${revision}^{commit}`],
    unknown,
  ).trim();
  const texts = new Map<string, string | undefined>();
  const read = (absolute: string): string | undefined => {
    const path = relative(top, absolute).split(sep).join('/');
    if (!texts.has(path)) texts.set(path, textAt(top, `${commit}:${path}`));
    return texts.get(path);
  };
  return { read, resolve: diskFiles.resolve };
}

/** A file that is gone may have been in a folder that is gone with it. */
function existingFolder(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : existingFolder(dirname(folder));
}

function textAt(top: string, object: string): string | undefined {
  try {
    return git(top, ['cat-file', 'blob', object], () => new Error('no such blob'));
  } catch {
    return undefined;
  }
}

function git(folder: string, words: readonly string[], failure: () => Error): string {
  try {
    const options = { cwd: folder, encoding: 'utf8', maxBuffer: mostBytes, stdio: 'pipe' } as const;
    return execFileSync('git', words, options);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw failure();
    const message = 'FILE@REVISION needs git, which is not installed or not on the PATH.';
    throw new UserError('revision.no-git', message, { cause: error });
  }
}

function notInRepository(file: string): UserError {
  const message = `${file} is in no Git repository, so it has no revisions. Compare two files instead.`;
  return new UserError('revision.no-repository', message, { file });
}
