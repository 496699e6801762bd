// The one spelling of a document's URI, so that an import and the editor name a file alike.

/**
 * A URI as VS Code writes it: every character but letters, digits, `-._~` and `/` in percent code, a drive's
 * letter small. What is not a `file:` URI stays as it is.
 */
export function canonicalUri(uri: string): string {
  const match = /^file:\/\/([^/]*)(\/[^?#]*)/i.exec(uri);
  if (match === null) return uri;
  const [, authority = '', path = ''] = match;
  const segments = path.split('/').map((segment) => encodeSegment(decodeSegment(segment)));
  return `file://${authority.toLowerCase()}${segments.join('/')}`;
}

/** The file that `path`, written with forward slashes, means beside the document `from`. */
export function resolveUri(from: string, path: string): string {
  const base = canonicalUri(from);
  const root = /^[\w+.-]+:(\/\/[^/]*)?/.exec(base)?.[0] ?? '';
  const segments = path.startsWith('/') ? [] : base.slice(root.length).split('/').slice(0, -1);
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '.' && segment !== '') segments.push(encodeSegment(segment));
  }
  return `${root}/${segments.filter((segment) => segment !== '').join('/')}`;
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function encodeSegment(segment: string): string {
  const drive = /^[A-Za-z]:$/.test(segment) ? segment.toLowerCase() : segment;
  return encodeURIComponent(drive).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
