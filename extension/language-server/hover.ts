// What the editor shows for the name under the pointer: its reference, and what it became in the network.

import { type Hover, MarkupKind, type Position, type Range } from 'vscode-languageserver';
import type { Compilation } from '../language/compilation.ts';
import { bindNames, occurrenceAt } from './bindNames.ts';
import { attributeMarkdown, callableMarkdown, codeBlock } from './callReference.ts';
import { declarationSignature } from './declarationSignature.ts';
import type { Declared, Definition } from './definition.ts';
import { figuresOf } from './figures.ts';
import { mainTree, toOffset, toRange } from './sourceText.ts';
import { wordHover } from './wordHover.ts';

export function hover(compilation: Compilation, position: Position): Hover | undefined {
  const tree = mainTree(compilation);
  if (tree === undefined) return undefined;
  const offset = toOffset(tree, position);
  const occurrence = occurrenceAt(bindNames(compilation, compilation.file), offset);
  if (occurrence === undefined) {
    const word = wordHover(compilation, tree, offset);
    return word && markdownHover(word.text, toRange(tree, word.range));
  }
  const figures = figuresOf(compilation, occurrence);
  const parts = [figures, describe(compilation, occurrence.definition)];
  const value = parts.filter((part) => part !== undefined && part !== '').join('\n\n---\n\n');
  return markdownHover(value, toRange(tree, occurrence.name));
}

function markdownHover(value: string, range: Range): Hover {
  return { contents: { kind: MarkupKind.Markdown, value }, range };
}

function describe(compilation: Compilation, definition: Definition): string | undefined {
  switch (definition.kind) {
    case 'layer':
      return callableMarkdown(definition.layer);
    case 'call':
      return callableMarkdown(definition.call);
    case 'entry':
      return `**${definition.entry.keyword}**: ${definition.entry.documentation}`;
    case 'attribute':
      return [
        `**${definition.name}** of \`${definition.of.kind}\``,
        attributeMarkdown(definition.attribute),
      ].join('\n\n');
    default:
      return describeDeclared(compilation, definition);
  }
}

function describeDeclared(compilation: Compilation, declared: Declared): string {
  const signature = codeBlock(declarationSignature(compilation, declared));
  const documentation = 'documentation' in declared.node ? declared.node.documentation : '';
  return documentation === '' ? signature : `${signature}\n\n${documentation}`;
}
