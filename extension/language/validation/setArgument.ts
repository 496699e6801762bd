// The edit that gives a call an argument by name, or changes the one that it has.

import type { Fix } from '../diagnostic.ts';
import type { SourceFile } from '../elaboration/program.ts';
import type { Element } from '../syntax/tree.ts';

/** Undefined where the call does not name `kind` itself: there the argument belongs elsewhere. */
export function setArgument(
  file: SourceFile,
  node: Element,
  kind: string,
  argument: string,
  value: string,
): Fix | undefined {
  if (node.kind !== 'use' || node.name.text !== kind) return undefined;
  const given = node.arguments;
  const edit = (start: number, end: number, text: string) => [
    { file: file.name, range: { start, end }, text },
  ];
  const title = `Set \`${argument}: ${value}\``;
  if (given === undefined)
    return { title, edits: edit(node.name.end, node.name.end, `(${argument}: ${value})`) };
  const present = given.items.find(({ name }) => name?.text === argument);
  if (present !== undefined) return { title, edits: edit(present.value.start, present.value.end, value) };
  const last = given.items.at(-1);
  const end = last?.end ?? given.start + 1;
  return { title, edits: edit(end, end, `${last === undefined ? '' : ', '}${argument}: ${value}`) };
}
