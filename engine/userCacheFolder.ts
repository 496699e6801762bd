// Where the user's cache is, for everything that can be made again.

import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;

/** `~/.cache/netwright`, or under XDG_CACHE_HOME; relative paths are invalid there and ignored, as its specification says. */
export function userCacheFolder(environment: Environment = process.env): string {
  const given = environment['XDG_CACHE_HOME'];
  return join(given && isAbsolute(given) ? given : join(homedir(), '.cache'), 'netwright');
}
