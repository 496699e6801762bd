// Model files as they were in a revision of their Git repository: `FILE@REVISION`.

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename, dirname, relative, resolve, sep } from 'node:path';
import type { Network } from '../engine/network/network.ts';
import { UserError } from '../engine/userError.ts';
import type { Compilation, FileHost } from '../extension/language/compilation.ts';
import { compile } from '../extension/language/compile.ts';
import { compileFile, type ModelChoice, networkOf } from './compiledFile.ts';
import { diskFiles } from './diskFiles.ts';
import { shownPath } from './shownPath.ts';

/** The largest text that Git may print: no model file is as large. */
const mostBytes = 16 * 1024 * 1024;

/**
 * The chosen network of `FILE`, or of `FILE@REVISION`: the file and what it imports, as they were there. Whatever is wrong
 * there is told with the revision's name.
 *
 * @throws UserError
 */
export function networkAt(place: string, choice: ModelChoice): Network {
  const at = revisionStart(place);
  if (at === undefined) return networkOf(compileFile(place), choice);
  const [file, revision] = [place.slice(0, at), place.slice(at + 1)];
  const compilation = compileRevision(file, revision);
  try {
    return networkOf(compilation, choice);
  } catch (failure) {
    if (!(failure instanceof UserError)) throw failure;
    const message = `In the revision ${shownRevision(revision)}: ${failure.message}`;
    throw new UserError(failure.code, message, { ...placeOf(failure), cause: failure });
  }
}

function placeOf({ file, line }: UserError) {
  return { ...(file === undefined ? {} : { file }), ...(line === undefined ? {} : { line }) };
}

/**
 * Where the `@` before the revision is; undefined where there is none. Both a file's name and a revision, as `HEAD@{1}`, may
 * hold an `@`: the first that a file goes before, or else what is called like a model file.
 */
export function revisionStart(place: string): number | undefined {
  if (existsSync(place)) return undefined;
  const marks = [...place.matchAll(/@/g)].map(({ index }) => index).filter((at) => at > 0);
  return (
    marks.find((at) => existsSync(place.slice(0, at))) ??
    marks.find((at) => place.slice(0, at).endsWith('.cnn')) ??
    marks.at(-1)
  );
}

function compileRevision(file: string, revision: string): Compilation {
  if (revision === '') {
    throw new UserError('revision.none', `Write a revision behind the @ of ${file}@, such as ${file}@HEAD.`);
  }
  const host = revisionFiles(resolve(file), revision);
  const absolute = resolve(file);
  if (host.read(absolute) === undefined) {
    const former = formerName(absolute, revision);
    const hint =
      former === undefined
        ? '. Is its name another one there?'
        : `: there it is called ${former}. Write ${former}@${shownRevision(revision)}.`;
    const message = `${file} is not in the revision ${shownRevision(revision)} of its repository${hint}`;
    throw new UserError('revision.no-file', message, { file });
  }
  return compile(absolute, host);
}

const longestRevision = 80;

function shownRevision(revision: string): string {
  return revision.length > longestRevision ? `${revision.slice(0, longestRevision)}…` : revision;
}

/** Reads from a revision of the repository that `file` is in. */
function revisionFiles(file: string, revision: string): FileHost {
  const folder = existingFolder(dirname(file));
  const top = git(folder, ['rev-parse', '--show-toplevel'], () => notInRepository(file)).trim();
  const unknown = () => {
    const message = `The repository of ${basename(file)} has no revision ${shownRevision(revision)}: name a commit, branch or tag, or HEAD.`;
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

/** What Git takes a file for that came since, relative to the working folder; undefined where it takes it for new. */
function formerName(file: string, revision: string): string | undefined {
  const folder = existingFolder(dirname(file));
  const none = () => new Error('no comparison');
  try {
    const top = git(folder, ['rev-parse', '--show-toplevel'], none).trim();
    const words = ['diff', '--no-ext-diff', '--name-status', '-z', '--find-renames', '--diff-filter=R'];
    const fields = git(top, [...words, '--end-of-options', revision, '--'], none).split('\0');
    const now = relative(top, file).split(sep).join('/');
    const place = fields.indexOf(now);
    const former = place >= 2 && /^R\d*$/.test(fields[place - 2]!) ? fields[place - 1] : undefined;
    return former === undefined ? undefined : shownPath(resolve(top, former));
  } catch {
    return undefined;
  }
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
