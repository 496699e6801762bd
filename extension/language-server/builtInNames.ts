// The names in a text that come with the language: layers, attributes, entries of recipes, and their calls.

import { findLayer } from '../../engine/layers/registry.ts';
import { isFunctionName } from '../language/elaboration/functions.ts';
import { childrenOf } from '../language/syntax/children.ts';
import type {
  ArgumentNode,
  ArgumentsNode,
  EntryNode,
  Name,
  SyntaxNode,
  SyntaxTree,
} from '../language/syntax/tree.ts';
import type { Callable } from './callReference.ts';
import type { BuiltIn, Definition } from './definition.ts';
import { recipeEntries } from './recipeEntries.ts';

export interface BuiltInName {
  readonly name: Name;
  readonly definition: BuiltIn;
}

/** `declared` holds the names that declarations have, by offset: these are no layers. */
export function builtInNames(
  tree: SyntaxTree,
  declared: ReadonlyMap<number, Definition>,
): readonly BuiltInName[] {
  return new Finder(declared).find(tree.file);
}

class Finder {
  private readonly names: BuiltInName[] = [];

  constructor(private readonly declared: ReadonlyMap<number, Definition>) {}

  find(node: SyntaxNode): readonly BuiltInName[] {
    this.visit(node);
    return this.names;
  }

  private visit(node: SyntaxNode): void {
    switch (node.kind) {
      case 'use':
      case 'merge':
        this.call(node.name, node.arguments);
        break;
      case 'call':
        if (!isFunctionName(node.name.text)) this.call(node.name, node.arguments);
        break;
      case 'nameExpression':
        this.call(node.name, undefined);
        break;
      case 'entry':
        this.entry(node);
        return;
    }
    for (const child of childrenOf(node)) this.visit(child);
  }

  private add(name: Name, definition: BuiltIn | undefined): void {
    if (definition !== undefined) this.names.push({ name, definition });
  }

  /** A layer's name, and its attributes' names among the arguments. */
  private call(name: Name, given: ArgumentsNode | undefined): void {
    const layer = this.declared.has(name.start) ? undefined : findLayer(name.text);
    if (layer === undefined) return;
    this.add(name, { kind: 'layer', layer });
    this.attributes(layer, given);
  }

  private attributes(of: Callable, given: ArgumentsNode | undefined): void {
    for (const { name } of given?.items ?? []) {
      const own = name !== undefined && Object.hasOwn(of.attributes, name.text);
      const attribute = own ? of.attributes[name.text] : of.otherAttributes;
      if (name && attribute) this.add(name, { kind: 'attribute', name: name.text, attribute, of });
    }
  }

  private entry(node: EntryNode): void {
    const entry = recipeEntries.get(node.keyword.text);
    this.add(node.keyword, entry && { kind: 'entry', entry });
    for (const argument of node.arguments) {
      const validation = argument.name?.text === 'validation' ? recipeEntries.get('validation') : undefined;
      if (argument.name) this.add(argument.name, validation && { kind: 'entry', entry: validation });
      this.recipeCall(argument, (validation ?? entry)?.calls);
    }
  }

  private recipeCall({ value }: ArgumentNode, calls: ReadonlyMap<string, Callable> | undefined): void {
    if (value.kind !== 'call' && value.kind !== 'nameExpression') return;
    const call = calls?.get(value.name.text);
    if (call === undefined) return;
    this.add(value.name, { kind: 'call', call });
    if (value.kind === 'call') this.attributes(call, value.arguments);
  }
}
