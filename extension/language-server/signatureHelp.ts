// The signature of the call around the cursor, with the argument that the cursor is in.

import { MarkupKind, type Position, type SignatureHelp } from 'vscode-languageserver';
import type { Compilation } from '../language/compilation.ts';
import { activeParameter, calleeOf, calleeSignature } from './callee.ts';
import { callAround } from './cursorContext.ts';
import { mainTree, toOffset } from './sourceText.ts';

export function signatureHelp(compilation: Compilation, position: Position): SignatureHelp | undefined {
  const tree = mainTree(compilation);
  if (tree === undefined) return undefined;
  const call = callAround(tree, toOffset(tree, position));
  const callee = call && calleeOf(compilation, call);
  if (call === undefined || callee === undefined) return undefined;
  const { label, documentation, parameters } = calleeSignature(compilation, callee);
  if (parameters.length === 0) return undefined;
  const active = activeParameter(parameters, call);
  return {
    activeSignature: 0,
    signatures: [
      {
        label,
        // The first line says what it does; the rest is on hover.
        documentation: { kind: MarkupKind.Markdown, value: documentation.split('\n', 1)[0] ?? '' },
        parameters: parameters.map((parameter, index) => ({
          label: placeOf(label, parameters, index),
          documentation: { kind: MarkupKind.Markdown, value: parameter.documentation },
        })),
        ...(active === undefined ? {} : { activeParameter: active }),
      },
    ],
  };
}

/** Where a parameter's label stands in the signature's: names may occur in others' defaults. */
function placeOf(
  signature: string,
  parameters: readonly { readonly label: string }[],
  index: number,
): [number, number] {
  const before = parameters.slice(0, index).reduce((length, { label }) => length + label.length + 2, 0);
  const start = signature.indexOf('(') + 1 + before;
  return [start, start + parameters[index]!.label.length];
}
