// Colours by meaning.
import { describe, expect, it } from 'vitest';
import { semanticTokens, semanticTokensLegend } from '../../extension/language-server/semanticTokens.ts';
import { compileText } from './markedText.ts';

/** Each token as `text type modifiers`. */
function tokensOf(text: string): string[] {
  const { data } = semanticTokens(compileText(text));
  const lines = text.split('\n');
  const found: string[] = [];
  let [line, character] = [0, 0];
  for (let index = 0; index < data.length; index += 5) {
    const [deltaLine = 0, deltaCharacter = 0, length = 0, type = 0, modifiers = 0] = data.slice(
      index,
      index + 5,
    );
    line += deltaLine;
    character = deltaLine === 0 ? character + deltaCharacter : deltaCharacter;
    const names = semanticTokensLegend.tokenModifiers.filter((_, bit) => (modifiers >> bit) & 1);
    const name = lines[line]?.slice(character, character + length);
    found.push([name, semanticTokensLegend.tokenTypes[type], ...names].join(' '));
  }
  return found;
}

describe('Semantic tokens', () => {
  it('tell parameters, values, blocks and layers apart', () => {
    const text =
      'block unit(act = relu) {\n  act\n}\nmodel M {\n  stem = unit(act: tanh)\n  add { stem; relu }\n}';
    expect(tokensOf(text)).toEqual([
      'unit type declaration',
      'act parameter declaration readonly',
      'relu layer',
      'act parameter readonly',
      'M class declaration',
      'stem variable declaration',
      'unit type',
      'act parameter readonly',
      'tanh layer',
      'add layer',
      'stem variable',
      'relu layer',
    ]);
  });

  it('tell recipes, their calls and options apart', () => {
    expect(tokensOf('train quick for M {\n  optimizer sgd(lr: 0.1)\n}')).toEqual([
      'quick event declaration',
      'sgd function',
      'lr property',
    ]);
  });
});
