// A throw-away extension that shows one of everything that the journey tests read.
const { fork } = require('node:child_process');
const { join } = require('node:path');
const vscode = require('vscode');

const language = 'probe';

exports.activate = (/** @type {vscode.ExtensionContext} */ context) => {
  const engine = fork(join(__dirname, 'dist', 'engine.js'));
  const diagnostics = vscode.languages.createDiagnosticCollection(language);
  const status = vscode.window.createStatusBarItem('probe.status', vscode.StatusBarAlignment.Left);
  status.text = '$(beaker) probe idle';
  status.show();
  context.subscriptions.push(
    { dispose: () => engine.kill() },
    diagnostics,
    status,
    vscode.workspace.onDidOpenTextDocument((document) => diagnose(document, diagnostics)),
    vscode.workspace.onDidChangeTextDocument(({ document }) => diagnose(document, diagnostics)),
    vscode.commands.registerCommand('probe.greet', () => greet('Hello from the probe', status)),
    vscode.commands.registerCommand('probe.greetLoudly', () => greet('HELLO from the probe', status)),
    vscode.commands.registerCommand('probe.openPage', openPage),
    vscode.languages.registerHoverProvider(language, { provideHover }),
    vscode.languages.registerInlayHintsProvider(language, { provideInlayHints }),
    vscode.languages.registerCompletionItemProvider(language, { provideCompletionItems }),
  );
  for (const document of vscode.workspace.textDocuments) diagnose(document, diagnostics);
};

function greet(message, status) {
  status.text = '$(beaker) probe greeted';
  void vscode.window.showInformationMessage(message, 'Reply');
}

/** Every "wrong" is an error and every "odd" a warning. */
function diagnose(document, diagnostics) {
  if (document.languageId !== language) return;
  const problems = [...document.getText().matchAll(/\b(wrong|odd)\b/g)].map((match) => {
    const start = document.positionAt(match.index);
    const range = new vscode.Range(start, start.translate(0, match[0].length));
    const severity = match[0] === 'odd' ? vscode.DiagnosticSeverity.Warning : vscode.DiagnosticSeverity.Error;
    const problem = new vscode.Diagnostic(range, `The word ${match[0]} is not welcome.`, severity);
    problem.source = 'probe';
    problem.code = `probe-${match[0]}`;
    return problem;
  });
  diagnostics.set(document.uri, problems);
}

function provideHover(document, position) {
  const range = document.getWordRangeAtPosition(position);
  if (range === undefined) return undefined;
  return new vscode.Hover(new vscode.MarkdownString(`The word **${document.getText(range)}**`), range);
}

/** The length of each non-empty line, at its end, and a mark before each "wrong". */
function provideInlayHints(document) {
  const hints = [];
  for (let line = 0; line < document.lineCount; line++) {
    const { text, range } = document.lineAt(line);
    const wrongAt = text.indexOf('wrong');
    if (wrongAt >= 0) hints.push(new vscode.InlayHint(new vscode.Position(line, wrongAt), 'see:'));
    if (text !== '') hints.push(new vscode.InlayHint(range.end, `${text.length} letters`));
  }
  return hints;
}

function provideCompletionItems() {
  return Array.from({ length: 30 }, (_, index) => {
    const item = new vscode.CompletionItem(`proposal${String(index).padStart(2, '0')}`);
    item.detail = `detail ${index}`;
    return item;
  });
}

function openPage() {
  const panel = vscode.window.createWebviewPanel('probe.page', 'Probe Page', vscode.ViewColumn.Beside, {
    enableScripts: true,
  });
  panel.webview.onDidReceiveMessage((message) =>
    panel.webview.postMessage({ reply: `got ${message.asked}` }),
  );
  panel.webview.html = `<!DOCTYPE html>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'nonce-probe'">
<style>#card { border: 1px solid var(--vscode-focusBorder); padding: 1em; }</style>
<h1>Probe page</h1>
<div id="card"><button id="ask">Ask</button> <output id="answer">nothing yet</output></div>
<script nonce="probe">
  const host = acquireVsCodeApi();
  document.getElementById('ask').onclick = () => host.postMessage({ asked: 'the question' });
  addEventListener('message', ({ data }) => { document.getElementById('answer').textContent = data.reply; });
</script>`;
}
