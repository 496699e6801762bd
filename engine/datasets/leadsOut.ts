// Whether a path that data names leads out of the place that it starts from.

/** Absolute paths of any system, paths with a step upwards anywhere, and what no file system takes. */
export function leadsOut(path: string): boolean {
  return /^([\\/]|[a-z]:)/i.test(path) || path.includes('\0') || path.split(/[\\/]/).includes('..');
}
