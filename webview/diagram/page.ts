// The diagram's HTML shell, with its content security policy.

export interface DiagramPageParts {
  /** Random for each page: only scripts that carry it run. */
  readonly nonce: string;
  /** The webview's source for its own files. */
  readonly cspSource: string;
  readonly scriptUri: string;
  readonly styleUri: string;
  /**
   * The layout worker's script, which the page fetches and starts as a blob: webviews allow no other workers.
   */
  readonly elkWorkerUri: string;
  /** What is drawn: kept in the page's state, so that the panel finds it again after a reload. */
  readonly file: string;
  /** A script and its styles that stand something beside the diagram; it runs first. */
  readonly beside?: { readonly scriptUri: string; readonly styleUri: string };
}

/**
 * No inline script, no eval; nothing is fetched but the extension's own files. The toolkit styles its
 * elements.
 */
export function diagramPage(parts: DiagramPageParts): string {
  const { nonce, cspSource, beside } = parts;
  const besideStyle = beside ? `<link rel="stylesheet" href="${escapeAttribute(beside.styleUri)}">\n` : '';
  const besideScript = beside
    ? `<script nonce="${nonce}" src="${escapeAttribute(beside.scriptUri)}"></script>\n`
    : '';
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource} 'unsafe-inline'`,
    `font-src ${cspSource}`,
    'worker-src blob:',
    `connect-src ${cspSource}`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${escapeAttribute(policy)}">
<link rel="stylesheet" href="${escapeAttribute(parts.styleUri)}">
${besideStyle}<title>Diagram</title>
</head>
<body>
<main id="diagram" data-worker="${escapeAttribute(parts.elkWorkerUri)}" data-file="${escapeAttribute(parts.file)}">
</main>
${besideScript}<script nonce="${nonce}" src="${escapeAttribute(parts.scriptUri)}"></script>
</body>
</html>`;
}

function escapeAttribute(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
