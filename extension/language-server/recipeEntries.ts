// The entries of a `train` statement as completion and hover show them.

import { recipeEntries as declaredEntries, recipeDefaults } from '../language/elaboration/recipeEntries.ts';
import { type RecipeKeyword, recipeKeywords } from '../language/syntax/tokens.ts';
import { attributeMarkdown, type Callable } from './callReference.ts';
import { valueText } from './valueText.ts';

export interface RecipeEntry {
  readonly keyword: RecipeKeyword;
  /** Markdown. */
  readonly documentation: string;
  /** What may be called, by name; empty where the entry takes a number or a word. */
  readonly calls: ReadonlyMap<string, Callable>;
  /** Words that may be written. */
  readonly words: readonly string[];
  /** The snippet that completion inserts. */
  readonly snippet: string;
}

const noCalls: ReadonlyMap<string, Callable> = new Map();

function entryOf(keyword: RecipeKeyword): RecipeEntry {
  const entry = declaredEntries[keyword];
  if (entry.kind === 'call') {
    const fallback = new Map<string, string>(Object.entries(recipeDefaults)).get(keyword);
    const rest = fallback === undefined ? '' : `\n\nDefault: \`${fallback}\`.`;
    const documentation = `${entry.documentation}${rest}`;
    return { keyword, documentation, calls: entry.registry, words: [], snippet: `${keyword} $0` };
  }
  const { attribute } = entry;
  const words = attribute.choices ?? [];
  const value = attribute.default === undefined ? '' : valueText(attribute.default, attribute);
  const snippet = words.length > 0 ? `${keyword} $0` : `${keyword} \${0:${value}}`;
  return { keyword, documentation: attributeMarkdown(attribute), calls: noCalls, words, snippet };
}

/** By keyword, in the order in which a recipe is usually written. */
export const recipeEntries: ReadonlyMap<string, RecipeEntry> = new Map(
  recipeKeywords.map((keyword) => [keyword, entryOf(keyword)]),
);
