// The TextMate grammar: scopes of every form of the language, and its step with the layer registry.
import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { IGrammar } from 'vscode-textmate';
import { layerKinds } from '../../engine/layers/registry.ts';
import { functionNames } from '../../extension/language/elaboration/functions.ts';
import { childrenOf } from '../../extension/language/syntax/children.ts';
import { parse } from '../../extension/language/syntax/parser/parse.ts';
import {
  declarationKeywords,
  recipeKeywords,
  statementKeywords,
} from '../../extension/language/syntax/tokens.ts';
import type { SyntaxNode } from '../../extension/language/syntax/tree.ts';
import { expectGolden } from './goldenFile.ts';
import { loadCnnGrammar, printScopes, scopedTokens } from './tokenize.ts';

let grammar: IGrammar;
beforeAll(async () => {
  grammar = await loadCnnGrammar();
});

/** The innermost scope of the last token with this text. */
function scopeOf(source: string, text: string): string | undefined {
  return scopedTokens(grammar, source)
    .findLast((token) => token.text === text)
    ?.scopes.at(-1);
}

const models = new URL('../../models/', import.meta.url);
const modelFiles = readdirSync(models).filter((name) => name.endsWith('.cnn'));
const snapshots = [new URL('lenet5.cnn', models), new URL('./fixtures/everyForm.cnn', import.meta.url)];

/** Names in the tree of a text that is used as a layer, a merge or a block, with what they are. */
function usesIn(text: string): readonly { readonly start: number; readonly scope: RegExp }[] {
  const uses: { start: number; scope: RegExp }[] = [];
  const visit = (node: SyntaxNode) => {
    if (node.kind === 'merge')
      uses.push({ start: node.name.start, scope: /^support\.function\.merge\.cnn$/ });
    else if (node.kind === 'use' && layerKinds.has(node.name.text)) {
      uses.push({ start: node.name.start, scope: /^support\.function\.layer\.cnn$/ });
    } else if (node.kind === 'use' && node.arguments) {
      uses.push({ start: node.name.start, scope: /^entity\.name\.type\.cnn$/ });
    } else if (node.kind === 'block' || node.kind === 'model') {
      uses.push({ start: node.name!.start, scope: /^entity\.name\.type\.cnn$/ });
    }
    childrenOf(node).forEach(visit);
  };
  visit(parse(text).file);
  return uses;
}

describe('The grammar', () => {
  it.each(snapshots.map((url) => [url.pathname.split('/').at(-1)!, url] as const))(
    'scopes %s as approved',
    (name, url) => {
      const printed = printScopes(grammar, readFileSync(url, 'utf8'));
      expectGolden(printed, new URL(`./golden/${name}.golden.txt`, import.meta.url));
    },
  );

  it.each(modelFiles)('agrees with the parser on layers, merges and blocks of %s', (name) => {
    const text = readFileSync(new URL(name, models), 'utf8');
    const tree = parse(text);
    const scopes = new Map(
      scopedTokens(grammar, text).map((token) => [`${token.line}:${token.start}`, token.scopes.at(-1)]),
    );
    for (const { start, scope } of usesIn(text)) {
      const { line, character } = tree.lines.positionAt(start);
      expect([line, character, scopes.get(`${line}:${character}`)]).toEqual([
        line,
        character,
        expect.stringMatching(scope),
      ]);
    }
  });

  it('knows every layer of the registry, and no other', () => {
    const merges = [...layerKinds.values()]
      .filter(({ category }) => category === 'merge')
      .map(({ kind }) => kind);
    for (const kind of merges) {
      expect([kind, scopeOf(`${kind} { relu }`, kind)]).toEqual([kind, 'support.function.merge.cnn']);
    }
    const file = new URL('../../syntaxes/cnn.tmLanguage.json', import.meta.url);
    const raw = JSON.parse(readFileSync(file, 'utf8')) as { repository: { layer: { match: string } } };
    const listed = raw.repository.layer.match.replace(/^\\b\(\?:|\)\\b$/g, '').split('|');
    const layers = [...layerKinds.keys()].filter((kind) => !merges.includes(kind));
    expect(listed.toSorted()).toEqual(layers.toSorted());
  });

  it('knows every function, entry of a recipe, and keyword', () => {
    for (const name of functionNames) {
      expect([name, scopeOf(`dense(${name}(n))`, name)]).toEqual([name, 'support.function.builtin.cnn']);
    }
    for (const keyword of recipeKeywords.filter((word) => word !== 'validation')) {
      const scope = scopeOf(`train M {\n  ${keyword} 1\n}`, keyword);
      expect([keyword, scope]).toEqual([keyword, 'keyword.other.recipe.cnn']);
    }
    for (const keyword of [...declarationKeywords, ...statementKeywords]) {
      const source = keyword === 'import' ? 'import "a.cnn"' : `${keyword} x`;
      expect([keyword, scopeOf(source, keyword)]).toEqual([
        keyword,
        expect.stringMatching(/^(keyword|storage)\./),
      ]);
    }
  });

  it.each([
    ['block = conv(16, 3)', 'block', 'variable.other.definition.cnn'],
    ['model -> relu', 'model', 'variable.other.cnn'],
    ['data -> relu', 'data', 'variable.other.cnn'],
    ['input = conv(16, 3)', 'input', 'variable.other.definition.cnn'],
    ['input -> relu', 'input', 'variable.other.cnn'],
    ['input 3x32x32', 'input', 'keyword.other.input.cnn'],
    ['dense(max(2, 3))', 'max', 'support.function.builtin.cnn'],
    ['max { relu; tanh }', 'max', 'support.function.merge.cnn'],
    ['weight = conv(16, 3)', 'weight', 'variable.other.definition.cnn'],
  ])('takes the words of `%s` for names where they are names: %s', (source, word, scope) => {
    expect(scopeOf(`model M {\n  ${source}\n}`, word)).toBe(scope);
  });

  it('starts afresh at a declaration after an unfinished one', () => {
    const source = 'block Half(channels, kernel = [\nmodel Whole {\n  relu\n}';
    expect(scopeOf(source, 'model')).toBe('storage.type.model.cnn');
    expect(scopeOf(source, 'Whole')).toBe('entity.name.type.cnn');
    expect(scopeOf(source, 'relu')).toBe('support.function.layer.cnn');
  });
});
