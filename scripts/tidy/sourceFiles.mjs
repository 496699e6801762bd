// The project's own source files, as git knows them.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { repository } from '../repository.mjs';

/**
 * @typedef {{ path: string, text: string }} SourceFile path from the checkout's top, with forward slashes
 * @returns {SourceFile[]}
 */
export function sourceFiles() {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: repository,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  return listed
    .split('\n')
    .filter(
      (path) => /\.(ts|mjs)$/.test(path) && !path.endsWith('.d.ts') && existsSync(`${repository}/${path}`),
    )
    .map((path) => ({ path, text: readFileSync(`${repository}/${path}`, 'utf8') }));
}
