// Loads the TextMate grammar as an editor does and prints the scopes of a text.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import oniguruma from 'vscode-oniguruma';
import textmate from 'vscode-textmate';

const grammarFile = new URL('../../syntaxes/cnn.tmLanguage.json', import.meta.url);

/** The grammar of `.cnn` files, with a fresh registry. */
export async function loadCnnGrammar(): Promise<textmate.IGrammar> {
  const wasm = createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm');
  await oniguruma.loadWASM(readFileSync(wasm));
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async () =>
      textmate.parseRawGrammar(readFileSync(grammarFile, 'utf8'), grammarFile.pathname),
  });
  const grammar = await registry.loadGrammar('source.cnn');
  if (grammar === null) throw new Error('The grammar source.cnn was not found.');
  return grammar;
}

export interface ScopedToken {
  readonly text: string;
  readonly line: number;
  readonly start: number;
  readonly end: number;
  /** Innermost last, without `source.cnn`. */
  readonly scopes: readonly string[];
}

export function scopedTokens(grammar: textmate.IGrammar, source: string): readonly ScopedToken[] {
  let stack = textmate.INITIAL;
  return source.split('\n').flatMap((text, line) => {
    const result = grammar.tokenizeLine(text, stack);
    stack = result.ruleStack;
    return result.tokens.map(({ startIndex, endIndex, scopes }) => ({
      text: text.slice(startIndex, endIndex),
      line,
      start: startIndex,
      end: Math.min(endIndex, text.length),
      scopes: scopes.slice(1),
    }));
  });
}

/** Each line after `>`, and below it one line of carets with the scopes for each token that has any. */
export function printScopes(grammar: textmate.IGrammar, source: string): string {
  const tokens = scopedTokens(grammar, source);
  const lines = source
    .split('\n')
    .flatMap((text, line) => [
      `>${text}`,
      ...tokens
        .filter((token) => token.line === line && token.scopes.length > 0 && token.text.trim() !== '')
        .map(
          ({ start, end, scopes }) => `#${' '.repeat(start)}${'^'.repeat(end - start)} ${scopes.join(' ')}`,
        ),
    ]);
  return `${lines.join('\n')}\n`;
}
