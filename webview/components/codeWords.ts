// Sentences in which words between backquotes are code.

import { html, type TemplateResult } from 'lit-html';

export function codeWords(sentence: string): readonly (string | TemplateResult)[] {
  return sentence.split('`').map((part, place) => (place % 2 === 0 ? part : html`<code>${part}</code>`));
}
