// What a change that is asked for in the diagram makes of a text.

import { TextDocument } from 'vscode-languageserver-textdocument';
import { resolveUri } from '../../extension/language-server/fileUri.ts';
import { layerEdits } from '../../extension/language-server/layerEdits.ts';
import type { LayerChange } from '../../webview/protocol/details.ts';
import { compileText, mainFile } from './markedText.ts';

export interface Changed {
  /** Every file by its name; as before where the change is refused. */
  readonly texts: Readonly<Record<string, string>>;
  readonly note?: string;
  readonly refusal?: string;
  readonly places?: number;
}

/** `others` are imported files by their paths; every file is at hand for a name that is changed everywhere. */
export function changedText(
  source: string,
  change: LayerChange,
  others: Readonly<Record<string, string>> = {},
): Changed {
  const texts: Record<string, string> = { [mainFile]: source };
  for (const [name, content] of Object.entries(others)) texts[resolveUri(mainFile, name)] = content;
  const host = { read: (file: string) => texts[file], resolve: resolveUri };
  const compilations = Object.keys(texts).map((file) => compileText(source, others, file));
  const answer = layerEdits(compilations[0]!, host, undefined, change, () => compilations);
  if ('refusal' in answer) return { texts, refusal: answer.refusal };
  const { edits, places, note } = answer;
  for (const { uri, edits: changes } of edits)
    texts[uri] = TextDocument.applyEdits(TextDocument.create(uri, 'cnn', 0, texts[uri]!), [...changes]);
  return { texts, places, ...(note === undefined ? {} : { note }) };
}
