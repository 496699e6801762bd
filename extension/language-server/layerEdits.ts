// Changes that are asked for in the diagram, as edits of the text, or the reason why there is none.

import type { Network, Origin } from '../../engine/network/network.ts';
import type { LayerChange } from '../../webview/protocol/details.ts';
import type { Compilation, FileHost } from '../language/compilation.ts';
import { programOf } from '../language/compile.ts';
import { type Edit, insertAfter, insertBefore } from '../language/editing/insertLayer.ts';
import { insertOnEdge } from '../language/editing/insertOnEdge.ts';
import { removeLayer } from '../language/editing/removeLayer.ts';
import { setAttribute } from '../language/editing/setAttribute.ts';
import { type EditScope, errorOfEdit } from '../language/editing/tryEdits.ts';
import type { ChainNode } from '../language/syntax/tree.ts';
import { removeStatement } from '../language/validation/removal.ts';
import { references, rename } from './navigation.ts';
import { chooseModel } from './networkQueries.ts';
import { whyNotNamed } from './newName.ts';
import type { EditAnswer } from './protocol.ts';
import { toRange } from './sourceText.ts';
import { type Subject, subjectOf } from './subject.ts';

type Edits = Extract<EditAnswer, { readonly edits: unknown }>['edits'];
type Planned = { readonly edit: Edit } | { readonly refusal: string };

const gone = 'The text changed meanwhile: the diagram shows it in a moment.';
const inTheText = 'This is changed in the text.';

/** `others` are compilations that may see a name that is renamed. */
export function layerEdits(
  compilation: Compilation,
  host: FileHost,
  model: string | undefined,
  change: LayerChange,
  others: () => readonly Compilation[],
): EditAnswer {
  const network = chooseModel(compilation, model)?.network;
  if (network === undefined) return { refusal: gone };
  if (change.kind === 'insert' && 'source' in change.place) {
    const edit = insertOnEdge(compilation, network, change.place, change.layer);
    const refusal = 'The text has no place that is this line’s alone. Insert after one of its layers.';
    const places = edit ? placesOf(network, (origin) => touches(origin, edit)) : 0;
    return answer(compilation, host, edit ? { edit } : { refusal }, { places });
  }
  const subject = subjectOf(compilation, network, subjectId(change));
  if (subject === undefined) return { refusal: gone };
  const places = placesOf(network, (origin) => isSame(origin, subject.origin));
  if (change.kind === 'rename') {
    const renaming = named(compilation, subject, change.name, others);
    return 'edits' in renaming ? { ...renaming, places } : answer(compilation, host, renaming, { places });
  }
  const call = change.kind === 'set' ? subject.at?.element : undefined;
  const within = call && change.kind === 'set' ? { scope: call, value: change.text.trim() } : undefined;
  return answer(compilation, host, plan(compilation, subject, change, others), { places, within });
}

/** How often the network has what the text says there once. */
function placesOf(network: Network, isThere: (origin: Origin) => boolean): number {
  const made = (parts: readonly { readonly origin: Origin }[]) =>
    parts.filter(({ origin }) => isThere(origin)).length;
  return Math.max(1, made(network.layers), made(network.groups));
}

function touches({ file, start, end }: Origin, edit: Edit): boolean {
  return file === edit.file && (start === edit.range.start || end === edit.range.start);
}

function isSame(one: Origin, other: Origin): boolean {
  return one.file === other.file && one.start === other.start && one.end === other.end;
}

function subjectId(change: LayerChange): string {
  if (change.kind !== 'insert') return change.id;
  return 'id' in change.place ? change.place.id : change.place.target;
}

function plan(
  compilation: Compilation,
  subject: Subject,
  change: Exclude<LayerChange, { readonly kind: 'rename' }>,
  others: () => readonly Compilation[],
): Planned {
  switch (change.kind) {
    case 'set':
      return setPlan(subject, change.attribute, change.text.trim());
    case 'delete':
      return deletePlan(compilation, subject, others);
    case 'insert': {
      const { origin, tree, ends } = subject;
      if (!ends) return { refusal: inTheText };
      const isBefore = 'side' in change.place && change.place.side === 'before';
      const [insert, end] = isBefore ? [insertBefore, ends.first] : [insertAfter, ends.last];
      const edit = insert(origin.file, tree, end, change.layer);
      return edit ? { edit } : { refusal: 'Nothing comes before the input of a model.' };
    }
  }
}

function deletePlan(
  compilation: Compilation,
  { origin, group, at, statement }: Subject,
  others: () => readonly Compilation[],
): Planned {
  if (at?.element.kind === 'input') return { refusal: 'A model begins with its input: change its shape.' };
  if (at && group?.kind === 'iteration')
    return {
      refusal: `All rounds come from one \`${at.element.kind}\`: change how often it goes round, or delete all of it.`,
    };
  if (at) return orGone(removeLayer(compilation, origin.file, at));
  const source = programOf(compilation)?.files.get(origin.file);
  if (!statement || !source) return { refusal: inTheText };
  const refusal =
    statement.kind === 'chain' ? whyKept(compilation, origin.file, statement, others()) : undefined;
  return refusal === undefined ? orGone(removeStatement(source, statement, '').edits[0]) : { refusal };
}

/** A value that is used elsewhere keeps its name. */
function whyKept(
  compilation: Compilation,
  file: string,
  { name }: ChainNode,
  others: readonly Compilation[],
): string | undefined {
  const tree = compilation.trees.get(file);
  if (!name || !tree || file !== compilation.file) return undefined;
  const [use] = references(compilation, toRange(tree, name).start, others, false);
  return use && `\`${name.text}\` is used at line ${use.range.start.line + 1}: change that first.`;
}

function setPlan({ origin, at, use, names }: Subject, attribute: string, text: string): Planned {
  const { file } = origin;
  if (at?.element.kind === 'input') {
    const { start, end } = at.element.shape;
    return { edit: { file, range: { start, end }, text } };
  }
  if (use === undefined) return { refusal: 'Change it in the text: it is not given in one call.' };
  const edit = setAttribute(file, use, names, attribute, text);
  return edit ? { edit } : { refusal: `\`${attribute}\` must be given.` };
}

/** A name is given to a chain that has none, changed everywhere, or taken away. */
function named(
  compilation: Compilation,
  { origin: { file }, tree, at, group, statement }: Subject,
  name: string,
  others: () => readonly Compilation[],
): Planned | { readonly edits: Edits } {
  const chain = statement?.kind === 'chain' ? statement : group?.kind === 'iteration' ? undefined : at?.chain;
  const [first] = chain?.elements ?? [];
  if (!chain || !first) return { refusal: inTheText };
  if (chain.name === undefined) {
    if (name === '') return { edits: [] };
    const refusal = whyNotNamed(compilation, { file, offset: first.start, kind: 'value' }, name);
    if (refusal !== undefined) return { refusal };
    return { edit: { file, range: { start: first.start, end: first.start }, text: `${name} = ` } };
  }
  if (file !== compilation.file) return { refusal: 'Rename it in the file that declares it.' };
  if (name === '') {
    const refusal = whyKept(compilation, file, chain, others());
    const range = { start: chain.name.start, end: first.start };
    return refusal === undefined ? { edit: { file, range, text: '' } } : { refusal };
  }
  const result = rename(compilation, toRange(tree, chain.name).start, name, others());
  if ('refusal' in result) return result;
  return { edits: Object.entries(result.edit.changes ?? {}).map(([uri, edits]) => ({ uri, edits })) };
}

function orGone(edit: Edit | undefined): Planned {
  return edit ? { edit } : { refusal: gone };
}

interface Circumstances {
  readonly places: number;
  /** Where a value of a call changes. */
  readonly within?: EditScope | undefined;
}

function answer(
  compilation: Compilation,
  host: FileHost,
  planned: Planned,
  { places, within }: Circumstances,
): EditAnswer {
  if ('refusal' in planned) return planned;
  const { file, range, text } = planned.edit;
  const refusal = errorOfEdit(compilation, host, planned.edit, within ?? { scope: range });
  if (refusal !== undefined) return { refusal };
  const tree = compilation.trees.get(file)!;
  return { edits: [{ uri: file, edits: [{ range: toRange(tree, range), newText: text }] }], places };
}
