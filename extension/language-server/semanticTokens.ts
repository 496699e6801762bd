// What a name means, for colours: parameters, values, blocks and models apart from layers.

import { type SemanticTokens, SemanticTokensBuilder, type SemanticTokensLegend } from 'vscode-languageserver';
import type { Compilation } from '../language/compilation.ts';
import { bindNames } from './bindNames.ts';
import type { Definition } from './definition.ts';
import { mainTree } from './sourceText.ts';

/** package.json declares the types and modifiers that LSP does not know, and gives their TextMate scopes. */
export const semanticTokensLegend: SemanticTokensLegend = {
  tokenTypes: ['class', 'type', 'parameter', 'variable', 'event', 'function', 'property', 'layer'],
  tokenModifiers: ['declaration', 'readonly'],
};

const types: Readonly<Record<Definition['kind'], string | undefined>> = {
  model: 'class',
  block: 'type',
  parameter: 'parameter',
  value: 'variable',
  variable: 'variable',
  recipe: 'event',
  head: 'event',
  layer: 'layer',
  call: 'function',
  attribute: 'property',
  // The grammar has coloured it already.
  entry: undefined,
};

export function semanticTokens(compilation: Compilation): SemanticTokens {
  const tree = mainTree(compilation);
  const builder = new SemanticTokensBuilder();
  if (tree === undefined) return builder.build();
  for (const { name, definition, declares } of bindNames(compilation, compilation.file).occurrences) {
    const type = semanticTokensLegend.tokenTypes.indexOf(types[definition.kind] ?? '');
    if (type < 0) continue;
    const { line, character } = tree.lines.positionAt(name.start);
    // The loop variable changes from round to round; everything else stays what it is.
    const modifiers = (declares ? 1 : 0) + (definition.kind === 'parameter' ? 2 : 0);
    builder.push(line, character, name.end - name.start, type, modifiers);
  }
  return builder.build();
}
