// The files of a folder with one commit, for a workspace that is a repository when VS Code opens it.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Files by their path, those of `.git` among them; `texts` are committed as they are. */
export function committedFiles(texts: Readonly<Record<string, string>>): Record<string, string | Uint8Array> {
  const folder = mkdtempSync(join(tmpdir(), 'nw-git-'));
  const git = (...words: string[]) => execFileSync('git', words, { cwd: folder, stdio: 'pipe' });
  try {
    for (const [name, text] of Object.entries(texts)) writeFileSync(join(folder, name), text);
    git('init', '--quiet', '--initial-branch', 'main');
    git('add', '.');
    const author = ['-c', 'user.name=Test', '-c', 'user.email=test@example.org'];
    git(...author, '-c', 'commit.gpgsign=false', 'commit', '--quiet', '--message', 'First');
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
      (entry) => entry.isFile() && !entry.parentPath.endsWith('hooks'),
    );
    const path = (entry: (typeof files)[number]) => join(entry.parentPath, entry.name);
    return Object.fromEntries(
      files.map((entry) => [path(entry).slice(folder.length + 1), readFileSync(path(entry))]),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
