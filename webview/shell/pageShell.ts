// The HTML shell that every page of the extension has, with its content security policy.

export interface PageFiles {
  /** Random for each page: only scripts that carry it run. */
  readonly nonce: string;
  /** The webview's source for its own files. */
  readonly cspSource: string;
  readonly scriptUri: string;
  readonly styleUri: string;
  /** A script and its styles that stand something beside the page's own; it runs first. */
  readonly beside?: { readonly scriptUri: string; readonly styleUri: string };
}

export interface PageKind {
  /** Of the element that the page's script fills. */
  readonly id: string;
  readonly title: string;
  /** What the page may do beyond showing itself, as a policy has it: `worker-src blob:`. */
  readonly allowed?: readonly string[];
  /** What the script reads from the element's `data-` attributes. */
  readonly data?: Readonly<Record<string, string>>;
}

/**
 * No inline script, no eval; nothing is fetched but the extension's own files. Styles may stand in elements, since the UI
 * toolkit sets them on its own.
 */
export function pageShell(files: PageFiles, { id, title, allowed = [], data = {} }: PageKind): string {
  const { nonce, cspSource, beside } = files;
  const style = (uri: string) => `<link rel="stylesheet" href="${escapeAttribute(uri)}">`;
  const script = (uri: string) => `<script nonce="${nonce}" src="${escapeAttribute(uri)}"></script>`;
  const line = (markup: string | undefined) => (markup === undefined ? '' : `${markup}\n`);
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource} 'unsafe-inline'`,
    `font-src ${cspSource}`,
    ...allowed,
  ].join('; ');
  const attributes = Object.entries(data).map(([name, value]) => ` data-${name}="${escapeAttribute(value)}"`);
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${escapeAttribute(policy)}">
${style(files.styleUri)}
${line(beside && style(beside.styleUri))}<title>${escapeAttribute(title)}</title>
</head>
<body>
<main id="${escapeAttribute(id)}"${attributes.join('')}></main>
${line(beside && script(beside.scriptUri))}${script(files.scriptUri)}
</body>
</html>`;
}

function escapeAttribute(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
