// The profile's HTML shell, with its content security policy.

export interface ProfilePageParts {
  /** Random for each page: only scripts that carry it run. */
  readonly nonce: string;
  /** The webview's source for its own files. */
  readonly cspSource: string;
  readonly scriptUri: string;
  readonly styleUri: string;
}

/** No inline script, no eval, no network; the UI toolkit sets styles on its own elements. */
export function profilePage({ nonce, cspSource, scriptUri, styleUri }: ProfilePageParts): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource} 'unsafe-inline'`,
    `font-src ${cspSource}`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="stylesheet" href="${styleUri}">
<title>Profile</title>
</head>
<body>
<main id="profile"></main>
<script nonce="${nonce}" src="${scriptUri}"></script>
</body>
</html>`;
}
